import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { Big } from 'big.js';
import fc from 'fast-check';
import { intervalMinutes } from '../../../markets/intervals.js';
import type { Column } from '../../../markets/market.js';
import type { Interval } from '../../../markets/markets.js';
import { type Candle, type CandleShape, compareStates, FINAL, ROLLED_UP } from '../../../model/candle.ts';
import { countOf, nextOpenTime, openTimeOf, previousOpenTime } from '../../../model/candleTime.ts';
import { canRollUp } from '../../../model/rollUpSources.ts';
import { asCandleOf, cover, sameFigures, sumCandles } from '../../../model/sumCandles.ts';
import { describeWithRecordings, recording } from '../../recordings.ts';
import { spotCandles } from '../../spotCandles.ts';

const MINUTE = 60_000;
const MONDAY = Date.UTC(2026, 10, 16);

const minute = (index: number, fields: Partial<Record<number, string | number>> = {}): Candle => {
  const openTime = MONDAY + index * MINUTE;
  const plain = [openTime, '10', '12', '9', '11', '1.5', openTime + MINUTE - 1, '15.1', 3, '0.5', '5.05', '0', FINAL];
  return plain.map((field, position) => fields[position] ?? field) as unknown as Candle;
};
const flat = (index: number, price: string) =>
  minute(index, { 1: price, 2: price, 3: price, 4: price, 5: '0.0', 7: '0', 8: 0, 9: '0', 10: '0' });

describe('the sum of candles', () => {
  it('opens with the first, closes with the last, spans all prices, adds up the rest', () => {
    const parts = [minute(0, { 1: '10.5' }), minute(1, { 2: '13.01', 3: '8.999' }), minute(2, { 4: '11.9' })];
    expect(sumCandles(spotCandles, parts)).toEqual([
      ...[MONDAY, '10.5', '13.01', '8.999', '11.9', '4.5', MONDAY + 3 * MINUTE - 1, '45.3', 9, '1.5', '15.15', '0'],
      ROLLED_UP,
    ]);
  });

  it('is exact where floating point is not, and keeps the places', () => {
    const sum = sumCandles(spotCandles, [minute(0, { 5: '0.10000000' }), minute(1, { 5: '0.20000000' })]);
    expect(sum?.[5]).toBe('0.30000000');
    const big = sumCandles(spotCandles, [
      minute(0, { 7: '90071992547409930.00000001' }),
      minute(1, { 7: '0.00000002' }),
    ]);
    expect(big?.[7]).toBe('90071992547409930.00000003');
  });

  it('takes no price from a candle without trades', () => {
    const sum = sumCandles(spotCandles, [flat(0, '99'), minute(1), flat(2, '1')]);
    expect(sum?.slice(1, 5)).toEqual(['10', '12', '9', '11']);
    expect(sum?.[8]).toBe(3);
  });

  it('of nothing but candles without trades is one', () => {
    expect(sumCandles(spotCandles, [flat(0, '7'), flat(1, '7')])?.slice(1, 9)).toEqual([
      ...['7', '7', '7', '7', '0.0', MONDAY + 2 * MINUTE - 1, '0'],
      0,
    ]);
  });

  it('is the same however the parts are grouped', () => {
    const decimal = fc.bigInt({ min: 1n, max: 10n ** 14n }).map((units) => Big(units.toString()).div(1e8).toFixed(8));
    const anyMinute = fc.tuple(decimal, decimal, decimal, fc.integer({ min: 0, max: 5 }));
    fc.assert(
      fc.property(fc.array(anyMinute, { minLength: 2, maxLength: 8 }), fc.nat(), (values, cut) => {
        const candles = values.map(([a, b, volume, count], index) => {
          const [low, high] = Big(a).lte(b) ? [a, b] : [b, a];
          return count === 0
            ? flat(index, a)
            : minute(index, { 1: low, 2: high, 3: low, 4: high, 5: volume, 7: volume, 8: count });
        });
        const at = 1 + (cut % (candles.length - 1));
        const halves = [
          sumCandles(spotCandles, candles.slice(0, at)),
          sumCandles(spotCandles, candles.slice(at)),
        ].filter((sum) => sum !== null);
        expect(sumCandles(spotCandles, halves)).toEqual(sumCandles(spotCandles, candles));
      }),
    );
  });

  it('has the times of the candle it makes', () => {
    const sum = sumCandles(spotCandles, [minute(60), minute(61)]) as Candle;
    expect(asCandleOf(spotCandles, 60, sum)[6]).toBe(MONDAY + 120 * MINUTE - 1);
    expect(asCandleOf(spotCandles, 10080, sum)[0]).toBe(MONDAY);
    expect(new Date(Number(asCandleOf(spotCandles, 43200, sum)[6]) + 1).toISOString()).toBe('2026-12-01T00:00:00.000Z');
  });
});

