import type { LatestRow } from './feedQuery.ts';
import { InvalidPayload } from './invalidPayload.ts';
import type { BookSnapshot } from './localBook.ts';

/**
 * What an answered book comes to, as a snapshot that changes can go on from.
 *
 * @param value what its feed has made of the answer; null: it had no book
 * @param symbol names the book in messages
 * @throws InvalidPayload where the answer was bad, or only a part of it was right: what is missing in a book is no level of it
 */
export function snapshotIn(value: LatestRow | InvalidPayload | null, symbol: string): BookSnapshot {
  if (value instanceof InvalidPayload) throw value;
  if (value === null) throw new InvalidPayload(`${symbol} has no book`);
  const [leftOut] = value.leftOut ?? [];
  if (leftOut !== undefined) throw new InvalidPayload(leftOut);
  return JSON.parse(value.value) as BookSnapshot;
}
