import type { RequestListener } from 'node:http';
import { createCallers } from '../../../api/callers/createCallers.ts';
import { type Board, createBoard } from '../../../api/context/board.ts';
import type { ApiContext } from '../../../api/context/context.ts';
import { allMarkets, type Markets } from '../../../api/context/markets.ts';
import type { Events } from '../../../api/events/events.ts';
import type { GetDataPages } from '../../../api/getData/getDataPages.ts';
import { createListener, type ListenerOptions } from '../../../api/listener.ts';
import type { Pages } from '../../../api/pages/page.ts';
import type { Config } from '../../../config/config.ts';
import type { ConfigStatus } from '../../../config/watch.ts';
import type { FeedName, Interval, Market } from '../../../markets/markets.js';
import { rowOf } from '../../../markets/markets.js';
import { rowLayoutOf } from '../../../markets/rowLayout.ts';
import type { SeriesRow } from '../../../model/seriesRow.ts';
import type { Log } from '../../../runtime/log.ts';
import type { RedisServer } from '../../../scripts/redis/redisServer.ts';
import type { Store } from '../../../store/redis/connect.ts';
import { dataKey } from '../../../store/redis/keys.ts';
import { type WorkerReport, workerCounters, writeReports } from '../../../store/reports/health.ts';
import { type Change, type ChangesFollower, followChanges } from '../../../store/values/changes.ts';
import { writeLatest } from '../../../store/values/latest.ts';
import { writeSeries } from '../../../store/values/series.ts';
import { configOf } from '../../configOf.ts';
import { openTestStore, type TestStoreOptions } from '../../testStore.ts';

/** Milliseconds of the fixture's clock when it is made. */
export const NOW = 1_790_000_041_250;

/** An API over a real Redis, with a clock that is set by hand. */
export interface ApiFixture {
  readonly app: RequestListener;
  /** What `app` answers from; follows nothing unless a test tells it to. */
  readonly pages: GetDataPages;
  /** The cache that keeps them, and answers of other kinds. */
  readonly cache: Pages;
  readonly events: Events;
  readonly context: ApiContext;
  /** Makes pages follow what changes; resolves once nothing is missed any more. `onChange` is told after them. */
  follow(pages: ChangesFollower, onChange?: (change: Change) => void): Promise<{ close(): void }>;
  readonly store: Store;
  readonly redis: RedisServer;
  readonly board: Board;
  /** The log. */
  readonly lines: string[];
  readonly messages: string[];
  readonly log: Log;
  /** Mutable: tests change them as an edit of CONFIG.json would. */
  config: Config;
  configStatus: ConfigStatus;
  now: number;
  /** The store as the API has it. */
  apiStore: Store | null;
  /** Who asks the exchange for callers: nobody, unless a test says who. */
  callers: ApiContext['callers'];
  /** As the API itself opens it. */
  readonly callersOf: ApiContext['callers'];
  latest(feed: FeedName, value: unknown, asOf?: number): Promise<void>;
  series(
    feed: FeedName,
    rows: readonly SeriesRow[],
    options?: { interval?: Interval; asOf?: number; kind?: 'candles' | 'aggTrades' },
  ): Promise<void>;
  report(name: string, changes?: Partial<WorkerReport>): Promise<void>;
  close(): Promise<void>;
}

export const code = 'btcusdt';

export function configWith(changes: Record<string, unknown> = {}): Config {
  return configOf({ pairs: ['btcusdt', 'ethusdt'], ...changes });
}

/** As the API's own: for tests in which Redis does not answer. */
export const IMPATIENT = { commandTimeoutMs: 1_000 };

export type FixtureOptions = TestStoreOptions & Pick<ListenerOptions, 'events' | 'backlog' | 'silentAfterMs'>;

