import { writeLatest } from '../store/latest.ts';
import { ask } from './ask.ts';
import type { LatestFeed, MarketFacts } from './feed.ts';
import type { Priority } from './gate.ts';
import { sendHalving } from './halving.ts';
import { InvalidPayload } from './invalidPayload.ts';
import type { PairState } from './pairState.ts';
import { type PollContext, pollNow, writeContext } from './pollContext.ts';

export interface LatestPolling {
  readonly feed: LatestFeed;
  readonly validate: (data: unknown, path: string) => unknown;
  readonly priority: Priority;
  /** False: the reply is wanted for its facts only. */
  readonly stores: boolean;
  readonly onFacts: (facts: MarketFacts, asOf: number) => Promise<void>;
}

/** How a pair fared: null, or why it failed. */
export type Outcomes = Map<PairState, unknown>;

/**
 * Polls a chunk of pairs. What fails for one pair fails for that one only.
 *
 * @returns each pair's outcome and the pairs the exchange does not know
 * @throws when the request as a whole fails
 */
export async function pollLatest(
  context: PollContext,
  { feed, validate, priority, stores, onFacts }: LatestPolling,
  states: readonly PairState[],
): Promise<{ outcomes: Outcomes; unknown: PairState[] }> {
  const outcomes: Outcomes = new Map();
  const unknown = await sendHalving(states, async (part) => {
    const poll = pollNow(
      context,
      part.map((state) => state.symbol),
    );
    const request = feed.request(poll);
    const reply = await ask(context, request, priority);
    const raw = validate(reply.data, request.path);
    const rows = feed.parse(raw, poll);
    if (feed.facts !== undefined) await onFacts(feed.facts(raw), poll.asOf);
    await Promise.all(
      part.map(async (state) => {
        const row = rows.get(state.symbol);
        const outcome = await Promise.resolve()
          .then(async () => {
            if (row === undefined)
              throw new InvalidPayload(`${request.path}: the answer has no value of ${state.symbol}`);
            if (state.isRemoved || !stores) return;
            const write = {
              ...writeContext(context, poll.asOf, reply.source),
              ...(row.order !== undefined && { order: row.order }),
            };
            if (await writeLatest(context.store, state.key, row.value, write)) context.count('rows');
          })
          .catch((error: unknown) => error);
        outcomes.set(state, outcome ?? null);
      }),
    );
  });
  return { outcomes, unknown };
}
