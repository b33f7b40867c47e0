import { createEntryIngest } from '../../../../collectors/ingest/entryIngest.ts';
import { seriesSetup } from '../../../../collectors/ingest/seriesSetup.ts';
import { entries } from '../../../../collectors/sources/streamed/entries.ts';
import { rows } from '../../../../collectors/sources/streamed/rows.ts';
import type { StreamKind } from '../../../../collectors/sources/streamed/streamKind.ts';
import { binanceSpot } from '../../../../exchanges/binance/spot/connector.ts';
import { bookTicker } from '../../../../exchanges/binance/spot/feeds/bookTicker.ts';
import { trades } from '../../../../exchanges/binance/spot/feeds/trades.ts';
import type { Exchange } from '../../../../exchanges/connector.ts';
import { openHttp } from '../../../../exchanges/http.ts';
import type { LatestFeed } from '../../../../model/feed.ts';
import { scoreOf } from '../../../../model/seriesRow.ts';
import { createValidator } from '../../../../model/validate.ts';
import { machineClocks } from '../../../../runtime/machine.ts';
import { dataKey } from '../../../../store/redis/keys.ts';
import { readGaps } from '../../../../store/values/gaps.ts';
import { readLatest } from '../../../../store/values/latest.ts';
import { readSeries } from '../../../../store/values/series.ts';
import { configOf } from '../../../configOf.ts';
import { eventually } from '../../../eventually.ts';
import { openTestStore, type TestStore } from '../../../testStore.ts';
import { workerAlone } from '../workerAlone.ts';

/** What has once gone wrong, or would have, on the real store and through ingest. Times are the exchange's. */

const NOW = Date.UTC(2026, 10, 19, 12, 0, 30);
const SECOND = 1_000;
const config = configOf({ pairs: ['btcusdt'] });
let test: TestStore;
/** Nothing here asks it. */
let exchange: Exchange;
let kind: StreamKind;
beforeEach(async () => {
  test = await openTestStore();
  exchange = openHttp(binanceSpot, { baseUrl: 'http://127.0.0.1:1', apiKeys: () => [] });
});
afterEach(async () => {
  await kind.close();
  exchange.close();
  await test.close();
});

function alone(key: string) {
  const feed = trades(config.feeds.trades);
  const options = { test, exchange, now: NOW, worker: 'trades', feedName: 'trades', feed, retention: 500 } as const;
  const { context, ...others } = workerAlone({ ...options, key });
  // The exchange's clock stands still, and waits pass.
  return { ...others, context: { ...context, clock: { ...context.clock, monotonic: machineClocks.monotonic } } };
}

describe('a book ticker', () => {
  const key = dataKey('spot', 'btcusdt', 'book-ticker');

  function open() {
    const feed: LatestFeed = bookTicker() as LatestFeed;
    if (feed.streamed?.by !== 'entry') throw new Error('book tickers come by streams');
    const { context, pair } = alone(key);
    const validate = createValidator<unknown>(feed.rowSchema);
    kind = entries(context, feed, feed.streamed, createEntryIngest(context, { feed, validate, isStored: true }));
    return {
      pair,
      /** @param asOf the newest time that has come on its socket */
      event: async (u: number, asOf: number, mayBeDouble = false) => {
        kind.onEvent(pair, { u, s: 'BTCUSDT', b: '10.0', B: `${u}`, a: '10.1', A: '1' }, asOf, mayBeDouble);
        await eventually(() => kind.isSettled(pair), 5_000);
      },
      confirm: (asOf: number) => kind.confirm([{ pair, asOf }]),
      stored: async () => {
        const { value, meta } = await readLatest(test.store, key);
        return [Number((JSON.parse(value ?? '{}') as { bidQty?: string }).bidQty), meta?.asOf];
      },
    };
  }

  it('whose event is 40 ms older than a confirmation is stored', async () => {
    const { event, confirm, stored, pair } = open();
    await event(100, NOW - 5 * SECOND);
    expect(await confirm(NOW - SECOND)).toEqual([]);
    expect(await stored()).toEqual([100, NOW - SECOND]);
    await event(101, NOW - SECOND - 40);
    expect(await stored()).toEqual([101, NOW - SECOND]);
    expect(pair.streamed.failure).toBeNull();
    expect(await confirm(NOW)).toEqual([]);
    expect(await stored()).toEqual([101, NOW]);
  });

  it('whose numbers begin anew is stored again a minute after the first refusal, and not confirmed meanwhile', async () => {
    const { event, confirm, stored, pair } = open();
    const begun = NOW - 120 * SECOND;
    await event(900_000, begun);
    for (let second = 1; second < 60; second += 10) {
      await event(second, begun + second * SECOND);
      expect(pair.streamed).toMatchObject({ wholeSince: null, failure: { reason: 'out-of-order' } });
      expect(await confirm(begun + (second + 1) * SECOND)).toEqual([pair]);
      pair.streamed.failure = null;
    }
    expect(await stored()).toEqual([900_000, begun]);
    await event(70, begun + 62 * SECOND);
    expect(await stored()).toEqual([70, begun + 62 * SECOND]);
    expect(await confirm(begun + 63 * SECOND)).toEqual([]);
  });

  it('whose events were buffered while the process was paused is as old as they are', async () => {
    const { event, confirm, stored } = open();
    await event(100, NOW - 30 * SECOND);
    // All come at once, half a minute later by our clock, the newest last.
    for (let number = 101; number <= 150; number++) await event(number, NOW - 30 * SECOND + number);
    expect(await stored()).toEqual([150, NOW - 30 * SECOND + 150]);
    expect(await confirm(NOW - 29 * SECOND)).toEqual([]);
    expect(await stored()).toEqual([150, NOW - 29 * SECOND]);
  });

  it('that another socket tells once more changes nothing, and is confirmed all the same', async () => {
    const { event, confirm, stored, pair } = open();
    await event(100, NOW - 4 * SECOND);
    await event(101, NOW - 3 * SECOND);
    await event(100, NOW - 2 * SECOND, true);
    expect(await stored()).toEqual([101, NOW - 3 * SECOND]);
    expect(pair.streamed).toMatchObject({ failure: null, wholeSince: expect.any(Number) });
    expect(await confirm(NOW - SECOND)).toEqual([]);
    expect(await stored()).toEqual([101, NOW - SECOND]);
    await event(102, NOW - SECOND, true);
    expect(await stored()).toEqual([102, NOW - SECOND]);
  });

  it('whose numbers begin anew while two sockets deliver is left to the store as soon as one does', async () => {
    const { event, pair } = open();
    await event(900_000, NOW - 3 * SECOND);
    await event(5, NOW - 2 * SECOND, true);
    expect(pair.streamed.failure).toBeNull();
    await event(6, NOW - SECOND);
    expect(pair.streamed.failure).toMatchObject({ reason: 'out-of-order' });
  });
});

