import type { Store } from '../../../store/redis/connect.ts';
import type { Change } from '../../../store/values/changes.ts';
import { readLatest } from '../../../store/values/latest.ts';
import type { Meta } from '../../../store/values/meta.ts';
import { readRows } from '../../../store/values/series.ts';
import type { Followed, PageKind, PageRequest } from '../../pages/page.ts';

/** What is known of a key, as its announcements change it. */
interface OfKey {
  /** Exchange-clock ms; null: nothing is stored. */
  asOf: number | null;
  readonly version: number;
  readonly source: string;
  readonly isOutOfStep: boolean;
}

/** The newest value of a key. */
export interface ValuePage extends OfKey {
  /** Its JSON text; null: nothing is stored. */
  readonly text: string | null;
  readonly made: Map<string, string | null>;
}

/** Rows of a series. */
export interface RowsPage extends OfKey {
  /** Members, newest first. */
  readonly rows: readonly string[];
  /** What they are; null: nothing is stored. */
  readonly kind: string | null;
}

const ofKey = (meta: Meta | null): OfKey => ({
  asOf: meta?.asOf ?? null,
  version: meta?.version ?? 0,
  source: meta?.source ?? '',
  isOutOfStep: meta?.isOutOfStep === true,
});

/** What was only confirmed is the same still, as of later. */
function follow(page: OfKey, { version, asOf, lowest }: Change): Followed {
  if (version !== page.version || lowest !== null || page.asOf === null || asOf < page.asOf) return 'wrong';
  page.asOf = asOf;
  return 'right';
}

const bytesOf = (texts: Iterable<string | null>): number => {
  let bytes = 0;
  for (const text of texts) bytes += 2 * (text?.length ?? 0);
  return bytes;
};

/** What is made of a text, such as books of several depths, takes three times its place at most; each with so many characters beside its own. */
export const MOST_MADE = 3;
export const ENTRY_LENGTH = 60;

export const valuePages: PageKind<ValuePage> = { sizeOf: ({ text }) => (1 + MOST_MADE) * bytesOf([text]), follow };

export const rowsPages: PageKind<RowsPage> = { sizeOf: ({ rows }) => bytesOf(rows), follow };

export const valueAt = (key: string): PageRequest<ValuePage> => ({
  address: `value ${key}`,
  keys: [key],
  async read(store: Store) {
    const { value, meta } = await readLatest(store, key);
    return { ...ofKey(meta), text: value, made: new Map() };
  },
});

/** @param below rows with a lower score only */
export const rowsAt = (key: string, below: number, count: number): PageRequest<RowsPage> => ({
  address: `rows ${key} ${below} ${count}`,
  keys: [key],
  async read(store: Store) {
    const { rows, kind, meta } = await readRows(store, key, { before: below }, count);
    return { ...ofKey(meta), rows, kind };
  },
});
