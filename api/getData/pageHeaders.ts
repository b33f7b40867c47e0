import { validateHeaderValue } from 'node:http';
import type { Market } from '../../markets/markets.js';
import type { Bookkeeping } from '../../store/reports/health.ts';
import type { ApiContext } from '../context/context.ts';
import type { KeptHead } from '../http/headers/keptHead.ts';
import type { RawHeaders } from '../http/headers/rawHeaders.ts';
import { judgeFreshness } from '../state/read/freshness.ts';
import type { BuiltPage } from './builtPage.ts';

/** The headers of pages of one market, for as long as nothing changes them: a millisecond. */
interface Known {
  readonly at: number;
  readonly book: Bookkeeping;
  /** By the headers that do not change. */
  readonly headers: Map<RawHeaders, KeptHead>;
}

/** Makes a function that gives the head of a page as it is answered now. @throws TypeError where one cannot be sent */
export function createPageHeaders({ board, config, markets }: ApiContext): (page: BuiltPage) => KeptHead {
  const knownOf = new Map<Market, Known>();

  return (page) => {
    const { collector, code } = page.query;
    const { market } = collector;
    const book = board.book(market);
    const now = Math.round(board.now(market));
    let known = knownOf.get(market);
    if (known === undefined || now !== known.at || book !== known.book) {
      known = { at: now, book, headers: new Map() };
      knownOf.set(market, known);
    }
    let head = known.headers.get(page.headers);
    if (head === undefined) {
      const { asOf, isOutOfStep, source } = page;
      const own = markets.configOf(config(), market);
      const { age, stale } = judgeFreshness(book, own, collector, code, asOf, now, isOutOfStep);
      const from = source || (book.source ?? 'unknown');
      // Another program may have written it. A head that is refused half-way leaves its status text, and that of a 304 its lack of a body.
      validateHeaderValue('X-Data-Source', from);
      const headers = [...page.headers, 'X-Data-Source', from, 'X-Data-Stale', String(stale)];
      if (age !== null) headers.push('X-Data-Age-Ms', String(age));
      head = { headers };
      known.headers.set(page.headers, head);
    }
    return head;
  };
}
