import type { StreamedEntry } from '../../../model/streamed.ts';
import { count, decimal } from '../fields.ts';
import { figuresOfTop } from '../figuresOf.ts';
import { topOf } from '../topOf.ts';
import { asAnswered, type ReadEvent, streamOf } from './event.ts';

/** Fields of an event: number of the book's last update, best bid and ask with their quantities. */
export const topFields = { u: count, b: decimal, B: decimal, a: decimal, A: decimal };

/** https://developers.binance.com/docs/binance-spot-api-docs/web-socket-streams#individual-symbol-book-ticker-streams */
export interface TopEvent {
  readonly u: number;
  readonly s: string;
  readonly b: string;
  readonly B: string;
  readonly a: string;
  readonly A: string;
}

/** How best bid and ask come. @param others what else an answer has */
export const topsOf = <Event extends TopEvent>(
  read: ReadEvent<Event>,
  others: (event: Event) => object = () => ({}),
): StreamedEntry => ({
  by: 'entry',
  streamsOf: (symbol) => [streamOf(symbol, '@bookTicker')],
  topOf,
  figuresOf: figuresOfTop,
  entryOf(event, symbol) {
    const raw = read(event, symbol);
    const { u, b: bidPrice, B: bidQty, a: askPrice, A: askQty } = raw;
    return asAnswered({ symbol, bidPrice, bidQty, askPrice, askQty, ...others(raw) }, u);
  },
});
