import { createEntryIngest } from '../../../collectors/ingest/entryIngest.ts';
import { createRowIngest } from '../../../collectors/ingest/rowIngest.ts';
import type { Source } from '../../../collectors/sources/source.ts';
import type { PairState } from '../../../collectors/state/pairState.ts';
import { binanceSpot } from '../../../exchanges/binance/spot/connector.ts';
import { depth } from '../../../exchanges/binance/spot/feeds/depth.ts';
import { klines } from '../../../exchanges/binance/spot/feeds/klines.ts';
import { trades } from '../../../exchanges/binance/spot/feeds/trades.ts';
import type { Exchange } from '../../../exchanges/connector.ts';
import { openHttp } from '../../../exchanges/http.ts';
import type { FeedName } from '../../../markets/markets.js';
import type { LatestFeed, SeriesFeed } from '../../../model/feed.ts';
import { scoreOf } from '../../../model/seriesRow.ts';
import { createValidator } from '../../../model/validate.ts';
import { dataKey } from '../../../store/redis/keys.ts';
import { readGaps } from '../../../store/values/gaps.ts';
import { readLatest } from '../../../store/values/latest.ts';
import { readSeries } from '../../../store/values/series.ts';
import { configOf } from '../../configOf.ts';
import { openTestStore, type TestStore } from '../../testStore.ts';
import { type WorkerAlone, workerAlone } from './workerAlone.ts';

const NOW = Date.UTC(2026, 10, 19, 12, 0, 30);
const config = configOf({ pairs: ['btcusdt'] });
let test: TestStore;
/** Nothing here asks it. */
let exchange: Exchange;
beforeEach(async () => {
  test = await openTestStore();
  exchange = openHttp(binanceSpot, { baseUrl: 'http://127.0.0.1:1', apiKeys: () => [] });
});
afterEach(async () => {
  exchange.close();
  await test.close();
});

/** A source as a stream would be: it is told of each event without asking, and its turns only say what has failed since the last one. */
interface Pushed extends Source {
  /** An event comes. `asOf`: exchange-clock ms up to which the source knows of everything. */
  push(rows: readonly unknown[], asOf?: number): Promise<void>;
}

function pushedSource({ context, settings, pair }: WorkerAlone): Pushed {
  const ingest = createRowIngest(context, settings);
  const failures = new Map<PairState, unknown>();
  let isClosed = false;
  return {
    async push(rows, asOf = NOW) {
      if (isClosed) return;
      const target = { pair, series: pair.series };
      const query = { pairs: [pair.symbol], asOf, uncertainty: 1 };
      try {
        const judged = ingest.judge(pair, { data: rows, text: JSON.stringify(rows), path: 'an event' }, query);
        await ingest.takeNewest(target, judged, { asOf, source: 'simulator', isEnd: true });
      } catch (error) {
        failures.set(pair, error);
      }
    },
    async serve() {
      const found = new Map(failures);
      failures.clear();
      return { failures: found, unknown: [] };
    },
    async close() {
      isClosed = true;
    },
  };
}

function open(feedName: FeedName, feed: SeriesFeed, key: string) {
  const alone = workerAlone({ test, exchange, now: NOW, worker: feedName, feedName, feed, retention: 500, key });
  const source = pushedSource(alone);
  return {
    ...alone,
    source,
    failure: async () => (await source.serve([alone.pair], 'live')).failures.get(alone.pair),
    gaps: async () => (await readGaps(test.store, feedName)).toSorted((one, other) => one.from - other.from),
    stored: async () => (await readSeries(test.store, key, { offset: 0 }, 1000)).rows.map(scoreOf).toReversed(),
    asOf: async () => (await readSeries(test.store, key, { offset: 0 }, 1)).meta?.asOf,
  };
}

