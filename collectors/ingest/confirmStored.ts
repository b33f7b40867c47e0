import { confirm } from '../../store/values/confirm.ts';
import { heldFence, type WorkerContext } from '../context/workerContext.ts';
import type { PairState } from '../state/pairState.ts';
import type { Confirmed } from './ingest.ts';

/** What is confirmed of pairs. */
export interface Confirmable {
  readonly isSeries: boolean;
  /** Of a series: whether it has no rows, as this process knows. */
  readonly isEmpty?: (pair: PairState) => boolean;
  /** Version of what is stored as this process knows it; null: it does not. */
  readonly versionOf: (pair: PairState) => number | null;
  readonly onConfirmed?: (pair: PairState, asOf: number) => void;
  /** What is stored is not what this process knows. */
  readonly onLost: (pair: PairState) => void;
}

/**
 * Confirms what is stored of pairs, all in one call. What has changed since this process wrote it is left alone: a confirmation speaks of the
 * version that is known here.
 *
 * @returns pairs that are not confirmed
 * @throws WriteRefused where the lease is not held; ioredis errors when Redis is away
 */
export async function confirmStored(
  context: WorkerContext,
  confirmed: readonly Confirmed[],
  source: string,
  { isSeries, isEmpty = () => false, versionOf, onConfirmed, onLost }: Confirmable,
): Promise<PairState[]> {
  const unknown: PairState[] = [];
  const known: (Confirmed & { readonly version: number })[] = [];
  for (const { pair, asOf } of confirmed) {
    const version = versionOf(pair);
    if (pair.isRemoved) continue;
    if (version === null) unknown.push(pair);
    else known.push({ pair, asOf: Math.round(asOf), version });
  }
  if (known.length === 0) return unknown;
  const entries = known.map(({ pair, version, asOf }) => {
    return { key: pair.key, version, asOf, isSeries, isEmpty: isEmpty(pair) };
  });
  const answers = await confirm(context.store, entries, { fence: heldFence(context), source });
  for (const [index, { pair, asOf, version }] of known.entries()) {
    if (answers[index] === true) {
      onConfirmed?.(pair, asOf);
    } else if (versionOf(pair) === version) {
      // Unless it was written meanwhile: then nothing is lost.
      onLost(pair);
      unknown.push(pair);
    }
  }
  return unknown;
}
