import type { MarketConfig } from '../../config/marketConfig.ts';
import type { Connector } from '../../exchanges/connector.ts';
import { type BurstLog, createBurstLog } from '../../gateway/burstLog.ts';
import { createHalving } from '../../gateway/halving.ts';
import type { SharedState } from '../../gateway/sharedState.ts';
import type { MarketTable } from '../../markets/market.js';
import type { Collector } from '../../markets/markets.js';
import type { StartError } from '../../runtime/errors.ts';
import { type Listing, UNLISTED } from '../../store/market/listing.ts';
import { collectorKey } from '../../store/redis/keys.ts';
import type { Lease } from '../../store/values/lease.ts';
import { createBesides } from '../context/besides.ts';
import type { WorkerContext } from '../context/workerContext.ts';
import { createGapLedger } from '../gaps/gapLedger.ts';
import { type CatchUp, createCatchUp } from '../history/catchUpAside.ts';
import { createTakeDelivered, type TakeDelivered } from '../history/takeDelivered.ts';
import type { Plan } from '../plan/plan.ts';
import type { SourceContext, sourceOf } from '../sources/sourceOf.ts';
import { createAudits } from '../sources/streamed/audit/audits.ts';
import { createCloses } from '../sources/streamed/audit/closes.ts';
import type { MarketStreams } from '../sources/streamed/marketStreams.ts';
import type { PairState } from '../state/pairState.ts';
import { createPairStates, type PairStates } from './pairStates.ts';
import { type Counters, createCounters } from './report.ts';
import type { Role } from './role.ts';
import { createTasks, type Tasks } from './tasks.ts';

/** What a worker is made with. */
export interface WorkerOptions extends Omit<WorkerContext, 'count' | 'fence'> {
  readonly collector: Collector;
  readonly lease: Lease;
  readonly connector: Connector;
  readonly shared: SharedState;
  readonly role: Role;
  /** Told of pairs that the exchange does not know. Resolves to whether they are unlisted by that. */
  readonly onUnknown: (codes: readonly string[]) => Promise<boolean>;
  readonly table: Pick<MarketTable, 'exchange'>;
  /** The way to the exchange's streams; null: it has none. */
  readonly streams: MarketStreams | null;
  /** What it begins with. */
  readonly config: MarketConfig;
  readonly plan: Plan;
  /** The process cannot go on, e.g. the exchange is not the one whose data is stored. */
  readonly onFatal: (error: StartError) => void;
  /** Makes the source that settings want; default: `sourceOf`. */
  readonly makeSource?: typeof sourceOf;
}

/** What a worker consists of, beside its settings and its source. */
export interface WorkerParts extends Pick<WorkerOptions, 'role' | 'onFatal'> {
  /** What sources, ingest and history work with. */
  readonly context: SourceContext;
  readonly counters: Counters;
  readonly pairs: PairStates;
  readonly tasks: Tasks;
  readonly burst: BurstLog;
  readonly catchUp: CatchUp;
  readonly takeDelivered: TakeDelivered;
  readonly listingOf: (pair: PairState) => Listing | undefined;
  /** Told of pairs that the exchange does not know. Resolves to whether they are unlisted by that. */
  readonly onUnknown: (pairs: readonly PairState[]) => Promise<boolean>;
}

export function createWorkerParts(options: WorkerOptions): WorkerParts {
  const { collector, lease, connector, shared, store, log, role, onFatal } = options;
  const { name } = collector;
  const counters = createCounters();
  const worker: WorkerContext = { ...options, fence: lease.fence, count: counters.count };
  const burst = createBurstLog(worker, name);
  const ledger = createGapLedger(store, name, lease.fence);
  const pairs = createPairStates({
    store,
    log,
    worker: name,
    keyOf: (code) => collectorKey(collector, code),
    symbolOf: connector.symbolOf,
    fence: lease.fence,
    async onGone(code) {
      // Its entries are gone with its data.
      ledger.forget();
      await role.onGone(code);
    },
  });
  const listingOf = ({ code }: PairState) => shared.state().listings.get(code);
  const onUnknown = (unknown: readonly PairState[]) =>
    options.onUnknown(unknown.filter(({ isRemoved }) => !isRemoved).map(({ code }) => code));
  const context: SourceContext = {
    ...worker,
    ledger,
    burst,
    pairs: pairs.current,
    halving: createHalving<PairState>(worker.clock.monotonic),
    isUnlisted: (pair) => listingOf(pair)?.status === UNLISTED,
    onFacts: role.onFacts,
    sourceName: () => shared.state().source ?? options.table.exchange.name,
    streams: options.streams,
    besides: createBesides(worker),
    audits: createAudits(worker, createBurstLog(worker, `${name}: audit`)),
    closes: createCloses(worker, collector),
  };
  return {
    context,
    counters,
    pairs,
    tasks: createTasks((error) => burst.failure(error)),
    burst,
    catchUp: createCatchUp(context, name, (pair) => onUnknown([pair])),
    takeDelivered: createTakeDelivered(context, name),
    listingOf,
    onUnknown,
    role,
    onFatal,
  };
}
