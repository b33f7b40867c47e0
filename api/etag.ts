import type { Query } from './query.ts';

/** Weak: the same rows may come with another asOf. Versions never repeat, not even after a wiped Redis. */
export function etagOf(version: number, { collector, code, page, before }: Query): string {
  const query = [collector.type, encodeURIComponent(code), page, ...(before === null ? [] : [before])].join('.');
  return `W/"${version}-${query}"`;
}