describe('trades that come without being asked for', () => {
  const key = dataKey('spot', 'btcusdt', 'trades');
  const openTrades = () => open('trades', trades(config.feeds.trades), key);
  const trade = (a: number, fields: object = {}) => ({
    ...{ a, p: '10', q: '1', f: a, l: a, T: NOW - 5000, m: false },
    ...fields,
  });
  const tradesOf = (...ids: number[]) => ids.map((id) => trade(id));

  it('are stored as of when their source says, each once', async () => {
    const { source, stored, asOf, gaps, failure, counted } = openTrades();
    await source.push(tradesOf(11, 12), NOW - 300);
    await source.push(tradesOf(12, 13), NOW - 200);
    await source.push(tradesOf(14), NOW - 100);
    expect(await stored()).toEqual([11, 12, 13, 14]);
    expect(await asOf()).toBe(NOW - 100);
    expect(await gaps()).toEqual([]);
    expect([await failure(), counted.rows]).toEqual([undefined, 4]);
  });

  it('go on from what was stored before the process began', async () => {
    await openTrades().source.push(tradesOf(11, 12), NOW - 300);
    const { source, stored, gaps } = openTrades();
    await source.push(tradesOf(15), NOW - 100);
    expect(await stored()).toEqual([11, 12, 15]);
    expect(await gaps()).toMatchObject([{ from: 13, to: 14, cause: 'collector-down', state: 'open' }]);
  });

  it('leave a gap on record between two events, and within one', async () => {
    const { source, gaps, stored } = openTrades();
    await source.push(tradesOf(11), NOW - 300);
    await source.push(tradesOf(15, 16, 19), NOW - 200);
    expect(await stored()).toEqual([11, 15, 16, 19]);
    expect(await gaps()).toMatchObject([
      { from: 12, to: 14, state: 'open' },
      { from: 17, to: 18, state: 'open' },
    ]);
  });

  it('are left out where they are bad, which is told, counted and put on record', async () => {
    const { source, gaps, stored, counted, messages, pair } = openTrades();
    await source.push(tradesOf(11), NOW - 300);
    await source.push([trade(12), trade(13, { q: '0' }), trade(14)], NOW - 200);
    expect(await stored()).toEqual([11, 12, 14]);
    expect(await gaps()).toMatchObject([{ from: 13, to: 13, cause: 'invalid-row', state: 'unfillable' }]);
    expect(counted.invalid).toBe(1);
    expect(pair.health.badRowAt).toBeGreaterThan(0);
    expect(messages).toEqual([expect.stringMatching(/^warn trades: left out: an event: .*\/q/)]);
  });

  it('that cannot be read at all are a failure of their pair, at its next turn', async () => {
    const { source, stored, failure } = openTrades();
    await source.push(tradesOf(11), NOW - 300);
    await source.push([trade(12, { q: '0' })], NOW - 200);
    expect(await failure()).toMatchObject({ code: 'invalid-payload' });
    expect(await failure()).toBeUndefined();
    expect(await stored()).toEqual([11]);
  });

  it('that come late are refused, and make nothing older', async () => {
    const { source, stored, asOf, gaps } = openTrades();
    await source.push(tradesOf(11, 14), NOW - 200);
    await source.push(tradesOf(12, 13), NOW - 300);
    expect(await stored()).toEqual([11, 14]);
    expect(await asOf()).toBe(NOW - 200);
    expect(await gaps()).toMatchObject([{ from: 12, to: 13, state: 'open' }]);
  });

  it('of two sources at once, one of which replaces the other, are stored once and tear no gap', async () => {
    const { source, stored, gaps, counted, context, settings, ...alone } = openTrades();
    const next = pushedSource({ context, settings, counted, ...alone });
    await source.push(tradesOf(11), NOW - 300);
    await Promise.all([
      source.push(tradesOf(12, 13), NOW - 200),
      next.push(tradesOf(12, 13, 14), NOW - 200),
      source.push(tradesOf(14), NOW - 100),
      next.push(tradesOf(15), NOW - 100),
    ]);
    await source.close();
    await source.push(tradesOf(16));
    expect(await stored()).toEqual([11, 12, 13, 14, 15]);
    expect(await gaps()).toEqual([]);
    expect(counted.rows).toBe(5);
  });

  it('say with an event without rows that nothing newer has come', async () => {
    const { source, stored, asOf } = openTrades();
    await source.push(tradesOf(11), NOW - 300);
    await source.push([], NOW - 100);
    expect(await stored()).toEqual([11]);
    expect(await asOf()).toBe(NOW - 100);
  });

  it('of a pair that has left, or without the lease, are not stored', async () => {
    const { source, stored, pair, context, settings, failure, ...alone } = openTrades();
    const standby = pushedSource({ ...alone, pair, settings, context: { ...context, fence: () => 0 } });
    await standby.push(tradesOf(11));
    expect((await standby.serve([pair], 'live')).failures.get(pair)).toMatchObject({ reason: 'fenced' });
    pair.isRemoved = true;
    await source.push(tradesOf(11));
    expect(await failure()).toBeUndefined();
    expect(await stored()).toEqual([]);
  });
});

