import { milliseconds, object } from '../../exchanges/binance/fields.ts';
import { spot } from '../../exchanges/binance/spot/endpoints.ts';
import { ask } from '../../gateway/ask.ts';
import { backoffMs, isRejected } from '../../gateway/backoff.ts';
import { createPinger } from '../../gateway/pinger.ts';
import type { MarketFacts } from '../../model/feed.ts';
import { createValidator } from '../../model/validate.ts';
import { createStepWatch } from '../../runtime/clockStep.ts';
import { StartError } from '../../runtime/errors.ts';
import { monotonicMs } from '../../runtime/machine.ts';
import { betterOf, measureClock, writeClock } from '../../store/clock.ts';
import { JUDGE_WITHIN_MS, writeVerdict } from '../../store/verdict.ts';
import { createBurstLog } from '../context/burstLog.ts';
import { createListingReader, type ListingReaderOptions } from './listingReader.ts';

const MEASURE_EVERY_MS = 60_000;

/** An answer over a new connection (TCP, TLS) measures badly: measured again at once, but not for ever. */
const GOOD_UNCERTAINTY_MS = 50;
const MAX_EARLY_MEASUREMENTS = 3;

/**
 * Keeps what all processes share about the market: the exchange's clock, limits and listings, and the end of a block. Only the process
 * that holds the pair-info lease does; nobody else calls exchangeInfo, time and ping.
 */
export interface MarketKeeper {
  /** Measures the clock, looks at the listings and pings when it is time. One second has passed. */
  tick(): void;
  /** The pair-info worker has read the listings of all pairs. */
  onFacts(facts: MarketFacts, asOf: number): Promise<void>;
  /** Asks the exchange for pairs that an edit adds. Resolves to the faults that refuse it; none while it is out of reach. */
  judge(pairs: readonly string[], added: readonly string[]): Promise<string[]>;
}

/** `monotonic` (ms), by which it is judged when the listings and a ping are due, can be injected. */
export function createMarketKeeper(context: ListingReaderOptions, monotonic = monotonicMs): MarketKeeper {
  const { store, log, market, watch } = context;
  const burst = createBurstLog(context, "the exchange's clock");
  const listings = createListingReader(context, monotonic);
  const pinger = createPinger({ ...context, pause: () => watch.state().pause }, monotonic);
  const validateTime = createValidator<{ serverTime: number }>(object({ serverTime: milliseconds }));
  const stepSinceLook = createStepWatch();
  let nextAt = 0;
  let isMeasuring = false;
  let failures = 0;
  let early = 0;

  async function measure(): Promise<void> {
    const sentAt = monotonicMs();
    const request = spot.time();
    const reply = await ask(context, request);
    const receivedAt = monotonicMs();
    const { serverTime } = validateTime(reply.data, request.path);
    const measurement = measureClock(serverTime, sentAt, receivedAt);
    const before = watch.state().clock;
    const better = before === null ? measurement : betterOf(before, measurement);
    await writeClock(store, market, better);
    await watch.refresh();
    const isPoor = better.uncertainty > GOOD_UNCERTAINTY_MS && early + 1 < MAX_EARLY_MEASUREMENTS;
    early = isPoor ? early + 1 : 0;
    nextAt = monotonicMs() + (isPoor ? 0 : MEASURE_EVERY_MS);
  }

  function measureWhenDue(): void {
    const step = stepSinceLook();
    if (step !== 0) {
      log.warn(`the wall clock was set by ${step} ms, or the machine slept: the exchange's clock is measured anew`);
      nextAt = 0;
    }
    // Redis holds no measurement where none was ever made, or where it was emptied.
    if (isMeasuring || (monotonicMs() < nextAt && watch.state().clock !== null)) return;
    isMeasuring = true;
    measure()
      .then(() => {
        failures = 0;
        burst.recovered();
      })
      .catch((error: unknown) => {
        failures++;
        if (error instanceof StartError) context.onFatal(error);
        else burst.failure(error, {}, 'cannot be measured: ');
        nextAt = monotonicMs() + backoffMs(failures);
      })
      .finally(() => {
        isMeasuring = false;
      });
  }

  /** Faults of added pairs that the exchange does not list; null where it cannot be asked. */
  async function findUnlisted(added: readonly string[], search: Search): Promise<string[] | null> {
    try {
      const unlisted = await listings.findUnlisted(added, () => {
        search.hasStranger = true;
      });
      return unlisted.map((code) => `pairs: the exchange does not list ${code}`);
    } catch (error) {
      // All of it was refused, with a pair that is known: the request is wrong, and says nothing of the pairs.
      if (isRejected(error)) search.hasStranger = false;
      if (context.defects.note('verifying pairs', error)) context.count('internal');
      else log.warn(`${added.join(', ')} cannot be verified now`, { error });
      return null;
    }
  }

  return {
    tick() {
      measureWhenDue();
      listings.tick();
      pinger.tick();
    },

    onFacts: listings.onFacts,

    async judge(pairs, added) {
      const search: Search = { hasStranger: false };
      const faults =
        (await Promise.race([findUnlisted(added, search), after(JUDGE_WITHIN_MS, null)])) ?? undecided(added, search);
      await writeVerdict(store, { pairs, faults });
      return faults;
    },
  };
}

/** What an unfinished search for unlisted pairs has seen so far. */
interface Search {
  hasStranger: boolean;
}

/** One of the pairs is known to be unlisted, or the exchange is out of reach: then they are taken and wait as unverified. */
const undecided = (added: readonly string[], { hasStranger }: Search): string[] =>
  hasStranger ? [`pairs: the exchange does not list one of ${added.join(', ')}`] : [];

/** `value` in `ms`; holds up no exit. */
function after<Value>(ms: number, value: Value): Promise<Value> {
  return new Promise((resolve) => {
    setTimeout(resolve, ms, value).unref();
  });
}
