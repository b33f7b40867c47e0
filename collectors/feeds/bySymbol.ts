import type { LatestRow, Poll } from '../feed.ts';
import { InvalidPayload } from '../invalidPayload.ts';

/**
 * Rows of a batched reply by symbol, passed on in the exchange's own fields.
 *
 * @throws InvalidPayload for a symbol that was not asked for, or twice.
 */
export function bySymbol<Row extends { symbol: string }>(
  rows: readonly Row[],
  poll: Poll,
): ReadonlyMap<string, LatestRow> {
  const values = new Map<string, LatestRow>();
  for (const row of rows) {
    if (values.has(row.symbol) || !poll.pairs.includes(row.symbol)) {
      throw new InvalidPayload(`the answer holds ${row.symbol} ${values.has(row.symbol) ? 'twice' : 'unasked'}`);
    }
    values.set(row.symbol, { value: JSON.stringify(row) });
  }
  return values;
}