describe('the sum of candles with other columns', () => {
  const named = (name: string, sum?: Column['sum'], type: Column['type'] = 'decimal'): Column => ({
    ...{ name, type, says: '' },
    ...(sum && { sum }),
  });
  const shape: CandleShape = {
    columns: [
      named('opens', undefined, 'milliseconds'),
      named('done', undefined, 'boolean'),
      ...[named('first', 'first'), named('top', 'max'), named('bottom', 'min'), named('last', 'last')],
      ...[named('volume', 'total'), named('traders', 'max', 'integer'), named('ends', undefined, 'milliseconds')],
    ],
    layout: { kinds: [], state: 2, end: 9, order: 7 },
  };
  const of = (index: number, volume: string, [first, top, bottom, last]: readonly string[], traders: number): Candle =>
    [
      MONDAY + index * MINUTE,
      FINAL,
      first,
      top,
      bottom,
      last,
      volume,
      traders,
      MONDAY + index * MINUTE + MINUTE - 1,
    ] as [number, ...(number | string)[]];

  it('follows their table; what was not traded by its volume takes no part in the prices', () => {
    const parts = [
      of(0, '0.000', ['99', '99', '99', '99'], 9),
      of(1, '1.5', ['10', '12', '9', '11'], 3),
      of(2, '0.25', ['11', '11.5', '8.5', '8.75'], 5),
      of(3, '0', ['8.75', '8.75', '8.75', '8.75'], 7),
    ];
    const sum = sumCandles(shape, parts);
    const figures = ['10', '12', '8.5', '8.75', '1.750', 5];
    expect(sum).toEqual([MONDAY, ROLLED_UP, ...figures, MONDAY + 4 * MINUTE - 1]);
    expect(asCandleOf(shape, 60, sum as Candle)).toEqual([MONDAY, ROLLED_UP, ...figures, MONDAY + 60 * MINUTE - 1]);
    expect(sumCandles(shape, [sumCandles(shape, parts.slice(0, 2)), ...parts.slice(2)] as Candle[])).toEqual(sum);
  });

  it('of two states the one with more volume knows more', () => {
    const [one, other] = [of(0, '9.5', ['1', '1', '1', '1'], 1), of(0, '10.25', ['1', '1', '1', '1'], 1)];
    expect(compareStates(shape, one, other)).toBeLessThan(0);
    expect(compareStates(shape, other, one)).toBeGreaterThan(0);
    expect(compareStates(shape, one, of(0, '9.500', ['1', '2', '1', '2'], 1))).toBe(0);
    expect(sameFigures(shape, one, of(0, '9.500', ['1', '1.0', '1', '1'], 1))).toBe(true);
    expect(sameFigures(shape, one, of(0, '9.5', ['1', '1', '1', '1'], 2))).toBe(false);
  });
});

