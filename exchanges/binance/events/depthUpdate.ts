import type { BookChange } from '../../../model/streamed.ts';
import { level } from '../book.ts';
import { arrayOf, count } from '../fields.ts';
import { eventOf, streamOf } from './event.ts';

/** The stream of changes of a book. */
export const depthChangesOf = (symbol: string): string => streamOf(symbol, '@depth@100ms');

/** Reads changes of a book. @param others fields that the market's events have beside those of all markets' */
export function depthReader(
  others: Readonly<Record<string, object>> = {},
): (event: unknown, symbol: string) => BookChange {
  const read = eventOf<DepthUpdate>(
    'depthUpdate',
    { U: count, u: count, b: arrayOf(level), a: arrayOf(level), ...others },
    ({ U, u }) => (u < U ? 'it ends before it begins' : null),
  );
  return (event, symbol) => {
    const { U: first, u: last, pu: previous, b: bids, a: asks } = read(event, symbol);
    return { first, last, bids, asks, ...(previous !== undefined && { previous }) };
  };
}

/**
 * https://developers.binance.com/docs/binance-spot-api-docs/web-socket-streams#diff-depth-stream
 * `{"e":"depthUpdate","E":1790000000105,"s":"BTCUSDT","U":77002,"u":77005,"b":[["10.49","0.00"]],"a":[["10.52","2.00"]]}`: numbers of the first
 * and the last update, levels with their quantities of now
 */
interface DepthUpdate {
  readonly s: string;
  readonly U: number;
  readonly u: number;
  /** Futures only: the last update of the event before. */
  readonly pu?: number;
  readonly b: readonly (readonly [string, string])[];
  readonly a: readonly (readonly [string, string])[];
}
