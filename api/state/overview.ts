import { disabledCollectors, enabledCollectors, isEnabled } from '../../config/enabledCollectors.ts';
import { pairsOf } from '../../config/marketConfig.ts';
import type { Collector } from '../../markets/markets.js';
import { readUsedWeight } from '../../store/budget.ts';
import type { Store } from '../../store/connect.ts';
import { countOpenGaps } from '../../store/gaps.ts';
import { type RedisMemory, readRedisMemory } from '../../store/health.ts';
import { collectorKey } from '../../store/keys.ts';
import { readMetas } from '../../store/metas.ts';
import { isReplyError } from '../../store/redisError.ts';
import type { ApiContext } from '../context/context.ts';
import { ApiError } from '../http/apiError.ts';
import { readStore } from '../http/readStore.ts';
import { createThrottledLog } from '../http/throttledLog.ts';
import { type Freshness, judgeFreshness } from './freshness.ts';
import { seriesCollectors } from './seriesCollectors.ts';
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

/** `away`: Redis does not answer · `unreadable`: it does, but with an error · `internal`: a defect of ours. The log has the details. */
export type Trouble = 'away' | 'unreadable' | 'internal';

/** Everything /health, /ready and /metrics are made of, read at one time. */
export interface Overview {
  /** Exchange-clock ms. */
  readonly at: number;
  /** Why Redis could not be read; null: it could. Else the rest is what was last known. */
  readonly trouble: Trouble | null;
  /** What Redis refuses to us or to the collectors, why, and what to do; null: nothing that is known of. */
  readonly refusal: string | null;
  readonly memory: RedisMemory | null;
  /** Weight counted in the exchange's present minute; null where not known. */
  readonly usedWeight: number | null;
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
  const { board } = context;
  const report = createThrottledLog(context.log);
  let known = new Map<string, number | null>();

  async function readAll(store: Store, keys: readonly string[], series: readonly Collector[]) {
    const workers = series.map(({ name }) => name);
    const [metas, memory, counts] = await Promise.all([
      readMetas(store, keys),
      readRedisMemory(store),
      countOpenGaps(store, workers),
      board.refresh(),
    ]);
    const usedWeight = await readUsedWeight(
      store,
      { market: 'spot', egress: context.config().budget.egress },
      board.now(),
    );
    const openGaps = series.map((collector, index) => ({ collector, count: counts[index] ?? 0 }));
    return { metas, memory, usedWeight, openGaps };
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
    const series = seriesCollectors.filter((collector) => isEnabled(config, collector));
    const valuesOf = (collector: Collector) =>
      pairsOf(config, collector).map((code) => {
        const key = collectorKey(collector, code);
        return { collector, code, key };
      });
    const watched = enabledCollectors(config).flatMap(valuesOf);
    const idle = disabledCollectors(config);
    const keys = [...watched, ...idle.flatMap(valuesOf)].map(({ key }) => key);
    let trouble: Trouble | null = null;
    const fresh = await readStore(context, (store) => readAll(store, keys, series)).catch((error: unknown) => {
      trouble = troubleOf(error);
      return null;
    });
    if (fresh !== null) known = new Map(keys.map((key, index) => [key, fresh.metas[index]?.asOf ?? null]));
    const at = board.now();
    return {
      at: Math.round(at),
      trouble,
      refusal: context.store()?.refusals.current() ?? null,
      memory: fresh?.memory ?? null,
      usedWeight: fresh?.usedWeight ?? null,
      openGaps: fresh?.openGaps ?? null,
      feeds: watched.map(({ collector, code, key }) => {
        const asOf = known.get(key) ?? null;
        return { collector, code, asOf, ...judgeFreshness(board.book(), config, collector, code, asOf, at) };
      }),
      idle: idle.map((collector) => {
        const stored = valuesOf(collector).flatMap(({ key }) => known.get(key) ?? []);
        return { collector, pairs: stored.length, asOf: stored.length === 0 ? null : Math.max(...stored) };
      }),
    };
  }

  const share = shareForMoment(read, momentMs);
  return () => share('');
}