describe('the cover of a time', () => {
  const part = (interval: Interval, ...opens: number[]) => ({
    interval,
    candles: new Map(opens.map((open) => [MONDAY + open * MINUTE, minute(open)])),
  });
  const minutesOf = (time: number) => (time - MONDAY) / MINUTE;
  const opensIn = (to: number, absent: [number, number][], ...parts: ReturnType<typeof part>[]) => {
    const spans = absent.map(([from, end]) => ({ from: MONDAY + from * MINUTE, to: MONDAY + end * MINUTE }));
    const found = cover(MONDAY, MONDAY + to * MINUTE, parts, spans);
    if ('missing' in found) return { missing: [minutesOf(found.missing.from), minutesOf(found.missing.to)] };
    return found.candles.map(([openTime]) => minutesOf(openTime));
  };
  const opensOf = (to: number, ...parts: ReturnType<typeof part>[]) => opensIn(to, [], ...parts);

  it('is as coarse as can be', () => {
    expect(opensOf(12, part(5, 0, 5, 10), part(1, 0, 1, 2, 5, 6, 10, 11))).toEqual([0, 5, 10, 11]);
  });
  it('goes around a coarse candle that is missing', () => {
    expect(opensOf(7, part(5, 5), part(1, 0, 1, 2, 3, 4, 5, 6))).toEqual([0, 1, 2, 3, 4, 5, 6]);
  });
  it('is none where a finest one is missing: it says which', () => {
    expect(opensOf(3, part(5), part(1, 0, 2))).toEqual({ missing: [1, 2] });
    expect(opensOf(9, part(5, 5), part(1, 0, 7))).toEqual({ missing: [1, 5] });
    expect(opensOf(3, part(1))).toEqual({ missing: [0, 3] });
  });
  it('passes over what the exchange does not have, and over nothing beside it', () => {
    expect(opensIn(12, [[0, 5]], part(5, 5), part(1, 10, 11))).toEqual([5, 10, 11]);
    expect(opensIn(12, [[2, 10]], part(5), part(1, 0, 1, 10, 11))).toEqual([0, 1, 10, 11]);
    expect(opensIn(9, [[2, 4]], part(1, 0, 1, 5, 6, 7, 8))).toEqual({ missing: [2, 5] });
    expect(opensIn(4, [[0, 9]], part(1))).toEqual([]);
  });
  it('never takes a candle that reaches beyond', () => {
    expect(opensOf(4, part(5, 0), part(1, 0, 1, 2, 3))).toEqual([0, 1, 2, 3]);
  });
});

it('figures are the same however they are written, and another digit is another figure', () => {
  expect(sameFigures(spotCandles, minute(0), minute(0, { 5: '1.500' }))).toBe(true);
  for (const field of [1, 2, 3, 4, 5, 7, 9, 10])
    expect(sameFigures(spotCandles, minute(0), minute(0, { [field]: '1.50000001' }))).toBe(false);
  expect(sameFigures(spotCandles, minute(0), minute(0, { 8: 4 }))).toBe(false);
});

it.each(intervalMinutes)('%i: open times are counted as they follow each other', (interval) => {
  const time = fc.integer({ min: 1_500_000_000_000, max: 1_900_000_000_000 });
  fc.assert(
    fc.property(time, fc.nat({ max: 40 }), (at, steps) => {
      const from = openTimeOf(interval, at);
      let to = from;
      for (let step = 0; step < steps; step++) to = nextOpenTime(interval, to);
      expect(countOf(interval, from, to)).toBe(steps + 1);
      expect(previousOpenTime(interval, nextOpenTime(interval, from))).toBe(from);
    }),
  );
});