describe('trades', () => {
  const key = dataKey('spot', 'btcusdt', 'trades');

  function open() {
    const feed = trades(config.feeds.trades);
    if (feed.streamed?.by !== 'rows') throw new Error('trades come by streams');
    const { context, pair, settings, messages } = alone(key);
    kind = rows(context, feed.streamed, seriesSetup(context, settings));
    return {
      ...{ pair, messages },
      events: async (ids: readonly number[], asOf: number, mayBeDouble = false) => {
        for (const a of ids) {
          const trade = { e: 'aggTrade', E: asOf, s: 'BTCUSDT', a, p: '10', q: '1', f: a, l: a, T: asOf - 5, m: false };
          kind.onEvent(pair, trade, asOf, mayBeDouble);
        }
        await eventually(() => kind.isSettled(pair), 5_000);
      },
      confirm: (asOf: number) => kind.confirm([{ pair, asOf }]),
      stored: async () => (await readSeries(test.store, key, { offset: 0 }, 1000)).rows.map(scoreOf).toReversed(),
      asOf: async () => (await readSeries(test.store, key, { offset: 0 }, 1)).meta?.asOf,
    };
  }

  it('whose event is 40 ms older than a confirmation are stored, and nothing is late', async () => {
    const { events, confirm, stored, asOf } = open();
    await events([11], NOW - 5 * SECOND);
    expect(await confirm(NOW - SECOND)).toEqual([]);
    await events([12], NOW - SECOND - 40);
    expect([await stored(), await asOf()]).toEqual([[11, 12], NOW - SECOND]);
    expect(await readGaps(test.store, 'trades')).toEqual([]);
  });

  it('that were buffered while the process was paused are all stored, and as old as they are', async () => {
    const { events, stored, asOf } = open();
    const ids = Array.from({ length: 200 }, (_, index) => 1000 + index);
    await events(ids, NOW - 30 * SECOND);
    expect([await stored(), await asOf()]).toEqual([ids, NOW - 30 * SECOND]);
    expect(await readGaps(test.store, 'trades')).toEqual([]);
  });

  it('that another socket tells once more are passed over, and are no bad rows', async () => {
    const { events, confirm, stored, pair, messages } = open();
    await events([11, 12, 13], NOW - 5 * SECOND);
    await events([14, 11, 15, 12, 13, 16, 14, 15, 16, 17], NOW - 3 * SECOND, true);
    expect(await stored()).toEqual([11, 12, 13, 14, 15, 16, 17]);
    expect([pair.streamed.failure, messages]).toEqual([null, []]);
    expect(pair.streamed.wholeSince).not.toBeNull();
    expect(await confirm(NOW - SECOND)).toEqual([]);
    expect(await readGaps(test.store, 'trades')).toEqual([]);
  });

  it('whose ids begin anew are left to REST, which finds out what has become of the market', async () => {
    const { events, stored, pair } = open();
    await events([900_000], NOW - 5 * SECOND);
    await events([5], NOW - SECOND);
    expect([await stored(), pair.streamed.wholeSince]).toEqual([[900_000], null]);
    expect(pair.streamed.rest.askedAt).toBe(Number.NEGATIVE_INFINITY);
  });
});
