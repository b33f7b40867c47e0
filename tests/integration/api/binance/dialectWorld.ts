import type { Answerer, Asked, FromMemory } from '../../../../api/binance/asked.ts';
import type { Pages } from '../../../../api/pages/page.ts';
import { createPages } from '../../../../api/pages/pages.ts';
import type { CallerGate, Passed } from '../../../../gateway/callers/callerGate.ts';
import { connectors } from '../../../../gateway/connectors.ts';
import { type FeedName, type Market, rowOf } from '../../../../markets/markets.js';
import { rowLayoutOf } from '../../../../markets/rowLayout.ts';
import type { Endpoint, Params } from '../../../../model/endpoint.ts';
import type { SeriesRow } from '../../../../model/seriesRow.ts';
import { createSimulator, type Simulator } from '../../../../simulator/createSimulator.ts';
import { dataKey } from '../../../../store/redis/keys.ts';
import type { Change } from '../../../../store/values/changes.ts';
import { writeSeries } from '../../../../store/values/series.ts';
import { eventually } from '../../../eventually.ts';
import { type ApiFixture, createApiFixture } from '../apiFixture.ts';

export const MINUTE = 60_000;
/** 20 s after a full minute, in the middle of everything longer. */
export const AT = Date.UTC(2026, 10, 24, 10, 7, 20);

/** A simulated exchange and an API over a real Redis, at one instant that is set by hand. */
export interface DialectWorld {
  readonly api: ApiFixture;
  readonly simulator: Simulator;
  /** What goes to the exchange for callers: a client of the simulator. Each path with its query. */
  readonly sent: string[];
  /** What callers' requests wait for. */
  gate: Promise<void>;
  /** False: nothing may go out. */
  isOpen: boolean;
  now: number;
  context(): ApiFixture['context'] & { callers(market: Market): CallerGate | null };
  /** As the dialect hands it on. */
  asked(path: string, params: Params, market?: Market): Asked;
  /** The simulator's own answer. */
  told(path: string, params: Params): Promise<string>;
  /** Stores rows and waits until the API knows of it. */
  store(feed: FeedName, rows: readonly SeriesRow[], options: StoreOptions): Promise<void>;
  known(work: () => Promise<unknown>): Promise<void>;
  /** A cache that follows nothing: all is read each time. */
  unfollowed(): Pages;
  close(): Promise<void>;
}

export interface StoreOptions {
  readonly market?: Market;
  readonly interval?: number;
  readonly code?: string;
  readonly retention?: number;
  readonly asOf?: number;
  readonly confirmsNewest?: boolean;
  readonly kind?: string;
}

const klines = { intervals: [1, 5, 15, 30, 60, 1440, 10_080] };
const usdm = {
  pairs: ['btcusdt'],
  klines: { ...klines, prices: ['mark', 'index', 'premiumIndex'], contracts: ['perpetual'] },
};

export async function openDialectWorld(config: Record<string, unknown> = {}): Promise<DialectWorld> {
  let now = AT;
  const simulator = await createSimulator({ now: () => now });
  const api = await createApiFixture({ klines, usdm, ...config });
  let announced = 0;
  const changes = await api.follow(api.cache, (_: Change) => {
    announced += 1;
  });
  const endpoints = new Map<string, Endpoint>(
    (['spot', 'usdm'] as const).flatMap((market) =>
      (connectors[market].endpoints ?? []).map((endpoint) => [endpoint.path, endpoint] as const),
    ),
  );
  const get = async (path: string, params: Params): Promise<Response> => {
    const query = new URLSearchParams(
      Object.entries(params).map(([name, value]): [string, string] => [name, String(value)]),
    );
    return fetch(`${simulator.url}${path}?${query}`);
  };
  const callers: CallerGate = {
    async fetch({ path, params = {} }): Promise<Passed> {
      world.sent.push(`${path}?${new URLSearchParams(params as Record<string, string>)}`);
      await world.gate;
      if (!world.isOpen) throw new Error('no room');
      const response = await get(path, params);
      return { status: response.status, body: await response.text(), source: 'simulator', isKept: false, ageMs: 0 };
    },
    symbols: () => Promise.resolve(null),
  };
  const world: DialectWorld = {
    api,
    simulator,
    sent: [],
    gate: Promise.resolve(),
    isOpen: true,
    get now() {
      return now;
    },
    set now(instant) {
      now = instant;
    },
    context: () => ({ ...api.context, callers: () => callers }),
    asked(path, params, market = path.startsWith('/api/') ? 'spot' : 'usdm') {
      const endpoint = endpoints.get(path);
      if (endpoint === undefined) throw new RangeError(`no endpoint ${path}`);
      return { market, endpoint, params, caller: 'a bot' };
    },
    unfollowed: () => createPages({ read: (from) => from(api.store) }),
    async told(path, params) {
      return (await get(path, params)).text();
    },
    async known(work) {
      const before = announced;
      await work();
      await eventually(() => announced > before);
    },
    async store(feed, rows, { market = 'spot', interval, code = 'btcusdt', asOf = world.now, ...rest }) {
      const { retention = 1000, confirmsNewest = true, kind = interval === undefined ? 'aggTrades' : 'candles' } = rest;
      await world.known(() =>
        writeSeries(api.store, dataKey(market, code, feed, interval), rows, {
          fence: 1,
          asOf,
          source: 'simulator',
          kind,
          layout: rowLayoutOf(rowOf(market, feed)),
          retention,
          confirmsNewest,
        }),
      );
    },
    async close() {
      changes.close();
      await api.close();
      await simulator.close();
    },
  };
  Object.defineProperty(api, 'now', { get: () => now, set: () => undefined });
  return world;
}

/** The rows of an answer as collectors store them: the last one forms. */
export function storedCandles(body: string, lastState: 0 | 1 | 2 = 1): SeriesRow[] {
  const rows = JSON.parse(body) as [number, ...unknown[]][];
  return rows.map((row, index) => ({
    score: row[0],
    member: JSON.stringify([...row, index < rows.length - 1 ? 2 : lastState]),
  }));
}

export async function textOf(answer: ReturnType<Answerer>): Promise<string | null> {
  const found: FromMemory | null = await answer;
  return found === null ? null : found.body.toString();
}
