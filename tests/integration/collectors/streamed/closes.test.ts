import { setTimeout as wait } from 'node:timers/promises';
import { queryNow } from '../../../../collectors/context/workerContext.ts';
import { seriesSetup } from '../../../../collectors/ingest/seriesSetup.ts';
import { candles } from '../../../../collectors/sources/streamed/candles.ts';
import { breakOff } from '../../../../collectors/state/streamedState.ts';
import { binanceSpot } from '../../../../exchanges/binance/spot/connector.ts';
import { klines } from '../../../../exchanges/binance/spot/feeds/klines.ts';
import { openHttp } from '../../../../exchanges/http.ts';
import { spot } from '../../../../markets/spot.js';
import { candleShapeOf } from '../../../../model/candle.ts';
import type { SeriesFeed } from '../../../../model/feed.ts';
import { dataKey } from '../../../../store/redis/keys.ts';
import { readGaps } from '../../../../store/values/gaps.ts';
import { readSeries } from '../../../../store/values/series.ts';
import { eventually } from '../../../eventually.ts';
import { openTestStore } from '../../../testStore.ts';
import { workerAlone } from '../workerAlone.ts';

const NOW = Date.UTC(2026, 10, 19, 12, 5, 30);
const MINUTE = 60_000;
const MINUTE_AGO = Math.floor(NOW / MINUTE) * MINUTE - MINUTE;

/** Event of the candle that opens so many minutes before that of now. */
function kline(minutesAgo: number, isClosed: boolean, fields: object = {}) {
  const t = Math.floor(NOW / MINUTE) * MINUTE - minutesAgo * MINUTE;
  const figures = { o: '10.0', c: '10.0', h: '10.0', l: '10.0', v: '1', n: 1, q: '10.0', V: '0', Q: '0', B: '0' };
  const id = 100 - minutesAgo;
  const k = { t, T: t + MINUTE - 1, s: 'BTCUSDT', i: '1m', f: id, L: id, ...figures, x: isClosed, ...fields };
  return { e: 'kline', E: NOW, s: 'BTCUSDT', k };
}

/** Candles of one minute, by events alone. */
async function openCandles() {
  const test = await openTestStore();
  const exchange = openHttp(binanceSpot, { baseUrl: 'http://127.0.0.1:1', apiKeys: () => [] });
  const key = dataKey('spot', 'btcusdt', 'klines', 1);
  const feed = klines({}, 1) as SeriesFeed;
  const { streamed } = feed;
  if (streamed?.by !== 'candles') throw new Error('candles have no streams');
  const options = { worker: 'klines-1', feedName: 'klines', feed, retention: 500, key } as const;
  const { context: right, settings, pair } = workerAlone({ test, exchange, now: NOW, ...options });
  const lease = { fence: 7 };
  let skippedMs = 0;
  // The exchange's clock stands still, what waits to be written does not.
  const clock = { ...right.clock, monotonic: () => performance.now() + skippedMs };
  const context = { ...right, clock, fence: () => lease.fence };
  const setup = seriesSetup(context, settings);
  const kind = candles(context, streamed, setup, candleShapeOf(spot.feeds.klines));
  return {
    ...{ kind, pair, lease },
    /** The states of the stored candles, newest first. */
    stored: async () => (await readSeries(test.store, key, { offset: 0 }, 10)).rows.map((row) => row.slice(-2)),
    gaps: () => readGaps(test.store, 'klines-1'),
    /** REST tells that the candle before that of now is over. */
    async ended() {
      const query = { ...queryNow(context, [pair.symbol]), isClosed: true };
      const row = [MINUTE_AGO, '10.0', '10.0', '10.0', '10.0', '2', MINUTE_AGO + MINUTE - 1, '20.0', 2, '0', '0', '0'];
      const judged = setup.ingest.judge(pair, { data: [row], text: '', path: 'an answer' }, query);
      const origin = { asOf: NOW + 5, source: 'test' };
      await setup.ingest.takeNewest({ pair, series: pair.series }, judged, { ...origin, isEnd: true });
    },
    skip(ms: number) {
      skippedMs += ms;
    },
    /** Waits until what a turn asks of Redis, which answers in order, is read. */
    async turnOver() {
      await test.store.redis.ping();
      await new Promise(setImmediate);
    },
    async close() {
      await kind.close();
      exchange.close();
      await test.close();
    },
  };
}

