import { MOST_LINES, Tape } from '../../../../web/figures/tape/tape.ts';
import { largeFrom, tradeIn, valueText } from '../../../../web/figures/tape/trade.ts';

const NOW = 2_000_000;
const tapeOf = (threshold: number) => new Tape(threshold, () => NOW);
const row = (id: number, price = '2', qty = '5') => ({ id, price, qty, time: id * 1_000, isBuyerMaker: id % 2 === 0 });
const rows = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, index) => row(from + index));

/** Ids of the trades, and of the first and last one that are missing, in the order of the lines. */
const linesOf = (tape: Tape) =>
  tape.lines().map((line) => (line.kind === 'trade' ? line.trade.id : [line.hole.from, line.hole.to]));

it('the newest trade comes first, whatever order they come in', () => {
  const tape = tapeOf(0);
  tape.take([row(3), row(4)]);
  tape.take([row(2), row(1), row(3), row(5)]);
  expect(linesOf(tape)).toEqual([5, 4, 3, 2, 1]);
});

it('what is missing after a break stands in its place, until it comes', () => {
  const tape = tapeOf(0);
  tape.take(rows(1, 3));
  tape.take(rows(8, 9));
  expect(linesOf(tape)).toEqual([9, 8, [4, 7], 3, 2, 1]);
  tape.take([row(5)]);
  expect(linesOf(tape)).toEqual([9, 8, [6, 7], 5, [4, 4], 3, 2, 1]);
  tape.take([row(7), row(6), row(4)]);
  expect(linesOf(tape)).toEqual([9, 8, 7, 6, 5, 4, 3, 2, 1]);
});

it('so many are kept, the newest', () => {
  const tape = tapeOf(0);
  for (let id = 1; id <= 1_000; id += 10) tape.take(rows(id, id + 9));
  const ids = linesOf(tape);
  expect([ids.length, ids[0], ids.at(-1)]).toEqual([MOST_LINES, 1_000, 1_000 - MOST_LINES + 1]);
  tape.take(rows(1_500, 1_600));
  expect(linesOf(tape)).toContainEqual([1_001, 1_499]);
  tape.take(rows(1_601, 1_800));
  expect(linesOf(tape)).toHaveLength(MOST_LINES);
});

it('trades below the threshold are counted, but not shown; large ones stay though many small ones follow', () => {
  const tape = tapeOf(1_000);
  tape.take([row(1, '1000', '1'), row(2, '999.99999999', '1'), row(3, '0.00000001', '100000000000')]);
  tape.take(rows(4, 900));
  expect(linesOf(tape)).toEqual([3, 1]);
  expect(tape.counters.last(300, 900_000)).toMatchObject({ bought: 150, sold: 151 });
});

it('a higher threshold keeps what reaches it, a lower one shows what is kept of all, without a hole in between', () => {
  const tape = tapeOf(1_000);
  tape.take([row(1, '5000', '1')]);
  tape.take([...rows(2, 500), row(501, '2000', '1')]);
  tape.threshold = 4_000;
  expect(linesOf(tape)).toEqual([1]);
  tape.threshold = 0;
  expect(linesOf(tape)).toEqual(Array.from({ length: MOST_LINES }, (_, index) => 501 - index));
});

it('with a higher threshold all that reach it are known since the oldest that was kept, with a lower one since the oldest of all', () => {
  const tape = tapeOf(0);
  expect(tape.since).toBeNull();
  tape.take(rows(1, 500));
  expect(tape.since).toBe(1_000);
  tape.threshold = 1_000;
  expect([linesOf(tape), tape.since]).toEqual([[], 301_000]);
  tape.take(rows(501, 900));
  expect(tape.since).toBe(301_000);
  tape.threshold = 2_000;
  expect(tape.since).toBe(301_000);
  tape.threshold = 500;
  expect(tape.since).toBe(701_000);
});

it('with few trades all are known since the first one, whatever threshold is chosen', () => {
  const tape = tapeOf(0);
  tape.take(rows(1, 50));
  tape.threshold = 1_000;
  expect(tape.since).toBe(1_000);
});

it('counts those above an id that reach the threshold, neither what was before nor what is below it', () => {
  const tape = tapeOf(1_000);
  tape.take([row(100, '5000', '1')]);
  tape.take([row(99, '5000', '1'), row(101), row(102, '5000', '1'), row(103, '5000', '1')]);
  expect(tape.shownAbove(100)).toBe(2);
});

it('ids that begin anew are another series; those that were seen, or are newer, are not', () => {
  const tape = tapeOf(0);
  expect(tape.isBegunAnew(rows(1, 3))).toBe(false);
  tape.take(rows(100, 120));
  expect(tape.isBegunAnew(rows(1, 10))).toBe(true);
  expect(tape.isBegunAnew(rows(110, 115))).toBe(false);
  expect(tape.isBegunAnew(rows(200, 210))).toBe(false);
  expect(tape.isBegunAnew([])).toBe(false);
});

it('what is no trade is passed over, and its neighbors stay', () => {
  const tape = tapeOf(0);
  tape.take([
    null,
    {},
    row(1),
    { ...row(2), price: 'x' },
    { ...row(3), id: '3' },
    { ...row(4), time: null },
    'x',
    row(5),
  ]);
  expect(linesOf(tape)).toEqual([5, [2, 4], 1]);
});

it.each([
  ['90003.68', '0.03712', '3340.9366016', '3,341'],
  ['0.00000001', '0.00000001', '0.0000000000000001', '0.0000000000000001'],
  ['10000000', '12345.6', '123456000000', '123,456,000,000'],
  ['1', '999.999', '999.999', '1,000.00'],
  ['2', '6.1725', '12.345', '12.35'],
  ['0.1', '0.00123', '0.000123', '0.000123'],
  ['1', '0', '0', '0.00'],
])('%s × %s is %s, shown as %s', (price, qty, value, shown) => {
  expect(tradeIn(row(1, price, qty))?.value).toBe(value);
  expect(valueText(value)).toBe(shown);
});

it('who took it says whether it was bought or sold', () => {
  expect([tradeIn(row(1))?.isSold, tradeIn(row(2))?.isSold]).toEqual([false, true]);
});

it('large is what is worth so many dollars, where the quote asset is a dollar coin', () => {
  expect([largeFrom('USDT', 250_000.5), largeFrom('BTC', 250_000.5), largeFrom('', 1)]).toEqual([
    250_000.5,
    null,
    null,
  ]);
  expect([largeFrom('USDC', undefined), largeFrom('USDC', 'many')]).toEqual([null, null]);
});
