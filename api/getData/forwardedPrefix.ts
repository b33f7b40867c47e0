import type { BuiltPage } from './builtPage.ts';

/** Path segments of safe characters: what is put in front of `next` must stay a path on the same host, so no `//`, `.` or `..`. */
const PREFIX = /^(?:\/[A-Za-z0-9_~-][A-Za-z0-9._~-]*){1,8}(?=\/?$)/;

const LONGEST = 128;

/** The path under which a proxy serves us, from X-Forwarded-Prefix, without a slash at its end; '' where it is no such path. */
export function prefixIn(forwarded: string | string[] | undefined): string {
  if (typeof forwarded !== 'string' || forwarded.length > LONGEST) return '';
  return PREFIX.exec(forwarded)?.[0] ?? '';
}

/**
 * The page with the prefix in front of the path in `next`. It is made for one answer and never kept: callers choose their prefix. The
 * tag names it, so that a cache of several prefixes never takes one's body for another's.
 */
export function behindPrefix(page: BuiltPage, prefix: string): BuiltPage {
  const { etag, body, headers } = page;
  const own = { etag: `${etag.slice(0, -1)}${prefix}"`, body: body.replace('"next":"/', `"next":"${prefix}/`) };
  const changed: Record<string, string> = { ETag: own.etag, 'Content-Length': String(Buffer.byteLength(own.body)) };
  const named = headers.map((value, index) => (index % 2 === 0 ? value : (changed[headers[index - 1] ?? ''] ?? value)));
  return { ...page, ...own, headers: named };
}
