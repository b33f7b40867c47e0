import { ExchangeError } from '../../exchanges/errors.ts';
import { InvalidPayload } from '../../model/invalidPayload.ts';
import type { Source } from '../sources/source.ts';
import type { PairSeries, PairState } from '../state/pairState.ts';
import type { Group } from './groups.ts';
import { settle } from './settle.ts';
import type { WorkerParts } from './workerParts.ts';
import type { WorkerSettings } from './workerSettings.ts';

/** A pair has recovered from bad rows when none has come for so long. */
const BAD_ROWS_OVER_MS = 60_000;

/** How a worker's feed is served. */
export interface Serving {
  readonly settings: WorkerSettings;
  readonly source: Source;
}

/**
 * The turn of a group. Its pairs are busy until the source has served them and what has become of each is noted. What fails for one pair
 * fails for that one only. Rejects for a defect of ours only.
 *
 * @param serving what serves when the source's turn has come
 */
export async function serveGroup(parts: WorkerParts, serving: () => Serving, group: Group): Promise<void> {
  const { context, role, pairs, burst, onFatal } = parts;
  const { states } = group;
  for (const state of states) state.turn.isBusy = true;
  const failures = await serve(parts, serving, group);
  for (const state of states) state.turn.isBusy = false;
  const { laterRetryMs } = serving().settings;
  const options = { ...context, burst, leastRetryMs: role.leastRetryMs, laterRetryMs, onFatal };
  for (const state of states) settle(state, failures.get(state) ?? null, options);
  if (pairs.current().every((state) => isWell(parts, state))) burst.recovered();
}

/** Why pairs are not up to date. One that the exchange does not know has not failed: its listing says so from now on. */
async function serve(
  parts: WorkerParts,
  serving: () => Serving,
  { states, priority }: Group,
): Promise<ReadonlyMap<PairState, unknown>> {
  try {
    await parts.pairs.remember(states);
    const { settings, source } = serving();
    const targets = states.map((pair): PairSeries => ({ pair, series: pair.series }));
    const { failures, unknown } = await source.serve(states, priority);
    const known = targets.filter(({ pair }) => !unknown.includes(pair));
    for (const target of known) goBack(parts, settings, target, failures.get(target.pair) ?? null);
    return new Map([...failures, ...(await tellUnknown(parts, unknown))]);
  } catch (error) {
    return new Map(states.map((state) => [state, error]));
  }
}

/** Tells of pairs that the exchange does not know. They have failed where they stay listed, or where telling fails; nobody else has. */
async function tellUnknown(
  { onUnknown }: WorkerParts,
  unknown: readonly PairState[],
): Promise<ReadonlyMap<PairState, unknown>> {
  try {
    if (unknown.length === 0 || (await onUnknown(unknown))) return new Map();
    const why = new ExchangeError('unknown-pair', 'the exchange lists this pair, but does not know it here', {
      path: '',
    });
    return new Map(unknown.map((pair) => [pair, why]));
  } catch (error) {
    return new Map(unknown.map((pair) => [pair, error]));
  }
}

/** A newest row that cannot be read does not hold up the older ones. Whatever else has failed does. */
function goBack({ tasks, catchUp }: WorkerParts, settings: WorkerSettings, target: PairSeries, failure: unknown): void {
  const mayGoBack = failure === null || failure instanceof InvalidPayload;
  if (mayGoBack && !tasks.isClosing()) tasks.follow(catchUp(settings, target));
}

function isWell({ context, role, listingOf }: WorkerParts, state: PairState): boolean {
  const isSpoilt = context.clock.monotonic() - state.health.badRowAt < BAD_ROWS_OVER_MS && state.health.badRowAt > 0;
  if (state.health.failures === 0 && state.health.refusals === 0 && !isSpoilt) return true;
  // Who is not served can neither fail nor recover.
  return !role.mayServe(listingOf(state));
}
