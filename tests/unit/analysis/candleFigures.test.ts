import fc from 'fast-check';
import { candleFigures } from '../../../analysis/candleFigures.ts';
import { compare, decimalIn, zero } from '../../../analysis/decimal.ts';
import type { RowsPart } from '../../../analysis/snapshot.ts';
import { anyParts } from '../../analysis/anyParts.ts';
import { AT, candleColumns, candlesOf, fullParts } from '../../analysis/fullParts.ts';

const HOUR_MS = 3_600_000;

const figuresOf = (hours: RowsPart | null, at = AT) =>
  candleFigures({ ...fullParts, klines: { 60: hours, 1440: null } }, at);

/** Candles of an hour, by how many hours before that of `AT` they begin. */
const hoursAt = (before: readonly number[], fields: Readonly<Record<number, unknown[]>> = {}): RowsPart => ({
  asOf: AT,
  columns: candleColumns,
  rows: before.map((hours) => {
    const openTime = AT - (AT % HOUR_MS) - hours * HOUR_MS;
    return [openTime, ...(fields[hours] ?? ['10', '12', '8', '11', '1.5', 0, hours > 0])];
  }),
});

const upTo = (count: number): number[] => Array.from({ length: count }, (_, index) => count - 1 - index);
const read = (text: unknown) => decimalIn(text) ?? zero;

it('averages lie between the lowest and the highest close', () => {
  fc.assert(
    fc.property(anyParts, ({ parts, at }) => {
      const closes = (parts.klines[60]?.rows ?? []).map((row) => read(row[4])).sort(compare);
      const [lowest = zero, highest = zero] = [closes[0], closes.at(-1)];
      // An average is rounded to 8 places, which a close of 10 places is not.
      fc.pre(closes.every(({ places }) => places <= 8));
      const { average10, average20 } = candleFigures(parts, at)[60] ?? {};
      for (const average of [average10, average20]) {
        if (!average) continue;
        expect(compare(read(average), lowest) >= 0 && compare(read(average), highest) <= 0).toBe(true);
      }
    }),
  );
});

it('tells the last closed candle from the forming one, and passes over one that is over but not confirmed', () => {
  const open = AT - (AT % HOUR_MS);
  const hours = hoursAt([2, 1, 0], { 1: ['10', '12', '8', '11', '1.5', 0, false] });
  expect(figuresOf(hours)[60]).toMatchObject({
    closed: { openTime: open - 2 * HOUR_MS },
    forming: { openTime: open },
  });
  // The same rows an hour later: nothing forms yet.
  expect(figuresOf(hours, AT + HOUR_MS)[60]).toMatchObject({ closed: { openTime: open - 2 * HOUR_MS }, forming: null });
});

it('a candle is over with its last ms', () => {
  const hours = hoursAt([1, 0], { 0: ['10', '12', '8', '11', '1.5', 0, true] });
  const end = AT - (AT % HOUR_MS) + HOUR_MS;
  expect(figuresOf(hours, end - 1)[60]).toMatchObject({
    closed: { openTime: end - 2 * HOUR_MS },
    forming: { openTime: end - HOUR_MS },
  });
  expect(figuresOf(hours, end)[60]).toMatchObject({ closed: { openTime: end - HOUR_MS }, forming: null });
});

it('says change and range in per cent, exact to 8 places; null of 0', () => {
  const hours = hoursAt([1, 0], {
    1: ['0.00000003', '0.00000004', '0.00000001', '0.00000002', '0', 0, true],
    0: ['0', '1', '0', '1', '1', 0, false],
  });
  expect(figuresOf(hours)[60]).toMatchObject({
    closed: { close: '0.00000002', changePercent: '-33.33333333', rangePercent: '300', volume: '0' },
    forming: { changePercent: null, rangePercent: null },
  });
});

it('averages need so many closed candles without a hole between them', () => {
  const all = upTo(21);
  expect(figuresOf(hoursAt(all))[60]).toMatchObject({ average10: '11', average20: '11', trend: 'flat' });
  expect(figuresOf(hoursAt(all.slice(1)))[60]).toMatchObject({ average10: '11', average20: null, trend: null });
  const without = (hours: number) => hoursAt(all.filter((before) => before !== hours));
  expect(figuresOf(without(15))[60]).toMatchObject({ average10: '11', average20: null });
  expect(figuresOf(without(5))[60]).toMatchObject({ average10: null, average20: null, trend: null });
});

