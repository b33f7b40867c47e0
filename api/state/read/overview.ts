import { type Collector, DEFAULT_MARKET, type Market } from '../../../markets/markets.js';
import { readCallersInWindow, readUsedInWindow, readUsedWeight } from '../../../store/budget/budget.ts';
import type { Store } from '../../../store/redis/connect.ts';
import { collectorKey } from '../../../store/redis/keys.ts';
import { isReplyError } from '../../../store/redis/redisError.ts';
import { type RedisMemory, readRedisMemory } from '../../../store/reports/health.ts';
import { countOpenGaps } from '../../../store/values/gaps.ts';
import type { Meta } from '../../../store/values/meta.ts';
import { readMetas } from '../../../store/values/metas.ts';
import { marketsForCallers } from '../../callers/marketsForCallers.ts';
import type { ApiContext } from '../../context/context.ts';
import { enabledOf, seriesOf } from '../../context/markets.ts';
import { ApiError } from '../../http/problems/apiError.ts';
import { createThrottledLog } from '../../http/problems/throttledLog.ts';
import { readStore } from '../../http/readStore.ts';
import { type Freshness, judgeFreshness } from './freshness.ts';
import { shareForMoment } from './shareForMoment.ts';

/** One feed of one pair. */
export interface FeedState extends Freshness {
  readonly collector: Collector;
  readonly code: string;
  /** Exchange-clock ms, null where nothing is stored. */
  readonly asOf: number | null;
}

/** How many gaps of one collector are still to be filled. */
export interface OpenGaps {
  readonly collector: Collector;
  readonly count: number;
}

/** What is stored of a collector that is disabled, and stays until it is removed by hand. */
export interface Idle {
  readonly collector: Collector;
  /** Configured pairs that something is stored of. */
  readonly pairs: number;
  /** The newest of them, exchange-clock ms; null where nothing is stored. */
  readonly asOf: number | null;
}

/** What is read of a market for one overview. */
export interface MarketMoment {
  /** Exchange-clock ms. */
  readonly at: number;
  /** Weight counted in the exchange's present minute, or what that of another window comes to in a minute; null where not known. */
  readonly usedWeight: number | null;
  /** The same of the limits beside the market's own, of a whole window, by name. */
  readonly usedPools: ReadonlyMap<string, number | null>;
}

/** `away`: Redis does not answer · `unreadable`: it does, but with an error · `internal`: a defect of ours. The log has the details. */
export type Trouble = 'away' | 'unreadable' | 'internal';

/** The same in words. */
export const troubleTexts: Readonly<Record<Trouble, string>> = {
  away: 'Redis does not answer',
  unreadable: 'Redis answers, but what it holds cannot be read: see the log',
  internal: 'what Redis holds cannot be judged, by a defect of ours: see the log',
};

/** Everything /health, /ready and /metrics are made of, read at one time. */
export interface Overview {
  /** Exchange-clock ms of the default market. */
  readonly at: number;
  /** Why Redis could not be read; null: it could. Else the rest is what was last known. */
  readonly trouble: Trouble | null;
  /** What Redis refuses to us or to the collectors, why, and what to do; null: nothing that is known of. */
  readonly refusal: string | null;
  readonly memory: RedisMemory | null;
  /** Of each market that is collected. */
  readonly markets: ReadonlyMap<Market, MarketMoment>;
  /** Weight of the present window that callers have spent, of each market that is collected or that they have asked for; null where not known. */
  readonly usedByCallers: ReadonlyMap<Market, number | null>;
  /** Open gaps of each enabled collector of a series; null where not known. */
  readonly openGaps: readonly OpenGaps[] | null;
  readonly feeds: readonly FeedState[];
  /** One for each disabled collector. */
  readonly idle: readonly Idle[];
}

/**
 * Reads overviews; never throws. Requests of one moment share one.
 */
