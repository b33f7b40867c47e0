import type { Store } from '../redis/connect.ts';
import { wholeOf } from '../redis/stored.ts';

/** What is known of a stored series or latest value; times are exchange-clock ms. */
export interface Meta {
  /** When the request that last confirmed the value was sent. */
  readonly asOf: number;
  /** asOf of the last change. */
  readonly changedAt: number;
  /** Rises by one with each change; begins anew, higher, when the key is made again. */
  readonly version: number;
  /** Who answered: the exchange by its name in the market's table, or `simulator`. */
  readonly source: string;
  /** Of latest values: the writer knows that it is not what the exchange has now. It is stale, whatever its asOf. */
  readonly isOutOfStep?: true;
}

/**
 * Meta from the fields asOf, changedAt, version, source of a hash, and of latest values outOfStep, or null where nothing is stored, or what makes no sense: nobody knows
 * then how old the value is.
 */
export function parseMeta(
  { damage }: Store,
  key: string,
  fields: readonly (string | null | undefined)[],
  outOfStep?: string | null,
): Meta | null {
  const [asOf, changedAt, version] = fields.slice(0, 3).map((field) => wholeOf(field));
  if (asOf != null && changedAt != null && version != null) {
    damage.sound(key);
    return { asOf, changedAt, version, source: fields[3] ?? '', ...(outOfStep != null && { isOutOfStep: true }) };
  }
  if (fields.slice(0, 4).some((field) => field != null)) damage.found(key, JSON.stringify(fields));
  return null;
}

/** Age in ms from which a value polled each `period` seconds is stale. */
export const staleAfterMs = (period: number): number => 3 * period * 1000 + 2000;
