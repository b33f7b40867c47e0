import { StartError } from '../config/errors.ts';
import { spot } from '../exchanges/binance/endpoints.ts';
import { ExchangeError } from '../exchanges/errors.ts';
import { writeLimits } from '../store/budget.ts';
import { measureClock, writeClock } from '../store/clock.ts';
import type { Market } from '../store/keys.ts';
import { type Listing, writeListings } from '../store/listing.ts';
import { monotonicMs } from '../store/machine.ts';
import { JUDGE_WITHIN_MS, writeVerdict } from '../store/verdict.ts';
import { ask } from './ask.ts';
import { backoffMs } from './backoff.ts';
import type { MarketFacts } from './feed.ts';
import { milliseconds, object } from './feeds/fields.ts';
import { pairInfo } from './feeds/pairInfo.ts';
import { sendHalving } from './halving.ts';
import { type PollContext, pollNow } from './pollContext.ts';
import { createValidator } from './validate.ts';

const MEASURE_EVERY_MS = 60_000;

/** An answer over a new connection (TCP, TLS) measures badly: measured again at once, but not for ever. */
const GOOD_UNCERTAINTY_MS = 50;
const MAX_EARLY_MEASUREMENTS = 3;

/** The wall clock may drift this far from the monotonic one before the machine must have slept or been set. */
const STEP_MS = 500;

/**
 * Keeps what all processes share about the market: the exchange's clock, limits and listings. Only the process that holds the
 * pair-info lease does; nobody else calls exchangeInfo and time.
 */
export interface MarketKeeper {
  /** Measures the clock when it is time. One second has passed. */
  tick(): void;
  onFacts(facts: MarketFacts, asOf: number): Promise<void>;
  /** Asks the exchange for pairs that an edit adds. Resolves to the faults that refuse it; none while it is out of reach. */
  judge(pairs: readonly string[], added: readonly string[]): Promise<string[]>;
}

export interface KeeperOptions extends Omit<PollContext, 'fence'> {
  readonly market: Market;
  /** False while Redis holds no measurement: it was never made, or Redis was emptied. */
  readonly isClockShared: () => boolean;
  /** Told of each new measurement. */
  readonly onClock: () => Promise<void>;
  readonly onFatal: (error: StartError) => void;
}

export function createMarketKeeper(context: KeeperOptions): MarketKeeper {
  const { store, log, market, onClock } = context;
  const feed = pairInfo();
  const validateInfo = createValidator<Parameters<typeof feed.parse>[0]>(feed.schema);
  const validateTime = createValidator<{ serverTime: number }>(object({ serverTime: milliseconds }));
  let nextAt = 0;
  let isMeasuring = false;
  let failures = 0;
  let early = 0;
  let wallMinusMonotonic = Date.now() - monotonicMs();

  async function measure(): Promise<void> {
    const sentAt = monotonicMs();
    const request = spot.time();
    const reply = await ask(context, request);
    const receivedAt = monotonicMs();
    const { serverTime } = validateTime(reply.data, request.path);
    const measurement = measureClock(serverTime, sentAt, receivedAt);
    await writeClock(store, market, measurement);
    await onClock();
    const isPoor = measurement.uncertainty > GOOD_UNCERTAINTY_MS && early + 1 < MAX_EARLY_MEASUREMENTS;
    early = isPoor ? early + 1 : 0;
    nextAt = monotonicMs() + (isPoor ? 0 : MEASURE_EVERY_MS);
  }

  async function onFacts({ limits, statuses }: MarketFacts, asOf: number): Promise<void> {
    if (limits !== null) await writeLimits(store, market, limits);
    const listings = [...statuses].map(([symbol, status]): [string, Listing] => [
      symbol.toLowerCase(),
      { status, asOf: Math.round(asOf) },
    ]);
    await writeListings(store, market, new Map(listings));
  }

  return {
    tick() {
      const drift = Date.now() - monotonicMs();
      if (Math.abs(drift - wallMinusMonotonic) > STEP_MS) {
        log.warn(
          `the machine's clock was set or the machine slept (${Math.round(drift - wallMinusMonotonic)} ms): measuring anew`,
        );
        wallMinusMonotonic = drift;
        nextAt = 0;
      }
      if (isMeasuring || (monotonicMs() < nextAt && context.isClockShared())) return;
      isMeasuring = true;
      measure()
        .then(() => {
          wallMinusMonotonic = Date.now() - monotonicMs();
          failures = 0;
        })
        .catch((error: unknown) => {
          if (error instanceof StartError) context.onFatal(error);
          else if (failures++ === 0) log.warn(`the exchange's clock cannot be measured: ${(error as Error).message}`);
          nextAt = monotonicMs() + backoffMs(failures);
        })
        .finally(() => {
          isMeasuring = false;
        });
    },

    onFacts,

    async judge(pairs, added) {
      const search: Search = { hasStranger: false };
      const faults =
        (await Promise.race([findUnlisted(added, search), after(JUDGE_WITHIN_MS, null)])) ?? undecided(added, search);
      await writeVerdict(store, { pairs, faults });
      return faults;
    },
  };

  /** Faults of added pairs that the exchange does not list; null where it cannot be asked. */
  async function findUnlisted(added: readonly string[], search: Search): Promise<string[] | null> {
    try {
      const unlisted = await sendHalving(
        added.map((code) => code.toUpperCase()),
        async (symbols) => {
          const poll = pollNow(context, symbols);
          const request = feed.request(poll);
          const reply = await ask(context, request).catch((error: unknown) => {
            search.hasStranger ||= error instanceof ExchangeError && error.code === 'unknown-pair';
            throw error;
          });
          const facts = feed.facts?.(validateInfo(reply.data, request.path));
          if (facts !== undefined) await onFacts(facts, poll.asOf);
        },
      );
      return unlisted.map((symbol) => `pairs: the exchange does not list ${symbol.toLowerCase()}`);
    } catch (error) {
      log.warn(`${added.join(', ')} cannot be verified now`, { error });
      return null;
    }
  }
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
