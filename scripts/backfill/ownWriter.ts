import { createLine } from '../../collectors/context/line.ts';
import { createGapLedger } from '../../collectors/gaps/gapLedger.ts';
import { storeDelivered } from '../../collectors/history/storeDelivered.ts';
import type { RowSettings } from '../../collectors/ingest/feedSettings.ts';
import type { IngestContext } from '../../collectors/ingest/ingestContext.ts';
import { seriesSetup } from '../../collectors/ingest/seriesSetup.ts';
import { newPairState, type PairState } from '../../collectors/state/pairState.ts';
import { NotSent } from '../../gateway/gate.ts';
import { rowLayoutOf } from '../../markets/rowLayout.ts';
import type { SeriesRow } from '../../model/seriesRow.ts';
import { createValidator } from '../../model/validate.ts';
import type { Log } from '../../runtime/log.ts';
import { holderName } from '../../runtime/machine.ts';
import type { Store } from '../../store/redis/connect.ts';
import { createDefects } from '../../store/reports/defects.ts';
import { rememberPair } from '../../store/values/knownPairs.ts';
import { createLease } from '../../store/values/lease.ts';
import { WriteRefused } from '../../store/values/write.ts';
import type { OpenedSeries } from './openSeries.ts';

export interface OwnWriterContext {
  readonly store: Store;
  readonly log: Log;
}

/** Stores rows where nobody collects. */
export interface OwnWriter {
  /**
   * Takes the collector's lease, stores the rows, and gives the lease back at once: collectors that are started meanwhile wait for moments only.
   *
   * @throws NotSent where somebody else has taken the lease, or the store refuses the rows for now; ioredis errors when Redis is away
   */
  store(
    series: OpenedSeries,
    rows: readonly SeriesRow[],
    origin: { readonly asOf: number; readonly source: string },
  ): Promise<void>;
}

export function createOwnWriter({ store, log }: OwnWriterContext): OwnWriter {
  const pairs = new Map<string, PairState>();
  const judgings = new Map<string, Pick<RowSettings, 'layout' | 'validate'>>();
  const defects = createDefects(log);

  function pairOf({ code, key, rest }: OpenedSeries): PairState {
    const pair = pairs.get(key) ?? newPairState({ code, key, symbol: rest.connector.symbolOf(code) });
    pairs.set(key, pair);
    return pair;
  }

  /** What is made once for a series: a page comes each moment. The ledger is not, since others write it between two pages. */
  function judgingOf({ key, collector, feed }: OpenedSeries) {
    const judging = judgings.get(key) ?? {
      layout: rowLayoutOf(collector.row),
      validate: createValidator(feed.rowSchema),
    };
    judgings.set(key, judging);
    return judging;
  }

  return {
    async store(series, rows, origin) {
      const { collector, feed, retention, rest, code } = series;
      const { name } = collector;
      const lease = createLease(store, name, holderName('backfill'));
      if (!(await lease.hold()))
        throw new NotSent('throttled', `${name} is collected from now on`, { retryAfterMs: 1_000 });
      try {
        await rememberPair(store, name, code);
        const pair = pairOf(series);
        const context: IngestContext = {
          ...{
            store,
            log,
            defects,
            gate: rest.gate,
            clock: rest.clock,
            lines: { gap: createLine(), history: createLine() },
            fence: lease.fence,
          },
          count: () => undefined,
          ledger: createGapLedger(store, name, lease.fence),
          burst: { failed: () => undefined },
          pairs: () => [pair],
        };
        const settings = { feed, retention, ...judgingOf(series), silenceMs: 0 };
        const delivered = { ...origin, kind: feed.kind, rows };
        await storeDelivered(context, seriesSetup(context, settings), { pair, series: pair.series }, delivered);
      } catch (error) {
        // Who sleeps for longer than his lease lasts finds another holder.
        if (error instanceof WriteRefused) throw new NotSent('throttled', error.message, { retryAfterMs: 1_000 });
        throw error;
      } finally {
        await lease.release();
      }
    },
  };
}
