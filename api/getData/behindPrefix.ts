import { createHash } from 'node:crypto';
import type { BuiltPage } from './builtPage.ts';

/**
 * The page with the prefix in front of the path in `next`. It is made for one answer and never kept: callers choose their prefix. The
 * tag tells it apart, so that a cache of several prefixes never takes one's body for another's; it does not name it, as it may hold an access key.
 */
export function behindPrefix(page: BuiltPage, prefix: string): BuiltPage {
  const { etag, body, headers } = page;
  const own = {
    etag: `${etag.slice(0, -1)}${digestOf(prefix)}"`,
    body: body.replace('"next":"/', `"next":"${prefix}/`),
  };
  const changed: Record<string, string> = { ETag: own.etag, 'Content-Length': String(Buffer.byteLength(own.body)) };
  const named = headers.map((value, index) => (index % 2 === 0 ? value : (changed[headers[index - 1] ?? ''] ?? value)));
  return { ...page, ...own, headers: named };
}

const digestOf = (prefix: string): string => createHash('sha256').update(prefix).digest('base64url').slice(0, 16);
