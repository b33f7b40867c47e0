import { ask } from '../../gateway/ask.ts';
import { createBurstLog } from '../../gateway/burstLog.ts';
import { NotSent } from '../../gateway/gate.ts';
import { StartError } from '../../runtime/errors.ts';
import { INFO_EVERY_MS, writeInfo } from '../../store/market/exchangeInfo.ts';
import type { ListingReaderOptions } from './listingReader.ts';
import { readInfo } from './readInfo.ts';

/** At the start all that is live comes first, ms. */
const START_MS = 3_000;

/** Without weight for it, it is tried again so much later, ms; after a failure later still, as each try may cost 18 MB. */
const AGAIN_MS = 5_000;
const FAILED_MS = 60_000;

/** What is further ahead of the exchange's clock was written by a wrong one, ms. */
const AHEAD_MS = 60_000;

/**
 * Asks for the exchange's answer about the whole market once an hour, which the plan counts as it does polls, and stores it for all: callers get it from
 * there, and it says what there is to ask for.
 */
export interface InfoReader {
  /** Asks when it is time. One second has passed. Returns at once. */
  tick(): void;
}

/** `monotonic` (ms), by which it is tried again, can be injected. */
export function createInfoReader(context: ListingReaderOptions, monotonic = context.clock.monotonic): InfoReader {
  const { store, market, clock, shared, connector } = context;
  const { info } = connector;
  const burst = createBurstLog(context, `${market}: the whole exchangeInfo`);
  let nextAt: number | null = null;
  let isReading = false;

  async function read(): Promise<void> {
    if (info === undefined) return;
    const asOf = Math.round(clock.now());
    const request = info.request();
    const whole = await readInfo(info, await ask(context, request), request);
    await writeInfo(store, market, asOf, whole);
    await shared.refresh();
    const { leftOut, faults } = whole;
    if (leftOut === 0) return burst.recovered();
    context.count('invalid', leftOut);
    burst.failed('invalid-row', `left out: ${leftOut} of ${leftOut + whole.rows} rows: ${faults[0]}`);
  }

  function isDue(): boolean {
    const now = monotonic();
    nextAt ??= now + START_MS;
    if (isReading || now < nextAt || !clock.isMeasured()) return false;
    const { info: stored, source } = shared.state();
    if (stored === null || stored.source !== source) return true;
    const age = clock.now() - stored.asOf;
    return age >= INFO_EVERY_MS || age < -AHEAD_MS;
  }

  function failed(error: unknown): number {
    if (error instanceof NotSent) return AGAIN_MS;
    if (error instanceof StartError) context.onFatal(error);
    else burst.failure(error);
    return FAILED_MS;
  }

  return {
    tick() {
      if (info === undefined || !isDue()) return;
      isReading = true;
      read()
        .then(() => AGAIN_MS, failed)
        .then((ms) => {
          nextAt = monotonic() + ms;
          isReading = false;
        });
    },
  };
}
