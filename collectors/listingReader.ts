import { StartError } from '../config/errors.ts';
import { feeds } from '../config/feeds.js';
import { ExchangeError } from '../exchanges/errors.ts';
import { writeLimits } from '../store/budget.ts';
import type { Market } from '../store/keys.ts';
import { type Listing, writeListings } from '../store/listing.ts';
import { monotonicMs } from '../store/machine.ts';
import { ask } from './ask.ts';
import type { MarketFacts } from './feed.ts';
import { pairInfo } from './feeds/pairInfo.ts';
import { NotSent, type Priority } from './gate.ts';
import { sendHalving } from './halving.ts';
import type { MarketWatch } from './marketWatch.ts';
import { type PollContext, pollNow } from './pollContext.ts';
import { unlist } from './unlist.ts';

/** A halt or a delisting is seen within this time where weight is left, ms; pair-info's own period is an hour. */
const LOOK_EVERY_MS = 60_000;

/** Without weight for it, or after a failure, the look is tried again so much later, ms. */
const LOOK_AGAIN_MS = 5_000;

/** Reads what the exchange says of pairs, and of its limits, and shares it with all processes. */
export interface ListingReader {
  /** Looks at the pairs that are traded when it is time. One second has passed. Returns at once. */
  tick(): void;
  /** The pair-info worker has read the listings of all pairs: nothing has to be looked at for a while. */
  onFacts(facts: MarketFacts, asOf: number): Promise<void>;
  /**
   * Asks for these pairs. `onStranger` is told at once when the exchange does not know one of them, before it is found out which.
   *
   * @returns those that it does not list @throws what the gate throws
   */
  read(codes: readonly string[], priority: Priority, onStranger?: () => void): Promise<string[]>;
}

export interface ListingReaderOptions extends Omit<PollContext, 'fence' | 'line'> {
  readonly market: Market;
  readonly watch: MarketWatch;
  /** Codes of the configured pairs. */
  readonly pairs: () => readonly string[];
  readonly onFatal: (error: StartError) => void;
}

/** `monotonic` (ms) can be injected. */
export function createListingReader(context: ListingReaderOptions, monotonic = monotonicMs): ListingReader {
  const { store, log, market, watch } = context;
  const feed = pairInfo();
  let lookAt = monotonic() + LOOK_EVERY_MS;
  let isLooking = false;

  async function share({ limits, statuses }: MarketFacts, asOf: number): Promise<void> {
    if (limits !== null) await writeLimits(store, market, limits);
    const listings = [...statuses].map(([symbol, status]): [string, Listing] => [
      symbol.toLowerCase(),
      { status, asOf: Math.round(asOf) },
    ]);
    await writeListings(store, market, new Map(listings));
  }

  const read: ListingReader['read'] = async (codes, priority, onStranger) => {
    const symbols = codes.map((code) => code.toUpperCase());
    const { chunk } = feeds['pair-info'];
    const unlisted: string[] = [];
    for (let from = 0; from < symbols.length; from += chunk) {
      const strangers = await sendHalving(symbols.slice(from, from + chunk), async (part) => {
        const poll = pollNow(context, part);
        const request = feed.request(poll);
        const reply = await ask(context, request, priority).catch((error: unknown) => {
          if (error instanceof ExchangeError && error.code === 'unknown-pair') onStranger?.();
          throw error;
        });
        const facts = feed.facts?.({ data: reply.data, text: reply.text, path: request.path });
        if (facts !== undefined) await share(facts, poll.asOf);
      });
      unlisted.push(...strangers.map((symbol) => symbol.toLowerCase()));
    }
    return unlisted;
  };

  /** Others are looked at by the pair-info worker itself, more often than each hour. */
  const traded = () => context.pairs().filter((code) => watch.state().listings.get(code)?.status === 'TRADING');

  return {
    tick() {
      const codes = traded();
      if (isLooking || monotonic() < lookAt || codes.length === 0) return;
      isLooking = true;
      lookAt = monotonic() + LOOK_EVERY_MS;
      read(codes, 'fill')
        .then((unlisted) => unlist({ ...context, market: watch }, market, unlisted))
        .catch((error: unknown) => {
          if (error instanceof StartError) context.onFatal(error);
          else if (!(error instanceof NotSent))
            log.debug(`the listings cannot be looked at: ${(error as Error).message}`);
          lookAt = monotonic() + LOOK_AGAIN_MS;
        })
        .finally(() => {
          isLooking = false;
        });
    },

    async onFacts(facts, asOf) {
      lookAt = monotonic() + LOOK_EVERY_MS;
      await share(facts, asOf);
    },

    read,
  };
}