describe('candles that come without being asked for', () => {
  const key = dataKey('spot', 'btcusdt', 'klines', 1);
  const openTime = Date.UTC(2026, 10, 19, 12, 0);
  const candle = (at: number, count: number) => [
    ...[at, '10', '11', '9', '10', '5', at + 59_999, '50', count, '2', '20', '0'],
  ];

  it('replace the forming one, and an older state of it replaces nothing', async () => {
    const { source, counted } = open('klines', klines({}, 1), key);
    await source.push([candle(openTime, 3)], NOW - 300);
    await source.push([candle(openTime, 7)], NOW - 200);
    await source.push([candle(openTime, 5)], NOW - 100);
    const { rows } = await readSeries(test.store, key, { offset: 0 }, 10);
    expect(rows.map((row) => JSON.parse(row)[8])).toEqual([7]);
    expect(counted.regressed).toBe(1);
  });

  it('that form and cannot be read are a failure, though the others are stored', async () => {
    const { source, stored, failure } = open('klines', klines({}, 1), key);
    await source.push([candle(openTime - 60_000, 3), candle(openTime, 7).with(1, '12')], NOW - 200);
    expect(await failure()).toMatchObject({ code: 'invalid-payload' });
    expect(await stored()).toEqual([openTime - 60_000]);
  });
});

describe('latest values that come without being asked for', () => {
  const key = dataKey('spot', 'btcusdt', 'depth');
  const book = (lastUpdateId: number, bid = '10') => ({ lastUpdateId, bids: [[bid, '1']], asks: [['11', '1']] });

  function openDepth() {
    const feed = depth({ levels: 5 }) as LatestFeed;
    const { context, pair, counted } = open('trades', trades(config.feeds.trades), key);
    const validate = createValidator<unknown>(feed.rowSchema);
    const ingest = createEntryIngest(context, { feed, validate, isStored: true });
    const judge = (row: unknown, asOf: number) =>
      ingest.judge(
        { data: row, text: JSON.stringify(row), path: 'an event' },
        { pairs: ['BTCUSDT'], asOf, uncertainty: 1 },
      );
    return {
      counted,
      push: (row: unknown, asOf: number) => ingest.take(pair, judge(row, asOf), { asOf, source: 'simulator' }),
      /** Nothing newer than `row` has come by `asOf`. */
      confirm: (row: unknown, asOf: number) =>
        ingest.take(pair, judge(row, asOf), { asOf, source: 'simulator' }, false),
      stored: async () => JSON.parse((await readLatest(test.store, key)).value ?? 'null'),
      asOf: async () => (await readLatest(test.store, key)).meta?.asOf,
    };
  }

  it('are stored where they are newer by the exchange, and confirmed while nothing newer comes', async () => {
    const { push, confirm, stored, asOf, counted } = openDepth();
    await push(book(5), NOW - 300);
    await push(book(7, '10.5'), NOW - 200);
    await expect(push(book(6), NOW - 150)).rejects.toMatchObject({ reason: 'out-of-order' });
    expect(await stored()).toEqual(book(7, '10.5'));
    await push(book(8), NOW - 120);
    await confirm(book(8), NOW - 100);
    expect(await asOf()).toBe(NOW - 100);
    expect(counted.rows).toBe(3);
  });

  it('are a failure where they are bad, and what is stored stays', async () => {
    const { push, stored } = openDepth();
    await push(book(5), NOW - 300);
    await expect(push(book(6, '12'), NOW - 200)).rejects.toMatchObject({ code: 'invalid-payload' });
    expect(await stored()).toEqual(book(5));
  });
});