/** @param markets what there is to ask for */
export async function createApiFixture(
  changes: Record<string, unknown> = {},
  markets: Markets = allMarkets,
  { events: ofEvents = {}, backlog, silentAfterMs, ...options }: FixtureOptions = {},
): Promise<ApiFixture> {
  const { server: redis, store, log, lines, messages, close } = await openTestStore(options);
  const board = createBoard({
    markets,
    store: () => fixture.apiStore,
    config: () => fixture.config,
    log,
    wall: () => fixture.now,
  });
  const callers = createCallers({ config: () => fixture.config, store: () => fixture.apiStore, board, log });
  const context = {
    callerStates: callers.states,
    markets,
    config: () => fixture.config,
    configStatus: () => fixture.configStatus,
    store: () => fixture.apiStore,
    board,
    callers: (market: Market) => fixture.callers(market),
    relay: null,
    log,
  };
  // However long a busy machine takes from one announcement to the next, what is in memory stays there.
  const { listener, pages, getDataPages, events } = createListener(context, {
    events: ofEvents,
    momentMs: 0,
    silentAfterMs: silentAfterMs ?? Number.POSITIVE_INFINITY,
    ...(backlog !== undefined && { backlog }),
  });
  const fixture: ApiFixture = {
    app: listener,
    pages: getDataPages,
    cache: pages,
    events,
    context,
    store,
    redis,
    board,
    lines,
    messages,
    log,
    config: configWith(changes),
    configStatus: {
      hash: 'abcdef012345',
      file: '/etc/CONFIG.json',
      ok: true,
      faults: [],
      since: NOW,
      restartNeeded: [],
    },
    now: NOW,
    apiStore: store,
    callers: () => null,
    callersOf: callers.of,
    async latest(feed, value, asOf = fixture.now) {
      await writeLatest(store, dataKey('spot', code, feed), JSON.stringify(value), {
        fence: 1,
        asOf,
        source: 'simulator',
      });
    },
    async series(
      feed,
      rows,
      { interval, asOf = fixture.now, kind = interval === undefined ? 'aggTrades' : 'candles' } = {},
    ) {
      const layout = rowLayoutOf(rowOf('spot', feed));
      const context = { fence: 1, asOf, source: 'simulator', kind, layout, retention: 1000, confirmsNewest: true };
      await writeSeries(store, dataKey('spot', code, feed, interval), rows, context);
    },
    async report(name, changes = {}) {
      await writeReports(store, [{ ...reportOf(name), ...changes }]);
      await board.refresh();
    },
    follow(followed, onChange) {
      return new Promise((resolve) => {
        const changes = followChanges(store, log, {
          onLive() {
            followed.onLive();
            resolve(changes);
          },
          onLost: followed.onLost,
          onChange(change) {
            followed.onChange(change);
            onChange?.(change);
          },
        });
      });
    },
    async close() {
      callers.close();
      board.close();
      await close();
    },
  };
  return fixture;
}

function reportOf(name: string): WorkerReport {
  const counters = Object.fromEntries(Object.keys(workerCounters).map((counter) => [counter, 7]));
  return {
    name,
    pid: 4711,
    startedAt: Date.now() - 60_000,
    at: Date.now(),
    state: 'active',
    period: 1,
    served: 'poll',
    rung: 1,
    plannedWeight: 240,
    counters: counters as WorkerReport['counters'],
    config: { hash: 'abcdef012345', ok: true, faults: [], restartNeeded: [] },
    pairs: {},
  };
}

/** A candle as it is stored: 12 exchange fields and whether it is final (2) or forming (1). */
export function candle(openTime: number, state: 1 | 2 = 2): SeriesRow {
  const member = [
    openTime,
    '10.1',
    '10.9',
    '10.0',
    '10.5',
    '120.0',
    openTime + 59_999,
    '1250.1',
    42,
    '60.0',
    '625.0',
    '0',
    state,
  ];
  return { score: openTime, member: JSON.stringify(member) };
}

export function trade(id: number): SeriesRow {
  return {
    score: id,
    member: JSON.stringify([id, '10.50000000', '0.00100000', id * 2, id * 2 + 1, NOW - 1000 + id, true]),
  };
}

export function book(levels: { bids: number; asks: number }) {
  const side = (count: number, first: number) =>
    Array.from({ length: count }, (_, index) => [`${first + index}.00000000`, `${index}.50000000`]);
  return { lastUpdateId: 91_000_000_001, bids: side(levels.bids, 100), asks: side(levels.asks, 200) };
}
