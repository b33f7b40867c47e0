import type { Change } from '../../store/values/changes.ts';
import type { RawHeaders } from '../http/headers/rawHeaders.ts';
import { securityHeaders } from '../http/headers/securityHeaders.ts';
import type { Followed } from '../pages/page.ts';
import type { BuiltPage } from './builtPage.ts';
import { etagOf } from './etag.ts';
import type { Page } from './page.ts';
import type { Query } from './query.ts';
import { type Rendered, renderPage } from './renderPage.ts';

/** A page with what is needed to follow announcements of its key. */
export interface KeptPage extends BuiltPage {
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
}

/** Memory a page takes beside its text, bytes, roughly: its fields, query and headers. */
const OVERHEAD_BYTES = 1_800;

/** Memory a page takes, bytes, roughly. Its rows stand in it twice, since they stay when its text is written anew. */
export const sizeOf = ({ body, isAscii }: KeptPage): number => 2 * (isAscii ? 1 : 2) * body.length + OVERHEAD_BYTES;

export function buildPage(query: Query, page: Page): KeptPage {
  const rendered = renderPage(query, page);
  const asOf = page.meta?.asOf ?? null;
  const version = page.meta?.version ?? 0;
  const etag = etagOf(version, query);
  return {
    query,
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
  };
}

/**
 * Follows an announcement. Where that says enough, the page's rows are still what is stored, and only asOf and version are newer: its text
 * is outdated then. Else it has to be read anew.
 */
export function followChange(page: KeptPage, change: Change): Followed {
  const { version, asOf, lowest, total } = change;
  const isConfirmed = version === page.version && lowest === null;
  const isUntouched = version === page.version + 1 && total === page.total && isBelow(page, change);
  if (!isConfirmed && !isUntouched) return 'wrong';
  if (page.asOf !== null && asOf < page.asOf) return 'wrong';
  const isOutdated = isUntouched || asOf !== page.asOf;
  if (isUntouched) page.etag = etagOf(version, page.query);
  page.version = version;
  page.asOf = asOf;
  return isOutdated ? 'outdated' : 'right';
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
}

const ALWAYS = securityHeaders();

function answerOf({ beforeAsOf, afterAsOf, data }: Rendered, asOf: number | null, etag: string) {
  const bytes = Buffer.from(`${beforeAsOf}${asOf}${afterAsOf}${data}`);
  // A string that was put together from others is put together anew each time it is sent.
  const body = bytes.toString();
  const description = ['Content-Type', 'application/json; charset=utf-8', 'Content-Length', String(bytes.length)];
  const headers = [...ALWAYS, 'Cache-Control', 'no-cache', 'ETag', etag, ...description];
  return { body, isAscii: bytes.length === body.length, headers };
}
