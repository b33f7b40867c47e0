import { Lags } from '../../../../api/events/lags.ts';

it('the longest lag of the last ten seconds is told, of each kind', () => {
  let now = 1_000;
  const lags = new Lags(() => now);
  expect(lags.longest()).toEqual({ series: null, conflated: null });
  lags.note('series', 970);
  lags.note('series', 995);
  now = 5_000;
  lags.note('series', 4_990.46);
  lags.note('conflated', 4_750);
  expect(lags.longest()).toEqual({ series: 30, conflated: 250 });
  now = 11_500;
  expect(lags.longest()).toEqual({ series: 9.5, conflated: 250 });
  now = 20_000;
  expect(lags.longest()).toEqual({ series: null, conflated: null });
});
