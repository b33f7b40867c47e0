import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import fc from 'fast-check';
import { klines } from '../../../../../../exchanges/binance/spot/feeds/klines.ts';
import { intervalMinutes } from '../../../../../../markets/intervals.js';
import { nextOpenTime, openTimeOf, shortestCandle } from '../../../../../../model/candleTime.ts';
import type { SeriesQuery } from '../../../../../../model/feed.ts';
import { judgedRows } from '../../../../../judged.ts';
import { describeWithRecordings, recording } from '../../../../../recordings.ts';

const feed = klines({}, 1);
const MINUTE = 60_000;
const OPEN = 1_790_000_040_000;

const poll = (options: Partial<SeriesQuery> = {}): SeriesQuery => ({
  pairs: ['BTCUSDT'],
  asOf: OPEN + 30_000,
  uncertainty: 10,
  cursor: null,
  resuming: false,
  retention: 1000,
  ...options,
});

const candle = (openTime: number, fields: Partial<Record<number, string>> = {}): unknown[] =>
  [openTime, '10', '11', '9', '10.5', '120', openTime + MINUTE - 1, '1250', 42, '60', '625', '0'].map(
    (field, index) => fields[index] ?? field,
  );

/** The state of a candle that another one follows, or not. */
const stateOf = (openTime: number, asOf: number, uncertainty: number, isFollowed = true) => {
  const raw = [candle(openTime), ...(isFollowed ? [candle(openTime + MINUTE)] : [])];
  return JSON.parse(judgedRows(feed, raw, poll({ asOf, uncertainty })).rows[0]?.member ?? '[]')[12];
};

describe('a candle is final', () => {
  const close = OPEN + MINUTE;
  it.each([
    ['only when asked for after its close', close - 1, 0, 1],
    ['at its close', close, 0, 2],
    ['not while the clock may be wrong about it', close + 9, 10, 1],
    ['once it cannot be wrong about it', close + 10, 10, 2],
  ])('%s', (_name, asOf, uncertainty, state) => {
    expect(stateOf(OPEN, asOf, uncertainty)).toBe(state);
  });

  it('not while the exchange does not know the next one, unless it is over for a minute', () => {
    expect(stateOf(OPEN, close + 59_999, 0, false)).toBe(1);
    expect(stateOf(OPEN, close + 60_000, 0, false)).toBe(2);
  });

  it('by the end of its interval, not by a close time that an outage brought forward', () => {
    const cut = candle(OPEN);
    cut[6] = OPEN + 20_000;
    const { rows } = judgedRows(feed, [cut], poll({ asOf: OPEN + 30_000 }));
    expect(JSON.parse(rows[0]?.member ?? '[]')[12]).toBe(1);
  });
});

it.each([
  ['ten pages when nothing is stored', { cursor: null }, 100],
  ['no more than it keeps', { cursor: null, retention: 50 }, 50],
  ['three rows while the last minute is final', { cursor: OPEN - MINUTE }, 3],
  ['what an outage of ten minutes has left out, and the rows around it', { cursor: OPEN - 11 * MINUTE }, 13],
  ['a thousand at most', { cursor: OPEN - 5000 * MINUTE }, 1000],
])('asks for %s', (_name, options, limit) => {
  expect(feed.request(poll(options)).params.limit).toBe(limit);
});

it.each([
  ['above its high', { 1: '11.00000001' }],
  ['below its low', { 4: '8.99999999' }],
  ['with more taker volume than volume', { 9: '120.00000001' }],
])('refuses a candle %s, to the last digit', (_name, fields) => {
  expect(() => judgedRows(feed, [candle(OPEN, fields)], poll())).toThrow(/a candle has/);
});

it('refuses a candle between two minutes, or from the future', () => {
  expect(() => judgedRows(feed, [candle(OPEN + 1)], poll())).toThrow(/between two candles/);
  expect(() => judgedRows(feed, [candle(OPEN + 1441 * MINUTE)], poll())).toThrow(/in the future/);
});

