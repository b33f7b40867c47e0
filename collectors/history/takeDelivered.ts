import { createBurstLog } from '../../gateway/burstLog.ts';
import { type DeliveredPage, readDelivered, removeDelivered } from '../../store/values/delivered.ts';
import { WriteRefused } from '../../store/values/write.ts';
import type { FeedSettings } from '../ingest/feedSettings.ts';
import type { IngestContext } from '../ingest/ingestContext.ts';
import { seriesSetup } from '../ingest/seriesSetup.ts';
import { storeDelivered } from './storeDelivered.ts';

/** Pages that a worker takes in one second: each holds up Redis for some ms. */
const PAGES_A_SECOND = 4;

/** A page is looked at each second. A backfill that ends leaves none, and tells nobody, ms. */
const AWAITED_MS = 5_000;

/** Takes what a backfill has handed over for a worker's pairs. Never rejects. */
export type TakeDelivered = (settings: FeedSettings) => Promise<void>;

/**
 * Takes pages of older rows that another process has fetched: only who holds the lease writes. A page of a pair that is busy with older rows of its own
 * waits, and the pair takes no further step before it has come; one that cannot be stored, as of a pair that is not collected any more, is dropped.
 */
export function createTakeDelivered(context: IngestContext, worker: string): TakeDelivered {
  const burst = createBurstLog(context, `${worker}: a backfill`);
  let isTaking = false;

  /** @returns whether the page is done with */
  async function take(settings: FeedSettings, { code, rows, kind, asOf, source }: DeliveredPage): Promise<boolean> {
    const { feed } = settings;
    const pair = context.pairs().find((each) => each.code === code);
    if (pair === undefined || feed.shape !== 'series') return true;
    pair.older.awaitedUntil = context.clock.monotonic() + AWAITED_MS;
    if (pair.older.isBusy) return false;
    pair.older.isBusy = true;
    try {
      const setup = seriesSetup(context, { ...settings, feed });
      await storeDelivered(context, setup, { pair, series: pair.series }, { rows, kind, asOf, source });
      return true;
    } catch (error) {
      // Another process writes now, and finds the page where it is.
      if (error instanceof WriteRefused && error.reason === 'fenced') return false;
      if (error instanceof WriteRefused) return true;
      throw error;
    } finally {
      pair.older.isBusy = false;
    }
  }

  return async (settings) => {
    if (isTaking) return;
    isTaking = true;
    try {
      const pages = await readDelivered(context.store, worker, PAGES_A_SECOND);
      // Pages of a pair are taken in their order: those behind one that waits wait, too.
      const waiting = new Set<string>();
      for (const page of pages) {
        if (context.fence() === 0) break;
        if (waiting.has(page.code)) continue;
        if (await take(settings, page)) await removeDelivered(context.store, worker, page.entry);
        else waiting.add(page.code);
      }
      burst.recovered();
    } catch (error) {
      burst.failure(error);
    } finally {
      isTaking = false;
    }
  };
}
