import type { Query } from './query.ts';

/** Weak: the same rows may come with another asOf. Versions never repeat, not even after a wiped Redis. */
export function etagOf(version: number, { collector, code, page, before }: Query): string {
  const query = [collector.type, encodeURIComponent(code), page, ...(before === null ? [] : [before])].join('.');
  return `W/"${version}-${query}"`;
}

/** Whether an If-None-Match header names the tag, by the weak comparison. */
export function matchesEtag(header: string | undefined, etag: string): boolean {
  if (header === undefined) return false;
  if (header.trim() === '*') return true;
  const opaque = (tag: string) => tag.trim().replace(/^W\//, '');
  return header.split(',').some((tag) => opaque(tag) === opaque(etag));
}