describe('after a break the first candle that comes is a later one than that which is stored', () => {
  async function openBroken() {
    const opened = await openCandles();
    const { kind, pair, stored, turnOver } = opened;
    kind.onEvent(pair, kline(1, false), NOW);
    await eventually(async () => expect(await stored()).toEqual(['1]']));
    breakOff(pair);
    kind.onDown(pair);
    const next = kline(0, false);
    pair.streamed.rest.askedAt = 5;
    kind.onEvent(pair, next, NOW + 2);
    await eventually(() => pair.streamed.rest.askedAt === Number.NEGATIVE_INFINITY);
    await turnOver();
    return opened;
  }

  it('it waits for REST to tell how that ended: beside it that would count as it was', async () => {
    const { kind, pair, stored, close } = await openBroken();
    try {
      expect(await stored()).toEqual(['1]']);
      expect([kind.wantsRest(pair, NOW), pair.streamed.wholeSince]).toEqual([true, null]);
      kind.onTurn?.(pair, true);
      expect(kind.isSettled(pair)).toBe(false);
      kind.onEvent(pair, kline(1, true), NOW + 3);
      await eventually(async () => expect(await stored()).toEqual(['1]', '2]']));
      expect(kind.wantsRest(pair, NOW)).toBe(false);
    } finally {
      await close();
    }
  });

  it('as soon as REST has told that it is stored, though no other event comes', async () => {
    const { kind, pair, stored, ended, close } = await openBroken();
    try {
      // It has served the pair, and did not know the end yet.
      pair.streamed.wholeSince = 1;
      kind.onTurn?.(pair, true);
      kind.hurry?.(pair, NOW + 2);
      await wait(100);
      expect([await stored(), kind.isSettled(pair)]).toEqual([['1]'], false]);
      await ended();
      await eventually(async () => {
        kind.onTurn?.(pair, true);
        expect(await stored()).toEqual(['1]', '2]']);
      });
    } finally {
      await close();
    }
  });

  it('where REST does not tell it goes on without after a while, and that is on record', async () => {
    const { kind, pair, stored, gaps, skip, close } = await openBroken();
    try {
      expect(await gaps()).toEqual([]);
      skip(30_000);
      kind.onEvent(pair, kline(0, false, { n: 2, L: 101 }), NOW + 3);
      await eventually(async () => expect(await stored()).toEqual(['1]', '1]']));
      expect(await gaps()).toMatchObject([{ from: MINUTE_AGO, to: MINUTE_AGO, cause: 'stream-down', state: 'open' }]);
    } finally {
      await close();
    }
  });

  it('what came before another break makes nothing whole', async () => {
    const { kind, pair, stored, skip, close } = await openBroken();
    try {
      breakOff(pair);
      skip(30_000);
      kind.onTurn?.(pair, true);
      await eventually(async () => expect(await stored()).toEqual(['1]', '1]']));
      expect(pair.streamed.wholeSince).toBeNull();
    } finally {
      await close();
    }
  });
});

it('a candle whose close comes after trades of the next one is final all the same', async () => {
  const { kind, pair, stored, turnOver, close } = await openCandles();
  try {
    kind.onEvent(pair, kline(1, false), NOW);
    await eventually(async () => expect(await stored()).toEqual(['1]']));
    const trade = {
      e: 'aggTrade',
      E: NOW,
      s: 'BTCUSDT',
      a: 7,
      p: '11.0',
      q: '1',
      f: 100,
      l: 100,
      T: NOW,
      m: false,
      M: true,
    };
    kind.onEvent(pair, trade, NOW);
    await eventually(async () => expect(await stored()).toEqual(['1]', '1]']));
    kind.onTurn?.(pair, true);
    await turnOver();
    kind.onEvent(pair, kline(1, true), NOW);
    await eventually(async () => expect(await stored()).toEqual(['1]', '2]']));
  } finally {
    await close();
  }
});

it('a closed candle whose write has failed is written with the next one: it comes but once', async () => {
  const { kind, pair, lease, stored, close } = await openCandles();
  try {
    lease.fence = 0;
    kind.onEvent(pair, kline(3, true), NOW);
    await eventually(() => pair.streamed.failure !== null);
    expect(await stored()).toEqual([]);
    lease.fence = 7;
    kind.onEvent(pair, kline(2, true), NOW);
    await eventually(async () => expect(await stored()).toEqual(['2]', '2]']));

    // A turn is enough, where no other event comes.
    lease.fence = 0;
    pair.streamed.failure = null;
    kind.onEvent(pair, kline(1, true), NOW);
    await eventually(() => pair.streamed.failure !== null);
    lease.fence = 7;
    kind.onTurn?.(pair, true);
    await eventually(async () => expect(await stored()).toEqual(['2]', '2]', '2]']));

    // One that cannot be right keeps no other from being stored.
    expect(() => kind.onEvent(pair, kline(0, false, { h: '9.0' }), NOW)).toThrow(/outside/);
    kind.onEvent(pair, kline(0, false), NOW);
    await eventually(async () => expect(await stored()).toEqual(['1]', '2]', '2]', '2]']));
  } finally {
    await close();
  }
});
