import type { ExchangeRequest } from '../../../../model/exchangeRequest.ts';
import type { FeedQuery, Payload } from '../../../../model/feed.ts';
import type { PairState } from '../../../state/pairState.ts';
import type { Mismatch, Verdict } from './verdict.ts';

/** How a kind of streams is held against REST. */
export interface Audited {
  /** Asks for what the streams of these pairs tell. */
  request(query: FeedQuery): ExchangeRequest;
  /** From now on what comes of these pairs is kept, until `stop`. */
  record(pairs: readonly PairState[]): Recording;
  /**
   * An answer was a mismatch, and so is the next one. Mends what is wrong, if the two agree.
   *
   * @param distrust has the pair's streams subscribed anew, and REST serve it meanwhile
   * @returns what was wrong, in words; null: they do not agree
   * @throws WriteRefused; ioredis errors when Redis is away
   */
  mend(pair: PairState, first: Mismatch, again: Mismatch, distrust: (why: string) => void): Promise<string | null>;
}

export interface Recording {
  /**
   * Holds the answer against what is kept. A pair of which it says nothing is not comparable.
   *
   * @throws InvalidPayload; ioredis errors when Redis is away
   */
  compare(payload: Payload, query: FeedQuery): Promise<ReadonlyMap<PairState, Verdict>>;
  stop(): void;
}
