import {
  closedPairs,
  compareForming as compareInTime,
} from '../../../../../../collectors/sources/streamed/audit/compareCandles.ts';
import { spot } from '../../../../../../markets/spot.js';
import { type Candle, candleShapeOf, FINAL, FORMING } from '../../../../../../model/candle.ts';

const shape = candleShapeOf(spot.feeds.klines);
const MINUTE = 60_000;
const OPEN = 1_790_000_040_000;
const next = (openTime: number) => openTime + MINUTE;
const candle = (
  openTime: number,
  count: number,
  state = FORMING,
  { close = '10.5', quote = '50.00000000' } = {},
): Candle => [
  ...([
    openTime,
    '10.1',
    '10.9',
    '10.0',
    close,
    '5.000',
    next(openTime) - 1,
    quote,
    count,
    '2.000',
    '20.00',
    '0',
  ] as const),
  state,
];

const QUIET_MS = 60_000;
const compareForming = (of: typeof shape, held: readonly Candle[], told: Candle, quietMs = 0) =>
  compareInTime(of, held, told, quietMs);

describe('a candle that forms', () => {
  it('is equal to a state that knows as many trades and says the same', () => {
    const held = [candle(OPEN, 3), candle(OPEN, 4), candle(OPEN, 7)];
    expect(compareForming(shape, held, candle(OPEN, 4))).toBe('equal');
  });

  it('is not comparable where no state knows as many trades: it is older, newer, or of another minute', () => {
    for (const told of [candle(OPEN, 2), candle(OPEN, 5), candle(next(OPEN), 3)])
      expect(compareForming(shape, [candle(OPEN, 3), candle(OPEN, 4)], told)).toBe('not comparable');
  });

  it('is a mismatch where one knows as many trades and says something else', () => {
    const verdict = compareForming(shape, [candle(OPEN, 4)], candle(OPEN, 4, FORMING, { close: '10.6' }));
    expect(verdict).toMatchObject({ why: expect.stringContaining('by REST') });
  });

  it('is a mismatch where REST knows trades that a stream has not told, quiet for longer than anything lags', () => {
    const held = [candle(OPEN, 3), candle(OPEN, 4)];
    expect(compareForming(shape, held, candle(OPEN, 5), QUIET_MS - 1)).toBe('not comparable');
    const { why } = compareForming(shape, held, candle(OPEN, 5), QUIET_MS) as { why: string };
    expect(why).toBe(`${JSON.stringify(candle(OPEN, 5))} by REST, ${JSON.stringify(candle(OPEN, 4))} by the stream`);
    // A server that lags, or knows another candle, tells nothing.
    for (const told of [candle(OPEN, 2), candle(next(OPEN), 5)])
      expect(compareForming(shape, held, told, QUIET_MS)).toBe('not comparable');
    expect(compareForming(shape, [], candle(OPEN, 5), QUIET_MS)).toBe('not comparable');
    expect(compareForming(shape, held, candle(OPEN, 4), QUIET_MS)).toBe('equal');
  });

  it('may differ in amounts by less than one last place for each trade, and by no more', () => {
    const told = candle(OPEN, 4);
    expect(compareForming(shape, [candle(OPEN, 4, FORMING, { quote: '50.00000004' })], told)).toBe('equal');
    expect(compareForming(shape, [candle(OPEN, 4, FORMING, { quote: '50.00000005' })], told)).toMatchObject({});
    expect(compareForming(shape, [candle(OPEN, 4, FORMING, { quote: '50.00000005' })], told)).not.toBe('equal');
  });
});

describe('closed candles are held against stored ones', () => {
  const told = [candle(OPEN, 4, FINAL), candle(next(OPEN), 4, FINAL), candle(OPEN + 2 * MINUTE, 1, FORMING)];
  const stored = new Map(told.map((each) => [each[0], each]));
  const openTimes = (asOf: number, answer = told, known = stored) =>
    closedPairs(shape, known, answer, next, asOf).map(({ theirs }) => theirs[0]);

  it('from a minute after their close on', () => {
    expect(openTimes(OPEN + 2 * MINUTE - 1)).toEqual([]);
    expect(openTimes(OPEN + 2 * MINUTE)).toEqual([OPEN]);
    expect(openTimes(OPEN + 3 * MINUTE)).toEqual([OPEN, next(OPEN)]);
  });

  it('by an answer that knows the next one', () => {
    expect(openTimes(OPEN + 9 * MINUTE, told.slice(0, 2))).toEqual([OPEN]);
  });

  it('where both are final', () => {
    const forming = new Map(stored).set(OPEN, candle(OPEN, 4, FORMING));
    expect(openTimes(OPEN + 9 * MINUTE, told, forming)).toEqual([next(OPEN)]);
    expect(openTimes(OPEN + 9 * MINUTE, told, new Map())).toEqual([]);
  });
});
