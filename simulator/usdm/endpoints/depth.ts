import { apiErrors } from '../../apiError.ts';
import { bookOf, levelRows } from '../../endpoints/depth.ts';
import { instantOf } from '../../endpoints/endpoint.ts';
import type { Book } from '../../trading/book/book.ts';
import { SLICE } from '../../trading/book/bookState.ts';
import { type Contract, isTraded } from '../contracts/contract.ts';
import type { UsdmEndpoint } from './usdmEndpoint.ts';

const LIMITS = [5, 10, 20, 50, 100, 500, 1000];
/** Ids of updates are one row over all contracts on the real exchange: those of one contract have holes between them. */
const IDS_APART = 10;

/** `/fapi/v1/depth`. */
export const depth: UsdmEndpoint = {
  parameters: ['symbol', 'limit'],
  answer({ params, now }) {
    const contract = params.listing();
    const limit = params.number('limit') ?? 500;
    if (!LIMITS.includes(limit)) throw apiErrors.badDepthLimit(limit);
    const book = contractBook(contract, now, limit);
    const times = { E: now, T: changedAt(contract, now) };
    return { lastUpdateId: updateId(book.lastUpdateId), ...times, ...levelRows(contract, book) };
  },
};

/** The number under which a change of the book is sent. */
export const updateId = (id: number): number => id * IDS_APART;

/** When the book can have changed last (ms). */
export function changedAt(contract: Contract, now: number): number {
  const instant = instantOf(contract, now);
  return instant - ((((instant - contract.trading.firstTime) % SLICE) + SLICE) % SLICE);
}

/** The book of a contract; empty while it is not traded. */
export function contractBook(contract: Contract, now: number, limit: number): Book {
  const book = bookOf(contract, now, limit);
  return isTraded(contract, now) ? book : { ...book, bids: [], asks: [] };
}