it('takes the twelve fields that are known of a longer candle', () => {
  const [row] = judgedRows(feed, [[...candle(OPEN), 'new', 7]], poll()).rows;
  expect(JSON.parse(row?.member ?? '')).toEqual([...candle(OPEN), 1]);
});

describe('what is stored of a candle is the same, however the reply is written:', () => {
  const rows = [candle(OPEN), candle(OPEN + MINUTE), candle(OPEN + 2 * MINUTE)];
  rows[1] = rows[1]?.with(8, 0) ?? [];
  const members = rows.map((row, index) => JSON.stringify([...row, index < 2 ? 2 : 1]));
  const asOf = OPEN + 2 * MINUTE + 30_000;
  const text = JSON.stringify(rows);

  it.each([
    ['as Binance writes it', text],
    ['with spaces', JSON.stringify(rows, null, 1)],
    ['with spaces around it', ` ${text}\n`],
    ['with more fields', text.replace('"0"]', '"0","new"]')],
    ['with what parts two rows in a new field', text.replace('"0"]', '"0","],["]')],
    ['with a row that is left out', text.replace(']]', '],[7]]')],
    [
      'with a row that is left out, as long as the others',
      text.replace(']]', `],${JSON.stringify(candle(OPEN + 1))}]`),
    ],
    ['with a number written otherwise', text.replace(',0,', ',0e0,')],
  ])('%s', (_name, sent) => {
    const { rows: stored } = judgedRows(feed, JSON.parse(sent), poll({ asOf }), sent);
    expect(stored.map(({ member }) => member)).toEqual(members);
  });

  it('with another text in the last field', () => {
    const odd = [candle(OPEN, { 11: '"],["\\' })];
    expect(judgedRows(feed, odd, poll()).rows[0]?.member).toBe(JSON.stringify([...(odd[0] ?? []), 1]));
  });
});

describeWithRecordings("Binance's own candles", () => {
  it.each([
    ['spot-BTCUSDT-5m-2025-08-19_09-18', 5],
    ['spot-BTCUSDT-1d', 1440],
    ['spot-ETHUSDT-1d', 1440],
    ['spot-BTCUSDT-1w', 10080],
    ['spot-BTCUSDT-1M', 43200],
  ] as const)('of %s are stored as they were sent, with the state behind them', (file, interval) => {
    // The recordings have each row on a line of its own.
    const text = gunzipSync(readFileSync(recording(`klines/${file}.json.gz`)))
      .toString()
      .replaceAll('\n', '');
    const sent: unknown[] = JSON.parse(text);
    const of = klines({}, interval);
    const { rows } = judgedRows(of, sent, poll({ asOf: Date.UTC(2100, 0) }), text);
    expect(of.textsOf?.(text)).toHaveLength(sent.length);
    expect(rows.map(({ member }) => member)).toEqual(sent.map((row) => JSON.stringify([...(row as unknown[]), 2])));
  });
});

describe.each(intervalMinutes)('candles of %i minutes', (interval) => {
  const anyTime = fc.integer({ min: 1_000_000_000_000, max: 2_000_000_000_000 });

  it('hold every moment exactly once', () => {
    fc.assert(
      fc.property(anyTime, (time) => {
        const open = openTimeOf(interval, time);
        const next = nextOpenTime(interval, open);
        expect(open).toBeLessThanOrEqual(time);
        expect(next).toBeGreaterThan(time);
        expect(openTimeOf(interval, open)).toBe(open);
        expect(openTimeOf(interval, next)).toBe(next);
        expect(openTimeOf(interval, next - 1)).toBe(open);
        expect(next - open).toBeGreaterThanOrEqual(shortestCandle(interval));
      }),
    );
  });
});

it('weeks open on Monday, months on the first', () => {
  const time = Date.UTC(2026, 10, 21, 12);
  expect(new Date(openTimeOf(10080, time)).toISOString()).toBe('2026-11-16T00:00:00.000Z');
  expect(new Date(openTimeOf(43200, time)).toISOString()).toBe('2026-11-01T00:00:00.000Z');
});
