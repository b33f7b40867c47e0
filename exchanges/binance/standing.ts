import { parseJson } from '../../model/parseJson.ts';
import type { Standing } from '../relayedStreams.ts';

/** An event, or the first of a list of them. */
type RawEvent = Readonly<Record<string, unknown>>;

/** How the events of a stream follow each other. */
export interface Sequence {
  /** The number that only rises, and no two events share; null: this event has none. */
  readonly idOf: (event: RawEvent) => unknown;
  /** Of changes of a book: whether an event goes on from one that ended with this number. */
  readonly goesOn?: (event: RawEvent, last: number) => boolean;
}

/**
 * How an event stands to the last ones that were told: by its number, where it has one, else by the time of the event and its very text. Events
 * of one stream may be of the same time.
 */
export function standingOf({ idOf, goesOn }: Sequence, told: readonly string[], text: string): Standing {
  const newest = told.at(-1);
  if (newest === undefined) return 'next';
  const [before, event] = [firstOf(newest), firstOf(text)];
  const [last, id] = [idOf(before), idOf(event)];
  if (typeof last === 'number' && typeof id === 'number') {
    if (id <= last) return 'double';
    return goesOn === undefined || goesOn(event, last) ? 'next' : 'hole';
  }
  if (told.includes(text)) return 'double';
  const { E: lastAt } = before;
  const { E: at } = event;
  return typeof lastAt === 'number' && typeof at === 'number' && at < lastAt ? 'double' : 'next';
}

function firstOf(text: string): RawEvent {
  const event = parseJson(text);
  return Object(Array.isArray(event) ? event[0] : event) as RawEvent;
}

export const byField = (name: string): Sequence => ({ idOf: (event) => event[name] });

/** Of streams whose events have no number. */
export const byTime: Sequence = { idOf: () => null };
