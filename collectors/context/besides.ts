import { ask } from '../../gateway/ask.ts';
import type { Beside, FeedQuery } from '../../model/feed.ts';
import { CollectorError } from '../../runtime/errors.ts';
import type { WorkerContext } from './workerContext.ts';

/** What is known of what a feed's rows are stored with besides. */
export type Known = FeedQuery['beside'];

/** A failure is tried again so much later, ms. */
const AGAIN_AFTER_MS = 60_000;

/**
 * Asks for it when it is due. A failure keeps what was known: rows are not held up for it.
 *
 * @returns the function that a worker calls before each request
 */
export function createBesides(context: WorkerContext): (beside: Beside | undefined) => Promise<Known> {
  let known: Known;
  let dueAt = 0;
  let asking: Promise<void> | null = null;

  async function askAnew(beside: Beside): Promise<void> {
    const { clock, log } = context;
    const askedAt = clock.now();
    try {
      const request = beside.request();
      const { data, text } = await ask(context, request);
      known = { since: known?.since ?? Math.round(askedAt), of: beside.read({ data, text, path: request.path }) };
      dueAt = clock.monotonic() + beside.everySeconds * 1000;
    } catch (error) {
      if (!(error instanceof CollectorError)) throw error;
      dueAt = clock.monotonic() + AGAIN_AFTER_MS;
      log.debug(`what rows are stored with besides is not known anew: ${error.message}`);
    }
  }

  return async (beside) => {
    if (beside === undefined) return undefined;
    if (asking === null && context.clock.monotonic() >= dueAt) {
      asking = askAnew(beside).finally(() => {
        asking = null;
      });
    }
    if (asking !== null) await asking;
    return known;
  };
}
