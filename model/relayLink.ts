import type { Market } from '../markets/markets.js';
import { CollectorError } from '../runtime/errors.ts';

/** What follows one stream of the exchange through the relay. */
export interface RelayFollower {
  /**
   * A frame has come, as the exchange sent it.
   *
   * @param payload the event's own text, without the wrapping that names the stream
   */
  onFrame(payload: string): void;
  /** The stream has broken off, upstream or on the way: whoever lives on it has to begin anew. Nothing comes after it. */
  onBreak(why: string): void;
}

/**
 * What was asked of the relay cannot be had.
 *
 * - `unknown`   the exchange has no stream of this name, or does not know its pair
 * - `full`      as many streams are relayed as may be
 * - `refused`   the exchange does not accept it, or does not answer
 * - `away`      there is no relay, or no way to the exchange now
 */
export class RelayRefused extends CollectorError {
  declare readonly code: 'unknown' | 'full' | 'refused' | 'away';

  constructor(code: RelayRefused['code'], message: string) {
    super(code, message);
  }
}

/** An api process's way to the relay. Its subscriptions are the interest; it ends with the process. */
export interface RelayLink {
  /**
   * Follows a stream by the exchange's name, in lower case, e.g. btcusdt@depth@100ms. Several followers of one stream share it. Resolves when
   * the exchange has accepted it, and rejects with a RelayRefused where it cannot be had (unknown name, too many streams, no relay). A frame or a
   * break that comes at once may be told before that.
   */
  follow(market: Market, stream: string, follower: RelayFollower): Promise<{ close(): void }>;
  /**
   * The book that the relay keeps of a symbol whose diffs it relays, in step with what it has forwarded: its `lastUpdateId` is at least
   * the last `u` that any follower has been given. Null: it relays none of it, or there is no relay. Rejects with a RelayRefused where the
   * book does not come in step in time.
   *
   * The first one who asks waits for a snapshot of the exchange. A side may have fewer levels than are asked for: the others are not known.
   *
   * @param levels of each side, at most
   */
  book(market: Market, symbol: string, levels: number): Promise<RelayBook | null>;
  /** The relay answers now. */
  isUp(): boolean;
}

/** As Binance's REST answers it; `E` and `T` (ms) where the market has them. */
export interface RelayBook {
  readonly lastUpdateId: number;
  readonly E?: number;
  readonly T?: number;
  readonly bids: readonly (readonly [price: string, quantity: string])[];
  readonly asks: readonly (readonly [price: string, quantity: string])[];
}
