import type { Config } from '../../config/config.ts';
import { enabledCollectors } from '../../config/enabledCollectors.ts';
import { marketConfigOf, retentionOf } from '../../config/marketConfig.ts';
import { type Collector, type Market, marketNames } from '../../markets/markets.js';
import { countOf, openTimeOf } from '../../model/candleTime.ts';
import type { Worlds } from '../../rig/openWorlds.ts';
import { rowsBetween } from '../../rig/rowsThere.ts';
import { targetsOf } from '../../rig/targets.ts';
import type { Truth } from '../../rig/truth.ts';
import type { World } from '../../rig/world.ts';
import { bindTo } from '../cores.ts';
import { awaitHistory, keysOf, type WatchedKey } from '../watchKeys.ts';
import { warmExchange } from './warmExchange.ts';

export interface FuturesOptions {
  /** Pairs of futures, which come by streams, and of spot, which are polled. */
  readonly pairs: number;
  readonly spotPairs: number;
  /** Of futures: candles of these prices, too. */
  readonly prices?: readonly string[];
  /** A process for each collector, or one for all of a market. Default: as PM2 does it without PROCESSES. */
  readonly processes?: 'each' | 'market';
}

/** Both markets as PM2 runs them, on one core; the simulated exchange has the other. */
export interface FuturesWorld {
  readonly world: World;
  readonly store: World['store'];
  /** All keys of both markets. */
  readonly keys: readonly WatchedKey[];
  /** When the collectors were started, with an empty Redis: wall-clock ms. */
  readonly startedAt: number;
}

export async function openFutures(worlds: Worlds, options: FuturesOptions): Promise<FuturesWorld> {
  const { pairs, spotPairs, prices = [], processes } = options;
  let startedAt = 0;
  const world = await worlds.open({
    pairs: spotPairs,
    contracts: pairs,
    ...(processes !== undefined && { processes }),
    config: { usdm: { transport: 'stream', klines: { prices } } },
    async prepareExchange(url, config, control) {
      await warmExchange(url, allKeys(config), config);
      await control.resetStats();
      startedAt = Date.now();
    },
  });
  for (const { name, process } of world.processes.values())
    bindTo(name === 'exchange' ? 'clients' : 'server', process()?.pid ?? 0);
  return { world, store: world.store, keys: allKeys(world.config()), startedAt };
}

function allKeys(config: Config): WatchedKey[] {
  const collectors = enabledCollectors(config);
  return marketNames.flatMap((market) => {
    const own = collectors.filter((collector) => collector.market === market);
    return keysOf(own, marketConfigOf(config, market)?.pairs ?? [], periodOf);
  });
}

const isStreamed: Readonly<Record<Market, boolean>> = { spot: false, usdm: true };

const periodOf = ({ market, row }: Collector): number =>
  isStreamed[market] && row.streams !== undefined ? 1 : row.everySeconds;

/** Seconds since the start until all series hold what retention allows for; infinite: not within the time. */
export const awaitAllHistory = (world: FuturesWorld, withinSeconds: number): Promise<number> =>
  awaitHistory(world, (key) => wantedOf(world, key), withinSeconds);

/** Of trades the exchange gives those of two days, as far as whole pages lie within them; less what passes until they are fetched, ms. */
const TRADES_GIVEN_MS = 47.5 * 3_600_000;
const TRADES_PAGE = 1000;

function wantedOf({ world, startedAt }: FuturesWorld, { collector, code, key }: WatchedKey): number {
  const { market, row, interval } = collector;
  const config = marketConfigOf(world.config(), market);
  const retention = config === undefined ? 0 : retentionOf(config, collector);
  const truth = world.truths[market];
  if (interval !== undefined) {
    const [first, newest] = [truth.listedAt(code, collector.feed), world.now()].map((time) =>
      openTimeOf(interval, time),
    );
    return Math.min(retention, countOf(interval, first ?? 0, newest ?? 0));
  }
  if (row.shape !== 'series') return 0;
  if (row.continuity === 'grid') return isTold(world, key, code) ? retention : 0;
  if (row.continuity === 'none') return collector.feed === 'funding-rate' ? fundings(truth, code, retention) : 0;
  const given = truth.lastTradeId(code, startedAt) - truth.lastTradeId(code, startedAt - TRADES_GIVEN_MS);
  return market === 'spot' ? retention : Math.min(retention, given - TRADES_PAGE);
}

const HOUR = 3_600_000;

/** Whether the exchange tells these rows of a pair at all: not all contracts have a basis. */
function isTold(world: World, key: string, code: string): boolean {
  const target = targetsOf(world.config(), { market: 'usdm', codes: [code] }).find((each) => each.key === key);
  const now = world.now();
  return target !== undefined && rowsBetween(world.truths.usdm, target, now - HOUR, now, now).size > 0;
}

/** How often funding was paid so far, as far as an answer tells. Of other rows without a grid there are none from before the start. */
function fundings(truth: Truth, code: string, most: number): number {
  const params = { symbol: code.toUpperCase(), limit: most };
  return (truth.answer({ path: '/fapi/v1/fundingRate', params }, Date.now()) as unknown[]).length;
}
