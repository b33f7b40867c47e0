import type { ExchangeRequest } from '../../model/exchangeRequest.ts';
import { CollectorError } from '../../runtime/errors.ts';

/** What the exchange has answered a caller through us. */
export interface Passed {
  /** Of HTTP: 200, or what the exchange refuses the request with. Its `body` is then the exchange's own error. */
  readonly status: number;
  /** As it was sent. */
  readonly body: string;
  /** Who answered: the exchange's name, or `simulator`. */
  readonly source: string;
  /** Weight that the exchange has counted for this address; only where this very request went out. */
  readonly usedWeight?: number;
  /** It was answered from what an earlier request, or one under way, has brought. */
  readonly isKept: boolean;
  /** Ms since the exchange was asked. */
  readonly ageMs: number;
}

/**
 * A caller's request that was not sent: there is no weight left for callers, or the exchange has told us to wait.
 * `retryAfterMs`: when it is worth asking again.
 */
export class NoRoom extends CollectorError {
  declare readonly code: 'throttled' | 'paused';
  readonly retryAfterMs: number;

  constructor(code: NoRoom['code'], message: string, retryAfterMs: number) {
    super(code, message);
    this.retryAfterMs = retryAfterMs;
  }
}

/** THE way in which callers' requests reach the exchange: once for all who ask the same, and inside the budget. One per process and market. */
export interface CallerGate {
  /**
   * @param caller who asks: one caller gets at most half of what callers have
   * @throws NoRoom where it is not sent; ExchangeError where the exchange cannot be reached or does not answer as it should; ioredis errors
   * when Redis is away
   */
  fetch(request: ExchangeRequest, caller: string): Promise<Passed>;
  /** The exchange's names of all that it lists; null while nobody knows. */
  symbols(): Promise<ReadonlySet<string> | null>;
}
