import { excerptOf, InvalidPayload } from '../../../model/invalidPayload.ts';

/** Events with rows of all symbols come to each pair that follows them: each is looked through once. */
const found = new WeakMap<object, ReadonlyMap<string, unknown>>();

/** Those of USD-M. Since June 2026 streams of all symbols have those of COIN-M, too; before, none said of which they are. */
const OURS = 1;

/** The rows of USD-M's symbols in an event with those of all, by their symbols. @throws InvalidPayload where it is no list */
export function rowsOfAll(event: unknown): ReadonlyMap<string, unknown> {
  if (!Array.isArray(event)) throw new InvalidPayload(`an event of all symbols is no list: ${excerptOf(event)}`);
  const known = found.get(event) ?? bySymbol(event);
  found.set(event, known);
  return known;
}

function bySymbol(rows: readonly unknown[]): ReadonlyMap<string, unknown> {
  const all = new Map<string, unknown>();
  for (const row of rows) {
    const { s, st = OURS } = Object(row) as { readonly s?: unknown; readonly st?: unknown };
    if (typeof s === 'string' && st === OURS) all.set(s, row);
  }
  return all;
}
