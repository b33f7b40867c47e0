import type { Change } from '../../store/values/changes.ts';
import type { RawHeaders } from '../http/rawHeaders.ts';
import { securityHeaders } from '../http/securityHeaders.ts';
import type { BuiltPage } from './builtPage.ts';
import { etagOf } from './etag.ts';
import type { Page } from './page.ts';
import type { Query } from './query.ts';
import { keyOf } from './readPage.ts';
import { type Rendered, renderPage } from './renderPage.ts';

/** A page with what is needed to follow announcements of its key. */
export interface KeptPage extends BuiltPage {
  readonly address: string;
  readonly key: string;
  readonly rendered: Rendered;
  /** Rows stored when it was read. */
  readonly total: number;
  /** Score of its first row; null where it has none. */
  readonly highest: number | null;
  /** Score of the lowest row that it was made of; undefined where it has none. */
  readonly lowest: number | undefined;
  version: number;
  asOf: number | null;
  etag: string;
  body: string;
  isAscii: boolean;
  headers: RawHeaders;
  /** Whether `body` still has an older asOf, and `headers` an older tag. */
  isOutdated: boolean;
}

/** Memory a page takes beside its body and its address, bytes, roughly. */
const OVERHEAD_BYTES = 1_000;

/** Memory a page takes, bytes, roughly. */
export const sizeOf = ({ body, address }: KeptPage): number => 3 * body.length + 2 * address.length + OVERHEAD_BYTES;

/** @param address names the query: the URL it was parsed from */
export function buildPage(address: string, query: Query, page: Page): KeptPage {
  const rendered = renderPage(query, page);
  const asOf = page.meta?.asOf ?? null;
  const version = page.meta?.version ?? 0;
  const etag = etagOf(version, query);
  return {
    query,
    address,
    key: keyOf(query),
    rendered,
    total: page.total,
    highest: page.highest,
    lowest: page.lowest,
    isOutOfStep: page.meta?.isOutOfStep === true,
    source: page.meta?.source ?? '',
    version,
    asOf,
    etag,
    ...answerOf(rendered, asOf, etag),
    isOutdated: false,
  };
}

/**
 * Follows an announcement, where that says enough: the page's rows are still what is stored, only asOf and version are newer. Its text is
 * written anew not before somebody asks for it.
 *
 * @returns false where the page has to be read anew
 */
export function followChange(page: KeptPage, change: Change): boolean {
  const { version, asOf, lowest, total } = change;
  const isConfirmed = version === page.version && lowest === null;
  const isUntouched = version === page.version + 1 && total === page.total && isBelow(page, change);
  if (!isConfirmed && !isUntouched) return false;
  if (page.asOf !== null && asOf < page.asOf) return false;
  if (isUntouched) page.etag = etagOf(version, page.query);
  page.version = version;
  page.isOutdated ||= isUntouched || asOf !== page.asOf;
  page.asOf = asOf;
  return true;
}

/** Whether all its rows lie below those that have changed, and none was added or dropped that would shift them. */
function isBelow({ query, highest, lowest }: KeptPage, change: Change): boolean {
  if (change.moved !== undefined) {
    // New rows shift pages that are counted from the newest one, and no others; those at the low end they push out.
    const { lowestChanged, lowestShown } = change.moved;
    return query.before !== null && query.before <= lowestChanged && lowest !== undefined && lowest >= lowestShown;
  }
  if (change.lowest === null) return false;
  return highest === null ? change.lowest > 0 : highest < change.lowest;
}

/** Writes the text of an outdated page anew. */
export function bringUpToDate(page: KeptPage): void {
  Object.assign(page, answerOf(page.rendered, page.asOf, page.etag));
  page.isOutdated = false;
}

const ALWAYS = securityHeaders();

function answerOf({ beforeAsOf, afterAsOf }: Rendered, asOf: number | null, etag: string) {
  const bytes = Buffer.from(`${beforeAsOf}${asOf}${afterAsOf}`);
  // A string that was put together from others is put together anew each time it is sent.
  const body = bytes.toString();
  const description = ['Content-Type', 'application/json; charset=utf-8', 'Content-Length', String(bytes.length)];
  const headers = [...ALWAYS, 'Cache-Control', 'no-cache', 'ETag', etag, ...description];
  return { body, isAscii: bytes.length === body.length, headers };
}
