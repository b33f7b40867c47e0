import { DEFAULT_MARKET } from '../../markets/markets.js';
import { namedMember } from '../context/markets.ts';
import type { Query } from './query.ts';

/** Weak: the same rows may come with another asOf. Versions never repeat, not even after a wiped Redis. */
export function etagOf(version: number, { collector, code, page, before }: Query): string {
  const { market, type } = collector;
  const named = market === DEFAULT_MARKET ? [] : [market];
  const query = [
    ...named,
    type,
    ...Object.values(namedMember(collector)),
    encodeURIComponent(code),
    page,
    ...(before === null ? [] : [before]),
  ].join('.');
  return `W/"${version}-${query}"`;
}

/** A tag of a list, without the mark of a weak one. A tag may hold commas, as a list does between its tags. */
const TAG = /"[^"]*"/g;

/** Whether an If-None-Match names the tag: RFC 9110, 13.1.2, where weak and strong are the same; `*` names every tag. */
export function namesTag(ifNoneMatch: string, etag: string): boolean {
  if (ifNoneMatch === etag || ifNoneMatch.trim() === '*') return true;
  const opaque = etag.replace(/^W\//, '');
  return ifNoneMatch.match(TAG)?.includes(opaque) ?? false;
}
