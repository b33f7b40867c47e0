/** What is known of a stored series or latest value; times are exchange-clock ms. */
export interface Meta {
  /** When the request that last confirmed the value was sent. */
  readonly asOf: number;
  /** asOf of the last change. */
  readonly changedAt: number;
  /** Rises by one with each change; begins anew, higher, when the key is made again. */
  readonly version: number;
  /** Who answered: `binance` or `simulator`. */
  readonly source: string;
}

/** Meta from the fields asOf, changedAt, version, source of a hash, or null where nothing is stored. */
export function parseMeta(fields: readonly (string | null | undefined)[]): Meta | null {
  const [asOf, changedAt, version, source] = fields;
  if (asOf == null) return null;
  return { asOf: Number(asOf), changedAt: Number(changedAt), version: Number(version), source: source ?? '' };
}

/** Age in ms from which a value polled each `period` seconds is stale. */
export const staleAfterMs = (period: number): number => 3 * period * 1000 + 2000;
