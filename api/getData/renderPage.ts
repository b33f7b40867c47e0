import { DEFAULT_MARKET, isSampled } from '../../markets/markets.js';
import { marketMember, namedMember } from '../context/markets.ts';
import { type Page, ROWS_PER_PAGE } from './page.ts';
import { MAX_PAGE, type Query } from './query.ts';

/** An answer's body in parts: around its asOf, which advances each second while the rows stay, and its rows. */
export interface Rendered {
  readonly beforeAsOf: string;
  readonly afterAsOf: string;
  /** The last member, `"data":[…]`, and the bracket that ends the body. */
  readonly data: string;
  /** Order books only. */
  readonly lastUpdateId?: number | null;
}

/** Rows are put in as they are, so that the exchange's own text passes through. */
export function renderPage(query: Query, page: Page): Rendered {
  const { collector, code } = query;
  const head = {
    ...marketMember(collector.market),
    code,
    type: collector.type,
    ...namedMember(collector),
    ...(isSampled(collector.row) && { sampled: true }),
    page: query.page,
    perPage: ROWS_PER_PAGE,
    total: page.total,
    pages: Math.ceil(page.total / ROWS_PER_PAGE),
  };
  const rest = {
    ...(page.lastUpdateId === undefined ? {} : { lastUpdateId: page.lastUpdateId }),
    next: page.hasNext ? nextAddress(query, page.nextBefore) : null,
  };
  return {
    beforeAsOf: `${JSON.stringify(head).slice(0, -1)},"asOf":`,
    afterAsOf: `,${JSON.stringify(rest).slice(1, -1)},`,
    data: `"data":[${page.rows.join(',')}]}`,
    ...(page.lastUpdateId === undefined ? {} : { lastUpdateId: page.lastUpdateId }),
  };
}

/** Page numbers shift as rows arrive; rows below a score do not. */
function nextAddress({ collector, code, page }: Query, before: number | undefined): string {
  const { market, type } = collector;
  const number = Math.min(page + 1, MAX_PAGE);
  const ofMarket = market === DEFAULT_MARKET ? '' : `&market=${market}`;
  const named = Object.entries(namedMember(collector)).map(([name, value]) => `&${name}=${value}`);
  const address = `/GetData?pageSize=${number}${ofMarket}&type=${type}${named.join('')}&code=${encodeURIComponent(code)}`;
  return before === undefined ? address : `${address}&before=${before}`;
}
