import { ask } from '../../wire/ask.ts';
import { AskError } from '../../wire/askError.ts';

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
  /** Why no more could be read; null: they could be, or more were not wanted. */
  readonly fault: AskError | null;
}

/**
 * Stored rows of a series below one id, as far as another.
 * @param query of GetData, without the page
 * @param before ids of the rows are below it
 * @param until ids of the rows are above it
 */
export async function fetchBelow(query: string, before: number, until: number, signal: AbortSignal): Promise<Fetched> {
  const rows: { readonly id: number }[] = [];
  for (let below = before; rows.length < MOST; ) {
    const page = await pageBelow(query, below, signal);
    if (page instanceof AskError) return { rows, isReached: false, fault: page };
    const { data, next } = page;
    rows.push(...data.filter(({ id }) => id > until));
    const last = data.at(-1);
    if (last === undefined || last.id <= until + 1 || next === null) return { rows, isReached: true, fault: null };
    below = last.id;
  }
  return { rows, isReached: false, fault: null };
}

async function pageBelow(query: string, below: number, signal: AbortSignal): Promise<Page | AskError> {
  try {
    return (await ask<Page>(`GetData?${query}&before=${below}`, signal)).body;
  } catch (error) {
    return error instanceof AskError ? error : new AskError('cut', String(error));
  }
}
