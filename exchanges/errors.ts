import { CollectorError } from '../runtime/errors.ts';

/**
 * What went wrong with a request, as far as its caller must tell cases apart, and whether the same request may succeed if it is sent
 * again: `soon`, after a short backoff; `after-pause`, once the stop of the whole egress is over; `unlikely`, as long as nothing
 * changes on either side.
 */
const errorCodes = {
  /** 429, or -1003 with another status: the limit is broken; `retryAfterMs` says how long nothing may be sent. */
  'rate-limited': 'after-pause',
  /** 418: banned for ignoring 429; `retryAfterMs` likewise. */
  banned: 'after-pause',
  /** 403: the exchange's firewall. */
  blocked: 'after-pause',
  /** 451: not served from this place. */
  restricted: 'after-pause',
  /** The exchange does not know a pair of the request, or refuses its name. */
  'unknown-pair': 'unlikely',
  /** Another 4xx: the request is wrong. */
  rejected: 'unlikely',
  /** 5xx or 408: the exchange's own trouble. */
  'exchange-down': 'soon',
  timeout: 'soon',
  /** No connection, or it broke. */
  network: 'soon',
  /** A 200 whose body is not JSON, or too long. */
  'not-json': 'soon',
} as const;

export type ExchangeErrorCode = keyof typeof errorCodes;

export interface ExchangeErrorDetails {
  readonly path: string;
  readonly status?: number;
  /** The exchange's own error number. */
  readonly exchangeCode?: number;
  /** The exchange names a time for which nothing may be sent, ms. */
  readonly retryAfterMs?: number;
}

/** A failed request. It holds no request, response or configuration: whoever prints it prints no key. */
export class ExchangeError extends CollectorError {
  declare readonly code: ExchangeErrorCode;
  readonly path: string;
  readonly status: number | undefined;
  readonly exchangeCode: number | undefined;
  readonly retryAfterMs: number | undefined;

  constructor(code: ExchangeErrorCode, message: string, details: ExchangeErrorDetails) {
    super(code, message);
    this.path = details.path;
    this.status = details.status;
    this.exchangeCode = details.exchangeCode;
    this.retryAfterMs = details.retryAfterMs;
  }

  /** Whether the same request may succeed a little later, or once a pause is over. */
  get retryable(): boolean {
    return errorCodes[this.code] !== 'unlikely';
  }

  /** The exchange refuses what is asked: where several pairs are asked for together, one of them may be to blame. */
  get mayBlameOnePair(): boolean {
    const isBadRequest = this.code === 'rejected' && this.status === 400 && this.exchangeCode !== undefined;
    return this.code === 'unknown-pair' || isBadRequest;
  }

  /** The exchange wants nothing at all from us for a while; a 5xx does where it names a time. */
  get stopsEgress(): boolean {
    return errorCodes[this.code] === 'after-pause' || this.retryAfterMs !== undefined;
  }
}
