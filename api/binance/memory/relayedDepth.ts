import type { RelayBook } from '../../../model/relayLink.ts';
import type { ApiContext } from '../../context/context.ts';
import type { Answerer, Asked } from '../asked.ts';

/** Levels of a side that the relay keeps. Who asks for more asks the exchange. */
const MOST = 1000;

/** As the exchange writes it: futures tell their times. */
const bodyOf = ({ lastUpdateId, E, T, bids, asks }: RelayBook): string =>
  JSON.stringify({ lastUpdateId, ...(E !== undefined && { E }), ...(T !== undefined && { T }), bids, asks });

/**
 * Answers a book from the relay as long as it relays the book's changes: a caller who follows these has begun with an event of theirs, and a snapshot
 * of another moment would never fit. Where it relays none, `otherwise` answers.
 *
 * @param sourceOf who a market's data is from
 */
export function relayedDepthOf(
  { relay, board }: Pick<ApiContext, 'relay' | 'board'>,
  sourceOf: (market: Asked['market']) => string,
  otherwise: Answerer,
): Answerer {
  return async (asked) => {
    const { market, params } = asked;
    const { symbol, limit = defaultOf(asked), symbolStatus } = params;
    const levels = Number(limit);
    if (relay === null || levels > MOST || symbolStatus !== undefined) return otherwise(asked);
    let book: RelayBook | null;
    try {
      book = await relay.book(market, String(symbol), levels);
    } catch {
      // It does not come in step in time: the exchange's own is of this moment, what is stored is not.
      return null;
    }
    if (book === null) return otherwise(asked);
    return { body: bodyOf(book), asOf: board.now(market), source: sourceOf(market) };
  };

  function defaultOf({ endpoint }: Asked): number {
    const { limit } = endpoint.params;
    return limit !== undefined && 'default' in limit ? Number(limit.default) : MOST;
  }
}
