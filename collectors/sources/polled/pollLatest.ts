import { ask } from '../../../gateway/ask.ts';
import type { Priority } from '../../../gateway/gate.ts';
import type { Halving } from '../../../gateway/halving.ts';
import type { LatestFeed, LatestRow, MarketFacts } from '../../../model/feed.ts';
import { InvalidPayload } from '../../../model/invalidPayload.ts';
import { writeLatest } from '../../../store/latest.ts';
import { queryNow, type WorkerContext, writeContext } from '../../context/workerContext.ts';
import { judgeEntries } from '../../ingest/judgeEntries.ts';
import type { PairState } from '../../state/pairState.ts';

export interface LatestSetup {
  readonly feed: LatestFeed;
  /** Of the feed's row schema. */
  readonly validate: (row: unknown, what: string) => unknown;
  readonly priority: Priority;
  /** False: the reply is wanted for its facts only. */
  readonly stores: boolean;
  readonly halving: Halving<PairState>;
  readonly isUnlisted: (state: PairState) => boolean;
  readonly onFacts: (facts: MarketFacts, asOf: number) => Promise<void>;
  /** Told of what was left out without harm to a pair's value; `pair` null: of no pair that was asked for. */
  readonly onBadRows: (pair: PairState | null, bad: readonly { readonly fault: string }[]) => void;
}

/** How a pair fared: null, or why it failed. */
export type Outcomes = Map<PairState, unknown>;

/** A reply's state of the exchange. */
interface Reply {
  /** Exchange-clock ms at which it was asked for. */
  readonly asOf: number;
  readonly source: string;
}

/**
 * Polls a chunk of pairs. What fails for one pair fails for that one only.
 *
 * @returns each pair's outcome and the pairs the exchange does not know
 */
export async function pollLatest(
  context: WorkerContext,
  setup: LatestSetup,
  states: readonly PairState[],
): Promise<{ outcomes: Outcomes; unknown: PairState[] }> {
  const { feed, validate, priority, halving, isUnlisted, onFacts, onBadRows } = setup;
  const outcomes: Outcomes = new Map();
  const sendPart = async (part: readonly PairState[]): Promise<void> => {
    const query = queryNow(
      context,
      part.map((state) => state.symbol),
    );
    const request = feed.request(query);
    const { data, text, source } = await ask(context, request, priority);
    const payload = { data, text, path: request.path };
    const { values, strays } = judgeEntries(feed, validate, payload, query);
    if (strays.length > 0)
      onBadRows(
        null,
        strays.map(({ message }) => ({ fault: message })),
      );
    if (feed.facts !== undefined) await onFacts(feed.facts(payload), query.asOf);
    await Promise.all(
      part.map(async (state) => {
        const value = values.get(state.symbol) ?? null;
        const stored = store(context, setup, state, value, { asOf: query.asOf, source });
        outcomes.set(
          state,
          await stored.then(
            () => null,
            (error: unknown) => error,
          ),
        );
      }),
    );
  };
  const { strangers, failures } = await halving.send(states, sendPart, isUnlisted);
  for (const [state, failure] of failures) outcomes.set(state, failure);
  return { outcomes, unknown: [...strangers] };
}

async function store(
  context: WorkerContext,
  { stores, onBadRows }: LatestSetup,
  state: PairState,
  value: LatestRow | InvalidPayload | null,
  { asOf, source }: Reply,
): Promise<void> {
  if (value instanceof InvalidPayload) throw value;
  state.waitingAt = value === null ? asOf : null;
  if (value === null && state.hasValue) throw new InvalidPayload(`${state.key}: the exchange has no value any more`);
  if (value === null || state.isRemoved || !stores) return;
  const { order, leftOut = [] } = value;
  if (leftOut.length > 0)
    onBadRows(
      state,
      leftOut.map((fault) => ({ fault })),
    );
  const write = { ...writeContext(context, asOf, source), isReceived: true, ...(order !== undefined && { order }) };
  if (await writeLatest(context.store, state.key, value.value, write)) context.count('rows');
  state.hasValue = true;
}