describeWithRecordings('rolling up what Binance has sent', () => {
  const read = (name: string): Candle[] =>
    (JSON.parse(gunzipSync(readFileSync(recording(`klines/${name}.json.gz`))).toString()) as unknown[][]).map(
      (row) => [...row, FINAL] as unknown as Candle,
    );

  /** The newest: what is summed up is the same in each year. */
  const MOST = 6_000;

  it.each([
    ['spot-BTCUSDT-5m-2025-08-19_09-18', 'spot-BTCUSDT-15m', 15, 5],
    ['spot-BTCUSDT-15m', 'spot-BTCUSDT-30m', 30, 15],
    ['spot-BTCUSDT-1h', 'spot-BTCUSDT-1d', 1440, 60],
    ['spot-BTCUSDT-1d', 'spot-BTCUSDT-1w', 10080, 1440],
    ['spot-BTCUSDT-1d', 'spot-BTCUSDT-1M', 43200, 1440],
    ['spot-ETHUSDT-1d', 'spot-ETHUSDT-1M', 43200, 1440],
  ] as const)('%s makes %s', (fineName, coarseName, interval, source) => {
    const fine = new Map(read(fineName).map((candle) => [candle[0], candle]));
    let compared = 0;
    const different: Candle[] = [];
    const times = [...fine.keys()];
    const [first, last] = [times[0] ?? 0, times.at(-1) ?? 0];
    const within = read(coarseName).filter(([openTime]) => openTime >= first && openTime <= last);
    for (const theirs of within.slice(-MOST)) {
      const parts = cover(theirs[0], nextOpenTime(interval, theirs[0]), [{ interval: source, candles: fine }], []);
      const sum = 'missing' in parts ? null : sumCandles(spotCandles, parts.candles);
      if (sum === null) continue;
      compared++;
      const ours = asCandleOf(spotCandles, interval, sum);
      if (!sameFigures(spotCandles, ours, theirs) || ours[6] !== theirs[6]) different.push(theirs);
    }
    expect(compared).toBeGreaterThan(90);
    expect(different).toEqual([]);
  });

  it.each([
    ['spot-BTCUSDT-1h', 'spot-BTCUSDT-1d', 1440, 60],
    ['spot-BTCUSDT-1d', 'spot-BTCUSDT-1w', 10080, 1440],
    ['spot-BTCUSDT-1d', 'spot-BTCUSDT-1M', 43200, 1440],
    ['spot-ETHUSDT-1d', 'spot-ETHUSDT-1M', 43200, 1440],
  ] as const)(
    '%s makes those of %s in which a pair was listed or the exchange was down, too',
    (fineName, coarseName, interval, source) => {
      const candles = read(fineName);
      const fine = new Map(candles.map((candle) => [candle[0], candle]));
      const [first, last] = [candles[0]?.[0] ?? 0, candles.at(-1)?.[0] ?? 0];
      const holes = candles
        .slice(1)
        .map(([to], index) => ({ from: nextOpenTime(source, candles[index]?.[0] ?? 0), to }));
      const absent = [{ from: 0, to: first }, ...holes.filter(({ from, to }) => from < to)];
      let passedOver = 0;
      const different: unknown[] = [];
      for (const theirs of read(coarseName)) {
        const end = nextOpenTime(interval, theirs[0]);
        if (end > last || theirs[0] < openTimeOf(interval, first)) continue;
        const found = cover(theirs[0], end, [{ interval: source, candles: fine }], absent);
        const sum = 'missing' in found ? null : sumCandles(spotCandles, found.candles);
        if ('missing' in cover(theirs[0], end, [{ interval: source, candles: fine }], [])) passedOver++;
        if (sum === null || !sameFigures(spotCandles, asCandleOf(spotCandles, interval, sum), theirs))
          different.push([theirs, sum]);
      }
      expect(passedOver).toBeGreaterThan(0);
      expect(different).toEqual([]);
    },
  );
});

it.each([
  ['a day from minutes and hours', 1440, [1, 60, 1440], 1000, true],
  ['a day from minutes alone, of which too few are kept', 1440, [1, 1440], 1000, false],
  ['an hour from minutes, as few as are needed', 60, [1, 60], 61, true],
  ['an hour from minutes, one less', 60, [1, 60], 60, false],
  ['a month from weeks, which do not divide it', 43200, [10080, 43200], 1000, false],
  ['a month, with the fewest rows that can be kept', 43200, [1, 5, 15, 30, 60, 1440, 10080, 43200], 50, true],
  ['the shortest', 5, [5, 60], 1000, false],
  ['four hours from hours', 240, [60, 240], 1000, true],
  ['an hour from candles that do not divide it', 60, [7, 60], 1000, false],
  ['a week from candles of two days, of which it is none', 10080, [2880, 10080], 1000, false],
] as const)('whether %s is rolled up', (_name, interval, given, retention, expected) => {
  expect(canRollUp(interval, given, retention)).toBe(expected);
});
