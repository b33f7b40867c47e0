import type { Candle } from '../../../../web/figures/candles/candle.ts';
import {
  holesOf,
  MOST_ROWS,
  merged,
  nothing,
  type Series,
  type ToldRows,
  withFetched,
  withTold,
} from '../../../../web/figures/candles/series.ts';
import { candleAt, candlesAt, MINUTE, minutesOf, NOON, range } from './candles.ts';

const told = (rows: readonly Candle[], more: Partial<ToldRows> = {}): ToldRows => ({
  ...{ rows, isFirst: false, isReset: false, restated: [] },
  ...more,
});
const first = (rows: readonly Candle[]) => told(rows, { isFirst: true });
const seriesOf = (rows: readonly Candle[], more: Partial<Series> = {}): Series => ({ ...nothing, rows, ...more });
const forming = (minute: number, close: string) => candleAt(minute, { close, final: false });

test('the first rows begin a series, whose history is to be read', () => {
  const taken = withTold(nothing, first(candlesAt(...range(0, 9))), 1);
  expect([minutesOf(taken.series.rows), taken.isAnew, taken.missed]).toEqual([range(0, 9), true, null]);
});

test('news take the place of what they are of, and others stay the objects that they were', () => {
  const rows = [...candlesAt(0, 1), forming(2, '10.2')];
  const { series } = withTold(seriesOf(rows), told([candleAt(2, { close: '10.3' }), forming(3, '10.4')]), 1);
  expect(minutesOf(series.rows)).toEqual([0, 1, 2, 3]);
  expect(series.rows.slice(0, 2).every((row, index) => row === rows[index])).toBe(true);
  expect(series.rows.map(({ close }) => close)).toEqual(['10.50', '10.50', '10.3', '10.4']);
});

test('a candle that is told as it was stays the object that it was', () => {
  const rows = candlesAt(0, 1);
  expect(merged(rows, candlesAt(1))[1]).toBe(rows[1]);
  expect(merged(rows, candlesAt(0))[0]).toBe(rows[0]);
});

test('late rows find their place', () => {
  const { series } = withTold(seriesOf(candlesAt(0, 1, 4)), told(candlesAt(2, 3)), 1);
  expect(minutesOf(series.rows)).toEqual([0, 1, 2, 3, 4]);
});

test('rows of an event that are out of order are put in order', () => {
  expect(minutesOf(merged(candlesAt(0), candlesAt(3, 1, 2, 1)))).toEqual([0, 1, 2, 3]);
});

test('restated candles are remembered', () => {
  const event = told([candleAt(1, { close: '9.9' })], { restated: [NOON + MINUTE] });
  const { series } = withTold(seriesOf(candlesAt(0, 1, 2)), event, 1);
  expect([...series.restated]).toEqual([NOON + MINUTE]);
  expect(series.rows[1]?.close).toBe('9.9');
});

test('a series that was reset has nothing of what was there before', () => {
  const before = seriesOf(candlesAt(...range(0, 9)), { restated: new Set([NOON]), isEnd: true });
  const { series, isAnew } = withTold(before, told(candlesAt(2, 3), { isReset: true }), 1);
  expect([minutesOf(series.rows), series.restated.size, series.isEnd, isAnew]).toEqual([[2, 3], 0, false, true]);
});

test('what is told anew and adjoins is merged', () => {
  const taken = withTold(seriesOf(candlesAt(...range(-50, 9))), first(candlesAt(...range(5, 14))), 1);
  expect([minutesOf(taken.series.rows), taken.isAnew, taken.missed]).toEqual([range(-50, 14), false, null]);
});

test('what came during a break is missed, and so is how the candle ended that formed then', () => {
  const before = seriesOf([...candlesAt(...range(0, 8)), forming(9, '10.2')]);
  const { series, missed, isAnew } = withTold(before, first(candlesAt(...range(20, 29))), 1);
  expect([missed, isAnew]).toEqual([{ from: NOON + 9 * MINUTE, to: NOON + 19 * MINUTE }, false]);
  expect(holesOf(series.rows, 1)).toEqual([{ from: NOON + 10 * MINUTE, to: NOON + 19 * MINUTE }]);
});

test('after a long break all begins anew', () => {
  const taken = withTold(seriesOf(candlesAt(...range(0, 9))), first(candlesAt(...range(1_440, 1_449))), 1);
  expect([minutesOf(taken.series.rows), taken.isAnew]).toEqual([range(1_440, 1_449), true]);
});

test.each([
  ['ends earlier than before', candlesAt(-9, -8)],
  ['is empty', []],
])('a series that %s after a break has begun anew', (_, rows) => {
  const taken = withTold(seriesOf(candlesAt(...range(0, 9))), first(rows), 1);
  expect([taken.series.rows, taken.isAnew]).toEqual([rows, true]);
});

test('one that never was confirmed long ago is no break', () => {
  const before = seriesOf([forming(-300, '1'), ...candlesAt(...range(-299, 9))]);
  expect(withTold(before, first(candlesAt(...range(0, 9))), 1)).toMatchObject({ isAnew: false, missed: null });
});

test('what was fetched may be older than what was told: a final candle stays', () => {
  const before = seriesOf([candleAt(1, { close: '11' }), forming(2, '10.2')]);
  const series = withFetched(
    before,
    [candleAt(0), forming(1, '10.9'), candleAt(2, { close: '10.3' })],
    false,
    before.rows,
  );
  expect(series.rows.map(({ close, final }) => [close, final])).toEqual([
    ['10.50', true],
    ['11', true],
    ['10.3', true],
  ]);
});

test('a final candle that was corrected while nobody looked is taken, and is known as restated', () => {
  const before = seriesOf(candlesAt(0, 1, 2));
  const told = withTold(before, first([candleAt(1, { close: '9.9' }), candleAt(2), candleAt(3)]), 1).series;
  expect([told.rows[1]?.close, [...told.restated]]).toEqual(['9.9', [NOON + MINUTE]]);
  const fetched = withFetched(before, [candleAt(0, { close: '9.8' }), candleAt(1)], false, before.rows);
  expect([fetched.rows[0]?.close, [...fetched.restated]]).toEqual(['9.8', [NOON]]);
});

test('what was told since an answer was asked for stays', () => {
  const asked = [candleAt(0), forming(1, '10.1'), forming(2, '10.2')];
  const now = [candleAt(0, { close: '11' }), forming(1, '10.9'), candleAt(2, { close: '12' })];
  const late = [candleAt(0), forming(1, '10.2'), candleAt(2, { close: '10.2' })];
  const series = withFetched(seriesOf(now), late, false, asked);
  expect([series.rows.map(({ close }) => close), series.restated.size]).toEqual([['11', '10.9', '12'], 0]);
});

test('the end of what is kept is known once it was reached', () => {
  const series = withFetched(seriesOf(candlesAt(5)), candlesAt(4), true, []);
  expect([series.isEnd, withFetched(series, [], false, []).isEnd]).toEqual([true, true]);
});

test('of very many candles the newest are held, and older ones could be read again', () => {
  const restated = new Set([NOON + MINUTE, NOON + 300 * MINUTE]);
  const before = seriesOf(candlesAt(...range(1, MOST_ROWS)), { isEnd: true, restated });
  const { series } = withTold(before, told(candlesAt(...range(MOST_ROWS + 1, MOST_ROWS + 200))), 1);
  expect([series.rows.length, series.rows[0]?.openTime, series.isEnd]).toEqual([MOST_ROWS, NOON + 201 * MINUTE, false]);
  expect([...series.restated]).toEqual([NOON + 300 * MINUTE]);
});
