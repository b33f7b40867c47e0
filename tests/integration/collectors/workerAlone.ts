import { createLine } from '../../../collectors/context/line.ts';
import { createGapLedger, type GapLedger } from '../../../collectors/gaps/gapLedger.ts';
import type { RowSettings } from '../../../collectors/ingest/feedSettings.ts';
import type { SourceContext } from '../../../collectors/sources/sourceOf.ts';
import { createAudits } from '../../../collectors/sources/streamed/audit/audits.ts';
import { newPairState, type PairState } from '../../../collectors/state/pairState.ts';
import type { Exchange } from '../../../exchanges/connector.ts';
import { createBurstLog } from '../../../gateway/burstLog.ts';
import { createGate } from '../../../gateway/gate.ts';
import { createHalving } from '../../../gateway/halving.ts';
import { createSharedState } from '../../../gateway/sharedState.ts';
import { type FeedName, rowOf } from '../../../markets/markets.js';
import { rowLayoutOf } from '../../../markets/rowLayout.ts';
import { spot } from '../../../markets/spot.js';
import type { SeriesFeed } from '../../../model/feed.ts';
import { createValidator } from '../../../model/validate.ts';
import { machine } from '../../../runtime/machine.ts';
import { createExchangeClock } from '../../../store/market/clock.ts';
import { createDefects } from '../../../store/reports/defects.ts';
import { createTestLog, type TestStore } from '../../testStore.ts';

export interface WorkerAloneOptions {
  readonly test: TestStore;
  readonly exchange: Exchange;
  /** Exchange-clock ms, as it stands still. */
  readonly now: number;
  /** Name of the worker. */
  readonly worker: string;
  readonly feedName: FeedName;
  readonly feed: SeriesFeed;
  readonly retention: number;
  /** Of BTCUSDT. */
  readonly key: string;
}

/** What a worker of a series consists of, for BTCUSDT, without its loop: a test does what the loop would do. */
export interface WorkerAlone {
  readonly context: SourceContext;
  readonly settings: RowSettings;
  readonly ledger: GapLedger;
  readonly pair: PairState;
  /** What was counted. */
  readonly counted: Readonly<Record<string, number>>;
  /** `level message` of each line of the log. */
  readonly messages: readonly string[];
}

export function workerAlone(options: WorkerAloneOptions): WorkerAlone {
  const { test, exchange, now, worker, feedName, feed, retention, key } = options;
  const { store } = test;
  const account = { egress: 'local', market: 'spot' } as const;
  const clock = createExchangeClock(() => now);
  clock.adopt({ minusMonotonic: 0, minusWall: 0, uncertainty: 1, at: now, boot: machine.boot, host: machine.id });
  const { log, messages } = createTestLog();
  const counted: Record<string, number> = {};
  const count = (counter: string, by = 1) => {
    counted[counter] = (counted[counter] ?? 0) + by;
  };
  const defects = createDefects(log);
  const fence = () => 7;
  const ledger = createGapLedger(store, worker, fence);
  const shared = createSharedState(store, account, clock);
  const gate = createGate({
    ...{ exchange, store, account, table: spot, clock, shared, share: () => 0.9 },
    plan: () => ({ weightPerMinute: 0, foreign: 0 }),
    onReply: () => undefined,
    onPause: () => undefined,
  });
  const burst = createBurstLog({ log, store, count, defects }, worker);
  const pair = newPairState({ code: 'btcusdt', symbol: 'BTCUSDT', key });
  return {
    context: {
      ...{
        store,
        gate,
        clock,
        log,
        fence,
        defects,
        count,
        ledger,
        lines: { gap: createLine(), history: createLine() },
      },
      burst,
      audits: createAudits({ clock, count }, burst),
      closes: null,
      pairs: () => [pair],
      halving: createHalving(),
      isUnlisted: () => false,
      onFacts: async () => undefined,
      streams: null,
      sourceName: () => 'simulator',
      besides: async () => undefined,
    },
    settings: {
      ...{ feed, retention, silenceMs: 5_000 },
      validate: createValidator<unknown>(feed.rowSchema),
      layout: rowLayoutOf(rowOf('spot', feedName)),
    },
    ...{ ledger, pair, counted, messages },
  };
}
