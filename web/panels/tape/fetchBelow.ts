import { ask } from '../../wire/ask.ts';

/** So many rows are fetched at once, at most. */
const MOST = 100;

interface Page {
  readonly data: readonly { readonly id: number }[];
  readonly next: string | null;
}

export interface Fetched {
  /** Newest first. */
  readonly rows: readonly { readonly id: number }[];
  /** Nothing else is stored between the last of them and `until`. */
  readonly isReached: boolean;
}

/**
 * Stored rows of a series below one id, as far as another.
 * @param query of GetData, without the page
 * @param before ids of the rows are below it
 * @param until ids of the rows are above it
 * @throws AskError with a sentence for people
 */
export async function fetchBelow(query: string, before: number, until: number, signal: AbortSignal): Promise<Fetched> {
  const rows: { readonly id: number }[] = [];
  for (let below = before; rows.length < MOST; ) {
    const { data, next } = (await ask<Page>(`GetData?${query}&before=${below}`, signal)).body;
    rows.push(...data.filter(({ id }) => id > until));
    const last = data.at(-1);
    if (last === undefined || last.id <= until + 1 || next === null) return { rows, isReached: true };
    below = last.id;
  }
  return { rows, isReached: false };
}
