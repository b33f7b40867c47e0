import { growthText, isNear, openInterestOf } from '../../../../web/figures/futures/openInterest.ts';

it('reads rows of both feeds', () => {
  expect(openInterestOf({ time: 5, openInterest: '1.5' })).toEqual({ time: 5, amount: 1.5 });
  expect(openInterestOf({ timestamp: 5, sumOpenInterest: '2', sumOpenInterestValue: '9' })).toEqual({
    time: 5,
    amount: 2,
  });
});

it.each([undefined, {}, { time: 5 }, { time: 'x', openInterest: '1' }, { time: 5, openInterest: '-1' }])(
  '%j has none',
  (row) => expect(openInterestOf(row)).toBeNull(),
);

it('takes no row for one of another time', () => {
  expect(isNear({ time: 1_000_000, amount: 1 }, 1_400_000)).toBe(true);
  expect(isNear({ time: 1_000_000, amount: 1 }, 1_700_000)).toBe(false);
});

it('writes growth, and none from nothing', () => {
  expect([growthText(100, 101.5), growthText(100, 99), growthText(100, 100), growthText(100, 99.9999)]).toEqual([
    '+1.50%',
    '-1.00%',
    '0.00%',
    '0.00%',
  ]);
  expect(growthText(0, 1)).toBeNull();
});
