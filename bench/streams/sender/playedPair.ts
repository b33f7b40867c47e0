import { aggTradeRow } from '../../../simulator/endpoints/aggTrades.ts';
import type { Listing } from '../../../simulator/trading/pairs.ts';
import { createTrading } from '../../../simulator/trading/trading.ts';
import { PlayedBook } from './playedBook.ts';
import { PlayedHistory } from './playedHistory.ts';
import type { RecordedEvent, Recording } from './recordedEvent.ts';
import { SCALE } from './recording.ts';

/** Updates of a book before the start. */
const FIRST_UPDATE = 50_000_000_000;

/** What streams of a pair are played from the recording. */
export const playedStreams = ['depth@100ms', 'bookTicker', 'trade', 'aggTrade'] as const;
export type PlayedStream = (typeof playedStreams)[number];

/** Takes an event: its JSON, and what tells its value from others. */
export type Send = (stream: PlayedStream, data: () => string, value: () => string) => void;

/** One pair: the recording, so many times slower. What it tells is as of the moment at which it is played. */
export class PlayedPair {
  readonly symbol: string;
  readonly listing: Listing;
  readonly history: PlayedHistory;
  readonly #recording: Recording;
  readonly #slower: number;
  readonly #book: PlayedBook;
  #best: readonly [string, string, string, string];
  #roundAt: number;
  #index = 0;
  #updates = FIRST_UPDATE;
  #tradesBefore: number;
  #lastUpdate = FIRST_UPDATE;

  /** @param startedAt ms */
  constructor(symbol: string, recording: Recording, slower: number, startedAt: number) {
    this.symbol = symbol;
    this.#recording = recording;
    this.#slower = slower;
    this.#roundAt = startedAt;
    this.#book = new PlayedBook(recording.book);
    const { bids, asks } = this.#book.best(1);
    this.#best = [...(bids[0] ?? ['0', '0']), ...(asks[0] ?? ['0', '0'])];
    const first = recording.events.find((event) => event.kind === 'trade');
    this.history = new PlayedHistory(first?.price ?? 1, startedAt);
    this.#tradesBefore = this.history.trades;
    const trading = createTrading(this.history, SCALE, this.history.numbered());
    const baseAsset = symbol.replace(/USDT$/, '');
    const spec = {
      symbol,
      baseAsset,
      quoteAsset: 'USDT',
      listedAt: this.history.firstTime,
      firstPrice: 1,
      level: 1,
      ...SCALE,
      ordersPerMinute: 1,
      stepsPerOrder: 4000,
    };
    this.listing = { spec, history: this.history, trading, bookSeed: 1, status: 'TRADING', stoppedAt: undefined };
  }

  /** When the next event is due, ms. */
  due(): number {
    return this.#roundAt + (this.#recording.events[this.#index]?.at ?? 0) * this.#slower;
  }

  /** Plays the next event. @param now ms */
  play(now: number, send: Send): void {
    const event = this.#recording.events[this.#index];
    if (event !== undefined) this.#tell(event, now, send);
    this.#index++;
    if (this.#index < this.#recording.events.length) return;
    this.#index = 0;
    this.#roundAt += this.#recording.lengthMs * this.#slower;
    this.#updates += this.#recording.updates;
    this.#tradesBefore += this.#recording.trades;
  }

  /** The answer to `depth`. */
  depth(limit: number) {
    return { lastUpdateId: this.#lastUpdate, ...this.#book.best(limit) };
  }

  /** The answer to `bookTicker`. */
  bookTicker() {
    const [bidPrice, bidQty, askPrice, askQty] = this.#best;
    return { symbol: this.symbol, bidPrice, bidQty, askPrice, askQty };
  }

  #tell(event: RecordedEvent, now: number, send: Send): void {
    const { symbol } = this;
    switch (event.kind) {
      case 'depth': {
        const [U, u] = [this.#updates + event.first, this.#updates + event.last];
        this.#book.apply(event);
        this.#lastUpdate = u;
        send(
          'depth@100ms',
          () => `{"e":"depthUpdate","E":${now},"s":"${symbol}","U":${U},"u":${u}${event.tail}`,
          () => String(u),
        );
        break;
      }
      case 'bookTicker': {
        this.#best = event.best;
        const u = this.#updates + event.id;
        send(
          'bookTicker',
          () => `{"u":${u},"s":"${symbol}"${event.tail}`,
          () => event.best.join(),
        );
        break;
      }
      case 'trade': {
        const t = this.#tradesBefore + event.id;
        send(
          'trade',
          () =>
            `{"e":"trade","E":${now},"s":"${symbol}","t":${t}${event.tail},"T":${now},"m":${!event.takerBuys},"M":true}`,
          () => String(t),
        );
        break;
      }
      default: {
        const { price, quantity, takerBuys, fills } = event;
        const order = this.history.add({ price, quantity, takerBuys, fills, time: now });
        send(
          'aggTrade',
          () => JSON.stringify({ e: 'aggTrade', E: now, s: symbol, ...aggTradeRow(order, SCALE) }),
          () => String(order.id),
        );
      }
    }
  }
}
