import { candleRow, FINAL, FORMING, ROLLED_UP } from '../../../model/candle.ts';
import { candleScores, idScores } from '../../../model/scores.ts';

const MINUTE = 60_000;
const row = (index: number, state: typeof ROLLED_UP | typeof FORMING | typeof FINAL) => {
  const openTime = index * MINUTE;
  return candleRow([openTime, '1', '1', '1', '1', '2', openTime + MINUTE - 1, '2', 2, '1', '1', '0', state]);
};
const settledTo = (...rows: Parameters<ReturnType<typeof candleScores>['settledTo']>[0]) =>
  candleScores(1, 1000).settledTo(rows);

it.each([
  ['the newest final candle', [row(1, FINAL), row(2, FINAL), row(3, FORMING)], 2 * MINUTE],
  ['the newest final candle, whatever stands between', [row(1, FINAL), row(2, ROLLED_UP), row(3, FORMING)], MINUTE],
  ['the oldest candle, where none is final', [row(1, ROLLED_UP), row(2, FORMING)], MINUTE],
  [
    'a candle, not what is damaged',
    [{ score: MINUTE, member: `[${MINUTE},"x"]` }, row(2, FORMING), { score: 3 * MINUTE, member: `[${3 * MINUTE},2]` }],
    2 * MINUTE,
  ],
  ['nothing, where there are no candles', [], null],
])('candles are settled up to %s', (_name, rows, expected) => {
  expect(settledTo(...rows)).toBe(expected);
});

it('trades are settled up to the newest', () => {
  expect(
    idScores(1000).settledTo([
      { score: 7, member: '[7]' },
      { score: 8, member: '[8]' },
    ]),
  ).toBe(8);
});

it('candles of other fields are settled as their feed tells that they are whole', () => {
  const rows = [
    { score: 1, member: '[1,"1.0",2]' },
    { score: 2, member: '[2,"1.0",1]' },
    { score: 3, member: '[3,2]' },
  ];
  const isWhole = ({ member }: { member: string }) => JSON.parse(member).length === 3;
  expect(candleScores(1, 1000, isWhole).settledTo(rows)).toBe(1);
  expect(candleScores(1, 1000).settledTo(rows)).toBeNull();
});
