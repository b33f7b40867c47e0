import type { Column } from '../../../markets/market.js';
import { candleRow, FINAL, FORMING, ROLLED_UP } from '../../../model/candle.ts';
import { candleScores, idScores } from '../../../model/scores.ts';
import { spotCandles } from '../../spotCandles.ts';

const MINUTE = 60_000;
const row = (index: number, state: typeof ROLLED_UP | typeof FORMING | typeof FINAL) => {
  const openTime = index * MINUTE;
  return candleRow([openTime, '1', '1', '1', '1', '2', openTime + MINUTE - 1, '2', 2, '1', '1', '0', state]);
};
const settledTo = (...rows: Parameters<ReturnType<typeof candleScores>['settledTo']>[0]) =>
  candleScores(1, 1000, spotCandles).settledTo(rows);

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

it.each<[string, (paid: string, state: number) => unknown[]]>([
  ['last', (paid, state) => [paid, state]],
  ['before others', (paid, state) => [state, paid]],
])('candles of other fields are settled as their table says, with the state %s', (_name, fields) => {
  const opens: Column = { name: 'opens', type: 'milliseconds', says: '' };
  const paid: Column = { name: 'paid', type: 'decimal', says: '' };
  const others = fields('paid', 0).map((name) => (name === 'paid' ? paid : null));
  const shape = {
    columns: [opens, ...others],
    layout: { kinds: [], state: others.indexOf(null) + 2, end: 0, order: 0 },
  };
  const of = (score: number, price: string, state: number) => ({
    score,
    member: JSON.stringify([score, ...fields(price, state)]),
  });
  const rows = [of(1, '1.0', FINAL), of(2, '1.0', FORMING), of(3, 'x', FINAL), { score: 4, member: '[4,2]' }];
  expect(candleScores(1, 1000, shape).settledTo(rows)).toBe(1);
  expect(candleScores(1, 1000, spotCandles).settledTo(rows)).toBeNull();
});
