import type { StreamNames } from '../../model/streamNames.ts';
import type { RelayedStream } from '../relayedStreams.ts';
import { byTime, type Sequence, standingOf } from './standing.ts';

/** How events follow each other, by the names of kinds of streams; of all others the time tells. */
export type Sequences = Readonly<Record<string, Sequence>>;

/** Kinds of streams that tell changes of a book, with the time between two events, ms, where the name does not say it. */
export type ChangeKinds = Readonly<Record<string, number>>;

const SPEED = /@(\d+)ms$/;

/** What a name of a market's table of streams stands for; null: nothing. */
export function relayedStreamOf(
  names: StreamNames,
  sequences: Sequences,
  changes: ChangeKinds,
  name: string,
): RelayedStream | null {
  const found = names.read(name);
  if (found === null) return null;
  const { kind, symbol } = found;
  const sequence = sequences[kind.name] ?? byTime;
  const everyMs = changes[kind.name];
  return {
    symbol,
    standing: (told, text) => standingOf(sequence, told, text),
    ...(everyMs !== undefined && { bookEveryMs: Number(SPEED.exec(name)?.[1] ?? everyMs) }),
  };
}
