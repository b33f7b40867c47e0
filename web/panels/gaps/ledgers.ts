import { type Ledger, ledgerIn } from '../../figures/gaps/gap.ts';
import type { View } from '../../figures/view.ts';
import { ask } from '../../wire/ask.ts';
import { AskError } from '../../wire/askError.ts';

/** Gaps of each market that are asked for: the ones that were found last. */
export const MOST = 200;

/** The ledgers of all markets. */
export interface Ledgers {
  readonly filter: View['gaps'];
  /** By market; where the newest request has no answer, what was answered last. */
  readonly known: ReadonlyMap<string, Ledger>;
  /** Why requests have no answer, as sentences. */
  readonly errors: readonly string[];
}

/** Where the API lists gaps of a market. */
export const queryOf = (market: string, filter: View['gaps'], limit: number): string =>
  `gaps?market=${encodeURIComponent(market)}${filter === 'open' ? '&state=open' : ''}&limit=${limit}`;

/** Asks for the ledgers of these markets. A market that does not answer takes nothing from the others. @param before what was known */
export async function askLedgers(
  markets: readonly string[],
  filter: View['gaps'],
  before: Ledgers | null,
  signal: AbortSignal,
): Promise<Ledgers> {
  const known = new Map<string, Ledger>();
  const errors: string[] = [];
  const one = async (market: string): Promise<Ledger | undefined> => {
    try {
      const { body } = await ask<unknown>(queryOf(market, filter, MOST), signal);
      const ledger = ledgerIn(body);
      if (ledger === null) throw new AskError('cut', 'The answer of /gaps is not what it should be.');
      return ledger;
    } catch (error) {
      errors.push((error as AskError).message);
      return before?.filter === filter ? before.known.get(market) : undefined;
    }
  };
  const answers = await Promise.all(markets.map(one));
  markets.forEach((market, index) => {
    const ledger = answers[index];
    if (ledger !== undefined) known.set(market, ledger);
  });
  return { filter, known, errors: [...new Set(errors)] };
}
