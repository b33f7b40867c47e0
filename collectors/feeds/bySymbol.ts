import type { LatestRow, Poll } from '../feed.ts';
import { InvalidPayload } from '../invalidPayload.ts';

/**
 * Rows of a batched reply by symbol, passed on in the exchange's own fields.
 *
 * @param orderOf a number that never falls from one state of the row to a newer one, where it has one
 * @throws InvalidPayload for a symbol that was not asked for, or twice.
 */
export function bySymbol<Row extends { symbol: string }>(
  rows: readonly Row[],
  poll: Poll,
  orderOf?: (row: Row) => number,
): ReadonlyMap<string, LatestRow> {
  const values = new Map<string, LatestRow>();
  for (const row of rows) {
    if (values.has(row.symbol) || !poll.pairs.includes(row.symbol)) {
      throw new InvalidPayload(`the answer holds ${row.symbol} ${values.has(row.symbol) ? 'twice' : 'unasked'}`);
    }
    values.set(row.symbol, { value: JSON.stringify(row), ...(orderOf !== undefined && { order: orderOf(row) }) });
  }
  return values;
}