it.each([
  ['up', (before: number) => String(100 - before)],
  ['down', (before: number) => String(100 + before)],
  ['flat', () => '100'],
  // So little that the averages are equal once they are rounded.
  ['up', (before: number) => (before === 1 ? '0.00000001' : '0')],
])('the trend is %s', (trend, close) => {
  expect(figuresOf(candlesOf(60, 21, close))[60]?.trend).toBe(trend);
});

describe('candles of four hours', () => {
  // 00:01 of a day: the hours before make up whole groups.
  it('are sums of their hours', () => {
    const hours = hoursAt([4, 3, 2, 1, 0], {
      4: ['10', '12.5', '9', '11', '0.00000001', 0, true],
      2: ['11', '12', '7.10', '12', '1000', 0, true],
      1: ['12', '12.50', '8', '9.90', '12345678901234567890', 0, true],
    });
    expect(figuresOf(hours)[240]).toMatchObject({
      closed: {
        openTime: AT - (AT % HOUR_MS) - 4 * HOUR_MS,
        ...{ close: '9.9', changePercent: '-1', rangePercent: '76.05633803', volume: '12345678901234568891.50000001' },
      },
      forming: { openTime: AT - (AT % HOUR_MS), close: '11', volume: '1.5' },
    });
  });

  it('know nothing of the price that an hour without trades repeats', () => {
    const hours = hoursAt([4, 3, 2, 1, 0], {
      4: ['100', '100', '100', '100', '0', 0, true],
      3: ['10', '12', '9', '11', '1', 0, true],
      2: ['11', '11', '11', '11', '0.00000000', 0, true],
      1: ['11', '12', '10', '9', '1', 0, true],
    });
    expect(figuresOf(hours)[240]?.closed).toMatchObject({
      changePercent: '-10',
      rangePercent: '33.33333333',
      volume: '2',
    });
    const still = ['7', '7', '7', '7', '0', 0, true];
    expect(figuresOf(hoursAt([4, 3, 2, 1, 0], { 4: still, 3: still, 2: still, 1: still }))[240]?.closed).toMatchObject({
      ...{ close: '7', changePercent: '0', volume: '0' },
    });
  });

  it('are not closed while an hour is missing or not confirmed', () => {
    for (const hours of [hoursAt([4, 3, 1, 0]), hoursAt([4, 3, 2, 1, 0], { 2: ['1', '1', '1', '1', '1', 0, false] })]) {
      expect(figuresOf(hours)[240]).toMatchObject({ closed: null, forming: { close: '11' } });
    }
  });

  it('form of all hours since their start, or not at all', () => {
    const later = AT + 2 * HOUR_MS;
    const hours = (before: number[]) => hoursAt(before, { 0: ['10', '12', '8', '11', '1.5', 0, true] });
    expect(figuresOf(hours([0, -1, -2]), later)[240]?.forming).toMatchObject({ volume: '4.5' });
    expect(figuresOf(hours([-1, -2]), later)[240]).toBeNull();
    expect(figuresOf(hours([0, -2]), later)[240]).toBeNull();
    expect(figuresOf(hours([4, 3, 2, 1, 0, -1]), later)[240]?.forming).toBeNull();
  });

  it('hold nothing of an hour that has not begun by the clock of the snapshot', () => {
    expect(figuresOf(hoursAt([4, 3, 2, 1, 0, -1]))).toEqual(figuresOf(hoursAt([4, 3, 2, 1, 0])));
  });

  it('have an average once there are ten of them', () => {
    expect(figuresOf(hoursAt(upTo(41)))[240]).toMatchObject({ average10: '11', average20: null });
    expect(figuresOf(hoursAt(upTo(40)))[240]).toMatchObject({ average10: null });
    const broken = hoursAt(upTo(81).filter((before) => before !== 50));
    expect(figuresOf(broken)[240]).toMatchObject({ average10: '11', average20: null, trend: null });
  });
});

it('a pair that was listed an hour ago has a forming candle, and little else', () => {
  const figures = figuresOf(hoursAt([0]));
  const none = { closed: null, average10: null, average20: null, trend: null };
  expect(figures).toMatchObject({ 60: { ...none, forming: { volume: '1.5' } }, 240: none, 1440: null });
});

it('says nothing without candles, or of rows that cannot be read', () => {
  const nothing = { 60: null, 240: null, 1440: null };
  expect(figuresOf(null)).toEqual(nothing);
  expect(figuresOf(hoursAt([]))).toEqual(nothing);
  expect(figuresOf(hoursAt([1, 0], { 1: ['1', '1', '', '1', '1', 0, true] }))).toEqual(nothing);
  expect(figuresOf({ ...hoursAt([1]), columns: ['openTime'] })).toEqual(nothing);
});
