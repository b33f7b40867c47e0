import type { MarketConfig } from '../config/marketConfig.ts';
import type { Gate } from '../gateway/gate.ts';
import { marketDefects, marketLog } from '../gateway/marketLog.ts';
import type { SharedState } from '../gateway/sharedState.ts';
import type { Collector } from '../markets/markets.js';
import { createLease } from '../store/values/lease.ts';
import { createOlderLines } from './context/olderLines.ts';
import { createMarketKeeper, type MarketKeeper } from './keeper/marketKeeper.ts';
import { unlist } from './keeper/unlist.ts';
import type { Plan } from './plan/plan.ts';
import type { SessionOptions } from './sessionOptions.ts';
import type { MarketStreams } from './sources/streamed/marketStreams.ts';
import { ordinary, readsListings } from './worker/role.ts';
import { createWorker, type Worker } from './worker/worker.ts';

export interface StaffOptions extends Omit<SessionOptions, 'config' | 'egress'> {
  readonly gate: Gate;
  readonly shared: SharedState;
  readonly streams: MarketStreams | null;
  /** The market's part of CONFIG.json, and the plan, that the workers begin with. */
  readonly config: MarketConfig;
  readonly plan: Plan;
  /** Codes of the pairs that are configured now. */
  readonly pairs: () => readonly string[];
}

/** Who works in a session. */
export interface Staff {
  readonly workers: readonly Worker[];
  readonly keeper: MarketKeeper;
  /** Whether the keeper is to act: this process holds the lease of the listings. */
  isKeeper(): boolean;
  /** The worker of the listings, where this process runs it. */
  readonly keeperWorker: Worker | undefined;
  /** Closes the workers. */
  close(): Promise<void>;
}

/**
 * Makes a worker for each chosen collector, with the lease that it needs to write, and the market's keeper. The two are bound to each other:
 * the worker of the listings hands what it reads to the keeper, and counts for it.
 */
export function createStaff(options: StaffOptions): Staff {
  const { market, table, chosen, store, clock, shared } = options;
  // Workers say by their names which market they are of.
  const log = marketLog(options.log, market);
  const isListings = ({ feed }: Collector) => feed === table.listings;
  const keeper = createMarketKeeper({
    ...options,
    log,
    defects: marketDefects(options.defects, market),
    count: (counter, by) => keeperWorker?.count(counter, by),
  });
  const older = createOlderLines(clock.monotonic, options.gate.areLiveSlow);
  async function unlistThem(codes: readonly string[]): Promise<boolean> {
    await unlist({ store, clock, log, market, shared }, codes);
    return true;
  }
  async function lookAtThem(): Promise<boolean> {
    keeper.lookSoon();
    return false;
  }
  const seats = chosen.map((collector) => ({
    collector,
    lease: createLease(store, collector.name, options.holder, clock.monotonic),
  }));
  const workers = seats.map((seat) => {
    const readsThem = isListings(seat.collector);
    const role = readsThem ? readsListings(store, market, keeper.onFacts) : ordinary;
    const onUnknown = readsThem || !options.connector.listsAll ? unlistThem : lookAtThem;
    return createWorker({ ...options, ...seat, lines: older, role, onUnknown });
  });
  const keeperWorker = workers.find(({ collector }) => isListings(collector));
  const keeperLease = seats.find(({ collector }) => isListings(collector))?.lease;
  return {
    workers,
    keeper,
    keeperWorker,
    isKeeper: () => (keeperLease?.fence() ?? 0) > 0,
    async close() {
      older.close();
      await Promise.all(workers.map((worker) => worker.close()));
    },
  };
}
