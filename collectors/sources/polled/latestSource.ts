import { ask } from '../../../gateway/ask.ts';
import { type Halving, namesSymbols } from '../../../gateway/halving.ts';
import type { LatestFeed, MarketFacts } from '../../../model/feed.ts';
import { queryNow, type WorkerContext } from '../../context/workerContext.ts';
import type { EntryIngest } from '../../ingest/ingest.ts';
import type { PairState } from '../../state/pairState.ts';
import type { Source } from '../source.ts';

export interface LatestSourceOptions {
  readonly context: WorkerContext;
  readonly feed: LatestFeed;
  readonly ingest: EntryIngest;
  /** Finds a pair that makes a request fail for all. */
  readonly halving: Halving<PairState>;
  readonly isUnlisted: (pair: PairState) => boolean;
  /** An answer has told facts about the market. `asOf`: exchange-clock ms. */
  readonly onFacts: (facts: MarketFacts, asOf: number) => Promise<void>;
}

/** Polls latest values, of several pairs with one request where the exchange can be asked so. */
export function latestSource({ context, feed, ingest, halving, isUnlisted, onFacts }: LatestSourceOptions): Source {
  return {
    async serve(pairs, priority) {
      const failures = new Map<PairState, unknown>();
      const unlisted: PairState[] = [];

      async function sendPart(part: readonly PairState[]): Promise<void> {
        const symbols = part.map(({ symbol }) => symbol);
        const query = queryNow(context, symbols);
        const request = feed.request(query);
        const { data, text, source } = await ask(context, request, priority);
        const payload = { data, text, path: request.path };
        const judged = ingest.judge(payload, query);
        const facts = feed.facts?.(payload, query);
        if (facts !== undefined) await onFacts(facts, query.asOf);
        const isUnlistedNow = ({ symbol }: PairState) => facts?.unlisted?.includes(symbol) === true;
        unlisted.push(...part.filter(isUnlistedNow));
        const listed = part.filter((pair) => !isUnlistedNow(pair));
        await Promise.all(
          listed.map((pair) =>
            ingest
              .take(pair, judged, { asOf: query.asOf, source })
              .catch((error: unknown) => void failures.set(pair, error)),
          ),
        );
      }

      function isNamed(part: readonly PairState[]): boolean {
        const symbols = part.map(({ symbol }) => symbol);
        return namesSymbols(feed.request(queryNow(context, symbols)), symbols);
      }

      const halved = await halving.send(pairs, sendPart, isUnlisted, isNamed);
      for (const [pair, failure] of halved.failures) failures.set(pair, failure);
      return { failures, unknown: [...unlisted, ...halved.strangers] };
    },
    close: async () => undefined,
  };
}
