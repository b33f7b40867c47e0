import type { Connector } from '../../exchanges/connector.ts';
import { ExchangeError } from '../../exchanges/errors.ts';
import { ask } from '../../gateway/ask.ts';
import { NotSent, type Priority } from '../../gateway/gate.ts';
import { createHalving, type Halving, namesSymbols } from '../../gateway/halving.ts';
import type { SharedState } from '../../gateway/sharedState.ts';
import type { MarketTable } from '../../markets/market.js';
import type { Market } from '../../markets/markets.js';
import type { LatestFeed, MarketFacts } from '../../model/feed.ts';
import { isBelievable, limitsOf } from '../../model/limits.ts';
import { StartError } from '../../runtime/errors.ts';
import { writeLimits } from '../../store/market/limits.ts';
import { type StoredListing, writeListings } from '../../store/market/listing.ts';
import { queryNow, type WorkerContext } from '../context/workerContext.ts';
import { unlist } from './unlist.ts';

/** A halt or a delisting is seen within this time where weight is left, ms; the worker that reads them all may do so once an hour only. */
const LOOK_EVERY_MS = 60_000;

/** Without weight for it, or after a failure, the look is tried again so much later, ms. */
const LOOK_AGAIN_MS = 5_000;

/** Reads what the exchange says of pairs, and of its limits, and shares it with all processes. */
export interface ListingReader {
  /** Looks at the pairs that are traded when it is time. One second has passed. Returns at once. */
  tick(): void;
  /** A look is wanted before it is time. However often it is, looks are `LOOK_AGAIN_MS` apart. */
  lookSoon(): void;
  /** The worker of the listings has read some. Where they are of all pairs that are traded, nothing has to be looked at for a while. */
  onFacts(facts: MarketFacts, asOf: number): Promise<void>;
  /**
   * Asks for pairs that are to be added. `onRefused` is told at once when the exchange refuses some of them, before it is found out which.
   *
   * @returns those that it does not list @throws what the gate throws, where none is found
   */
  findUnlisted(codes: readonly string[], onRefused: () => void): Promise<string[]>;
}

/** What became of a look at pairs. */
interface Look {
  readonly unlisted: readonly string[];
  /** Why some of them could not be looked at. */
  readonly failure?: unknown;
}

export interface ListingReaderOptions extends Omit<WorkerContext, 'fence' | 'lines'> {
  readonly market: Market;
  /** The market's own. */
  readonly table: Pick<MarketTable, 'feeds' | 'limit' | 'listings'>;
  readonly connector: Connector;
  readonly shared: SharedState;
  /** Codes of the configured pairs. */
  readonly pairs: () => readonly string[];
  readonly onFatal: (error: StartError) => void;
}

/** The feed whose answers say what the exchange lists. */
function listingsFeed({ market, table, connector }: ListingReaderOptions): LatestFeed {
  const feed = connector.feeds[table.listings]?.({}, undefined);
  if (feed?.shape !== 'latest') throw new TypeError(`${market} has no feed of listings`);
  return feed;
}

/** `monotonic` (ms) can be injected. */
export function createListingReader(context: ListingReaderOptions, monotonic = context.clock.monotonic): ListingReader {
  const { store, log, market, table, connector, shared } = context;
  const feed = listingsFeed(context);
  const looks = createHalving<string>(monotonic);
  let lookedAt = monotonic();
  let lookAt = lookedAt + LOOK_EVERY_MS;
  let isLooking = false;

  async function share({ limits: told, statuses }: MarketFacts, asOf: number): Promise<void> {
    const limits = told === null ? null : limitsOf(told);
    if (limits !== null && isBelievable(limits, table.limit)) await writeLimits(store, market, limits);
    const listings = [...statuses].map(([symbol, status]): [string, StoredListing] => [
      connector.codeOf(symbol),
      { status, asOf: Math.round(asOf) },
    ]);
    await writeListings(store, market, new Map(listings));
  }

  async function read(
    codes: readonly string[],
    priority: Priority,
    halving: Halving<string>,
    onRefused?: () => void,
  ): Promise<Look> {
    const chunk = table.feeds[table.listings]?.chunk ?? 1;
    const unlisted: string[] = [];
    const failures: unknown[] = [];
    for (let from = 0; from < codes.length; from += chunk) {
      const sendPart = async (part: readonly string[]) => {
        const query = queryNow(context, part.map(connector.symbolOf));
        const request = feed.request(query);
        const reply = await ask(context, request, priority).catch((error: unknown) => {
          if (error instanceof ExchangeError && error.mayBlameOnePair) onRefused?.();
          throw error;
        });
        const facts = feed.facts?.({ data: reply.data, text: reply.text, path: request.path }, query);
        if (facts === undefined) return;
        await share(facts, query.asOf);
        unlisted.push(...(facts.unlisted ?? []).map(connector.codeOf));
      };
      const halved = await halving.send(codes.slice(from, from + chunk), sendPart, undefined, (part) => {
        const symbols = part.map(connector.symbolOf);
        return namesSymbols(feed.request(queryNow(context, symbols)), symbols);
      });
      unlisted.push(...halved.strangers);
      failures.push(...halved.failures.values());
    }
    return { unlisted, ...(failures.length > 0 && { failure: failures[0] }) };
  }

  /** Others are looked at by the worker of the listings itself, and more often. */
  const traded = () => context.pairs().filter((code) => shared.state().listings.get(code)?.isTraded === true);

  function looked(): void {
    lookedAt = monotonic();
    lookAt = lookedAt + LOOK_EVERY_MS;
  }

  return {
    tick() {
      const codes = traded();
      if (isLooking || monotonic() < lookAt || codes.length === 0) return;
      isLooking = true;
      looked();
      read(codes, 'fill', looks)
        .then(async ({ unlisted, failure }) => {
          await unlist(context, unlisted);
          if (failure !== undefined) throw failure;
        })
        .catch((error: unknown) => {
          if (error instanceof StartError) context.onFatal(error);
          else if (context.defects.note('the listings', error)) context.count('internal');
          else if (!(error instanceof NotSent))
            log.debug(`the listings cannot be looked at: ${(error as Error).message}`);
          lookAt = monotonic() + LOOK_AGAIN_MS;
        })
        .finally(() => {
          isLooking = false;
        });
    },

    lookSoon() {
      lookAt = Math.min(lookAt, lookedAt + LOOK_AGAIN_MS);
    },

    async onFacts(facts, asOf) {
      // It also looks at single pairs that are not traded, and then says nothing of the others.
      const isOfAll = traded().every((code) => facts.statuses.has(connector.symbolOf(code)));
      if (isOfAll) looked();
      await share(facts, asOf);
    },

    async findUnlisted(codes, onRefused) {
      // A pair that is known to be served tells whether a refusal is for the pairs or for the request.
      const { unlisted, failure } = await read(
        [...traded().slice(0, 1), ...codes],
        'live',
        createHalving(monotonic),
        onRefused,
      );
      const found = unlisted.filter((code) => codes.includes(code));
      if (found.length === 0 && failure !== undefined) throw failure;
      return found;
    },
  };
}
