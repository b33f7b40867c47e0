import request, { type Test } from 'supertest';
import { createMarkets } from '../../../../api/context/markets.ts';
import { type MarketConfig, marketConfigOf } from '../../../../config/marketConfig.ts';
import type { Column, MarketTable } from '../../../../markets/market.js';
import { type FeedName, type Interval, type Market, markets as realTables } from '../../../../markets/markets.js';
import { rowLayoutOf } from '../../../../markets/rowLayout.ts';
import type { SeriesRow } from '../../../../model/seriesRow.ts';
import { machine, monotonicMs } from '../../../../runtime/machine.ts';
import { writeClock } from '../../../../store/market/clock.ts';
import { dataKey } from '../../../../store/redis/keys.ts';
import { writeLatest } from '../../../../store/values/latest.ts';
import { writeSeries } from '../../../../store/values/series.ts';
import { type ApiFixture, book, candle, code, configWith, createApiFixture, NOW, trade } from '../apiFixture.ts';

/** A market that only these tests have, beside spot, whose pairs and one of whose feeds have the same names there. */

export const other = 'other' as string as Market;
const feedOf = (name: string) => name as FeedName;
export const MINUTE = 60_000;
export const newest = Math.floor(NOW / MINUTE) * MINUTE;
/** The other exchange's clock is so far ahead of spot's, ms. */
const AHEAD = 3_600_000;
export const OTHER_NOW = NOW + AHEAD;

const column = (name: string, type: Column['type']): Column => ({ name, type, says: `What ${name} says` });
const polled = { ask: 'pair', everySeconds: 4, original: '', summary: 'made up', stretch: { turn: 1 } } as const;
const table: MarketTable = {
  exchange: { name: 'made-up', title: 'The made-up exchange' },
  limit: { weight: 200, windowMs: 10_000, window: 'sliding' },
  traded: ['on'],
  listings: 'state',
  feeds: {
    state: { ...polled, shape: 'latest', fields: [column('state', 'text')] },
    price: { ...polled, shape: 'latest', fields: [column('mid', 'decimal')] },
    ladder: { ...polled, shape: 'latest', view: 'book' },
    prints: {
      ...polled,
      shape: 'series',
      retention: { rows: 100, least: 10, says: 'Prints.' },
      kinds: ['prints'],
      continuity: 'none',
      columns: [column('number', 'integer'), column('at', 'milliseconds'), null, column('paid', 'decimal')],
    },
    bars: {
      ...polled,
      shape: 'series',
      intervals: [1, 240],
      retention: { rows: 100, least: 10, says: 'Bars.' },
      kinds: ['bars'],
      continuity: 'grid',
      columns: [column('from', 'milliseconds'), column('to', 'milliseconds'), column('done', 'boolean')],
      changes: { state: 'done', end: 'to' },
    },
  },
};

export const feeds = Object.fromEntries(
  Object.keys(table.feeds).map((feed) => [feed, { enabled: true, everySeconds: 4 }]),
);
export const wholePart: MarketConfig = {
  pairs: ['btcusdt', 'dogeusdt'],
  feeds,
  transport: 'poll',
  klines: { intervals: [1], mode: 'poll' },
  retention: { prints: 100, bars: 100 },
};
export const tables: Readonly<Record<string, MarketTable>> = { spot: realTables.spot, other: table };
/** A world that is emptied, and gets data of both markets, before each test. */
export interface OtherMarket {
  readonly api: ApiFixture;
  readonly markets: ReturnType<typeof createMarkets>;
  /** What CONFIG.json says of the other market; undefined: nothing. */
  part: MarketConfig | undefined;
  get(path: string): Test;
  /** Stores a value of the other market. */
  latest(feed: string, content: unknown): Promise<unknown>;
  /** All workers say that all is well. */
  reportAll(): Promise<void>;
  /** Called at the end of the test. */
  onEnd(close: () => unknown): void;
}

/** To be called once in a file of tests, outside of them. */
export function otherMarket(): OtherMarket {
  let api: ApiFixture;
  let closers: (() => unknown)[] = [];
  const markets = createMarkets(tables, (config, market) =>
    market === other ? world.part : marketConfigOf(config, market),
  );
  const value = { fence: 1, asOf: OTHER_NOW - 500, source: 'made-up' };
  const latest = (feed: string, content: unknown) =>
    writeLatest(api.store, dataKey(other, code, feedOf(feed)), JSON.stringify(content), value);
  const series = (feed: string, rows: readonly SeriesRow[], interval?: Interval) => {
    const row = table.feeds[feed];
    if (row?.shape !== 'series') throw new RangeError(`${feed} is no series`);
    const layout = rowLayoutOf(row);
    const [kind = ''] = layout.kinds;
    const write = { ...value, kind, layout, retention: 100, confirmsNewest: true };
    return writeSeries(api.store, dataKey(other, code, feedOf(feed), interval), rows, write);
  };

  beforeAll(async () => {
    api = await createApiFixture({}, markets);
  });
  beforeEach(async () => {
    world.part = wholePart;
    await api.store.redis.flushdb();
    api.config = configWith();
    await api.latest('price', { symbol: 'BTCUSDT', price: '1.0' });
    await api.latest('depth', book({ bids: 12, asks: 3 }));
    await api.series('klines', [candle(newest - MINUTE), candle(newest, 1)], { interval: 1 });
    await api.series(
      'trades',
      Array.from({ length: 25 }, (_, index) => trade(index)),
    );
    const clock = { uncertainty: 1, boot: machine.boot, host: machine.id };
    await writeClock(api.store, other, {
      ...clock,
      at: OTHER_NOW,
      minusMonotonic: OTHER_NOW - monotonicMs(),
      minusWall: OTHER_NOW - Date.now(),
    });
    await latest('price', { mid: '2.0' });
    await latest('ladder', book({ bids: 12, asks: 3 }));
    await series(
      'prints',
      Array.from({ length: 25 }, (_, id) => ({ score: id, member: JSON.stringify([id, NOW, 0, `${id}.5`]) })),
    );
    const bar = (from: number, state: 1 | 2) => ({
      score: from,
      member: JSON.stringify([from, from + MINUTE - 1, state]),
    });
    await series('bars', [bar(newest - MINUTE, 2), bar(newest, 1)], 1);
    await api.board.refresh();
  });
  afterEach(async () => {
    for (const close of closers.reverse()) await close();
    closers = [];
  });
  afterAll(() => api.close());

  const world: OtherMarket = {
    get api() {
      return api;
    },
    markets,
    part: wholePart,
    get: (path) => request(api.app).get(path),
    latest,
    async reportAll() {
      for (const collector of markets.collectors) {
        if (markets.isEnabled(api.config, collector))
          await api.report(collector.name, { exchange: { answeredAt: Date.now() } });
      }
    },
    onEnd: (close) => void closers.push(close),
  };
  return world;
}

/** An open gap is stored as this says. */
export const gap = { code, from: 3, to: 5, cause: 'unknown', foundAt: NOW, changedAt: NOW, left: 5, rows: 0 } as const;
