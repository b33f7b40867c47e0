import { readFileSync } from 'node:fs';
import { feedFactories } from '../../../../../../exchanges/binance/spot/feeds/feeds.ts';
import { highLow } from '../../../../../../exchanges/binance/spot/feeds/highLow.ts';
import { type FeedName, feedsOf, isCandles, rowOf } from '../../../../../../markets/markets.js';
import type { Feed, FeedFactory, SeriesQuery } from '../../../../../../model/feed.ts';
import { InvalidPayload } from '../../../../../../model/invalidPayload.ts';
import { configOf } from '../../../../../configOf.ts';
import { judgedRows, onlyValue } from '../../../../../judged.ts';

const config = configOf({ pairs: ['btcusdt'] });
const poll: SeriesQuery = {
  pairs: ['BTCUSDT'],
  asOf: 1_790_000_101_000,
  uncertainty: 1,
  cursor: null,
  resuming: false,
  retention: 1000,
};

const fixture = (name: FeedName): unknown =>
  JSON.parse(readFileSync(new URL(`../../../../../fixtures/feeds/${name}.json`, import.meta.url), 'utf8'));

/** What is stored of a payload: JSON texts. */
function store(feed: Feed, payload: unknown): string[] {
  if (feed.shape === 'latest') return [onlyValue(feed, payload, poll)?.value ?? ''];
  const { rows, bad } = judgedRows(feed, payload, poll);
  if (bad[0] !== undefined) throw new InvalidPayload(bad[0].fault);
  return rows.map((row) => row.member);
}

/** Every place in a payload, as a path, with what stands there. */
function* places(value: unknown, path: (string | number)[] = []): Generator<(string | number)[]> {
  if (path.length > 0) yield path;
  if (Array.isArray(value)) {
    for (const [index, item] of value.entries()) yield* places(item, [...path, index]);
  } else if (typeof value === 'object' && value !== null) {
    for (const [key, item] of Object.entries(value)) yield* places(item, [...path, key]);
  }
}

function replaced(payload: unknown, [key = '', ...rest]: (string | number)[], value: unknown): unknown {
  const copy = structuredClone(payload) as Record<string | number, unknown>;
  copy[key] = rest.length === 0 ? value : replaced(copy[key], rest, value);
  return copy;
}

describe.each(feedsOf('spot'))('%s', (name) => {
  const row = rowOf('spot', name);
  const factory: FeedFactory = feedFactories[name];
  const feed = factory({ ...config.feeds[name] }, isCandles(row) ? 1 : undefined);

  it('has the shape that the table says', () => {
    expect(feed.shape).toBe(row.shape);
    if (feed.shape === 'series') expect(row).toMatchObject({ continuity: feed.scores.continuity });
  });

  it('comes by the streams that the table says', () => {
    const { streams = [] } = row as { streams?: readonly string[] };
    const named = streams.map((stream) => `btcusdt@${stream.replace('<interval>', '1m')}`);
    expect(feed.streamed?.streamsOf('BTCUSDT') ?? []).toEqual(named);
  });

  it('stores what the exchange sent, figure for figure', () => {
    const rows = store(feed, fixture(name));
    expect(rows.length).toBeGreaterThan(0);
    const figures = rows.join().match(/"\d+\.\d+"/g) ?? [];
    for (const figure of figures) expect(JSON.stringify(fixture(name))).toContain(figure);
  });

  it('stores as many fields as the table has columns', () => {
    const { columns } = row as { columns?: readonly unknown[] };
    if (columns === undefined) return;
    for (const row of store(feed, fixture(name))) expect(JSON.parse(row)).toHaveLength(columns.length);
  });

  it.each([null, {}, { code: 0 }, 'text', 7, [null], [[]], [{}], { symbols: [] }])('refuses %j', (payload) => {
    expect(() => store(feed, payload)).toThrow(/^test: /);
  });

  it('refuses null in any required place', () => {
    const payload = fixture(name);
    const accepted = [...places(payload)].filter((path) => {
      try {
        store(feed, replaced(payload, path, null));
        return true;
      } catch {
        return false;
      }
    });
    // Places that no reader of ours depends on.
    const free = /^(\d,)?(M|timezone|serverTime|exchangeFilters|rateLimits.*|symbols,0,filters,0.*)$/;
    expect(accepted.map(String).filter((path) => !free.test(path))).toEqual([]);
  });

  it('refuses a negative figure wherever none can be', () => {
    const payload = fixture(name);
    for (const path of places(payload)) {
      const last = path.at(-1);
      const value = path.reduce<unknown>((part, key) => (part as Record<string | number, unknown>)[key], payload);
      if (
        typeof value !== 'string' ||
        !/^\d+\.\d+$/.test(value) ||
        // A change may be negative; of the filters nothing but their list is read.
        /^priceChange|^(minPrice|maxPrice|tickSize)$/.test(String(last))
      )
        continue;
      expect(() => store(feed, replaced(payload, path, `-${value}`))).toThrow(/must match pattern/);
    }
  });
});

it('figures of 24 hours that end in the future are refused: no right ones could follow them', () => {
  const [row] = fixture('high-low') as object[];
  const feed = highLow() as Feed;
  expect(() => store(feed, [{ ...row, closeTime: 9_999_999_999_999 }])).toThrow(/end in the future/);
});