export function createOverviewReader(context: ApiContext, momentMs: number): () => Promise<Overview> {
  const { board, markets } = context;
  const report = createThrottledLog(context.log);
  let known: ReadonlyMap<string, Meta | null> = new Map();

  async function readAll(store: Store, keys: readonly string[], series: readonly Collector[]) {
    const workers = series.map(({ name }) => name);
    const [metas, memory, counts] = await Promise.all([
      readMetas(store, keys),
      readRedisMemory(store),
      countOpenGaps(store, workers),
      board.refresh(),
    ]);
    const [usedWeight, usedPools, usedByCallers] = await Promise.all([
      readWeights(store),
      readPools(store),
      readCallers(store),
    ]);
    const openGaps = series.map((collector, index) => ({ collector, count: counts[index] ?? 0 }));
    return { metas, memory, usedWeight, usedPools, usedByCallers, openGaps };
  }

  async function readWeights(store: Store): Promise<Map<Market, number | null>> {
    const config = context.config();
    const weights = await Promise.all(
      markets.configured(config).map(async (market) => {
        const account = { market, egress: config.budget.egress };
        const { limits } = board.book(market);
        return [market, await readUsedWeight(store, account, board.now(market), limits)] as const;
      }),
    );
    return new Map(weights);
  }

  async function readPools(store: Store): Promise<Map<Market, ReadonlyMap<string, number | null>>> {
    const config = context.config();
    const all = markets.configured(config).map(async (market) => {
      const pools = Object.entries(markets.tableOf(market).pools ?? {}).map(async ([pool, limit]) => {
        const account = { market, pool, egress: config.budget.egress };
        return [pool, await readUsedInWindow(store, account, board.now(market), limit)] as const;
      });
      return [market, new Map(await Promise.all(pools))] as const;
    });
    return new Map(await Promise.all(all));
  }

  async function readCallers(store: Store): Promise<Map<Market, number | null>> {
    const { egress } = context.config().budget;
    const used = marketsForCallers(context).map(async (market) => {
      const { limits } = board.book(market);
      return [market, await readCallersInWindow(store, { market, egress }, board.now(market), limits)] as const;
    });
    return new Map(await Promise.all(used));
  }

  function troubleOf(error: unknown): Trouble {
    // The store itself logs that Redis is away.
    const isAway = error instanceof ApiError && !isReplyError(error.cause);
    if (isAway) return 'away';
    // Text that is no JSON was not written by us.
    if (!(error instanceof SyntaxError) && board.defects.note('the overview', error)) return 'internal';
    report('what Redis holds cannot be read', error instanceof ApiError ? error.cause : error);
    return 'unreadable';
  }

  async function read(): Promise<Overview> {
    const config = context.config();
    const valuesOf = (collector: Collector) =>
      markets.pairsOf(config, collector.market).map((code) => {
        const key = collectorKey(collector, code);
        return { collector, code, key };
      });
    const enabled = enabledOf(markets, config, markets.collectors);
    const series = seriesOf(enabled);
    const watched = enabled.flatMap(valuesOf);
    // Of a market that is not collected at all nobody needs to be told each feed.
    const idle = markets
      .configured(config)
      .flatMap(markets.collectorsOf)
      .filter((collector) => !markets.isEnabled(config, collector));
    const keys = [...watched, ...idle.flatMap(valuesOf)].map(({ key }) => key);
    let trouble: Trouble | null = null;
    const fresh = await readStore(context, (store) => readAll(store, keys, series)).catch((error: unknown) => {
      trouble = troubleOf(error);
      return null;
    });
    if (fresh !== null) known = new Map(keys.map((key, index) => [key, fresh.metas[index] ?? null]));
    const times = new Map(markets.configured(config).map((market) => [market, board.now(market)]));
    const timeOf = (market: Market): number => times.get(market) ?? Number.NaN;
    return {
      at: Math.round(timeOf(DEFAULT_MARKET)),
      trouble,
      refusal: context.store()?.refusals.current() ?? null,
      memory: fresh?.memory ?? null,
      markets: new Map(
        [...times].map(([market, at]) => [
          market,
          {
            at: Math.round(at),
            usedWeight: fresh?.usedWeight.get(market) ?? null,
            usedPools: fresh?.usedPools.get(market) ?? new Map(),
          },
        ]),
      ),
      usedByCallers: fresh?.usedByCallers ?? new Map(),
      openGaps: fresh?.openGaps ?? null,
      feeds: watched.map(({ collector, code, key }) => {
        const { asOf = null, isOutOfStep } = known.get(key) ?? {};
        const { market } = collector;
        const own = markets.configOf(config, market);
        const state = judgeFreshness(board.book(market), own, collector, code, asOf, timeOf(market), isOutOfStep);
        return { collector, code, asOf, ...state };
      }),
      idle: idle.map((collector) => {
        const stored = valuesOf(collector).flatMap(({ key }) => known.get(key)?.asOf ?? []);
        return { collector, pairs: stored.length, asOf: stored.length === 0 ? null : Math.max(...stored) };
      }),
    };
  }

  const share = shareForMoment(read, momentMs);
  return () => share('');
}
