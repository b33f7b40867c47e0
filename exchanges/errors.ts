import { CollectorError } from '../runtime/errors.ts';

/**
 * The kinds of failure that a caller must tell apart, each with when the same request may succeed if it is sent again: `soon`, after a
 * short wait; `after-pause`, when the pause that stops the whole egress (IP address) is over; `unlikely`, not before something changes on
 * either side.
 */
const errorCodes = {
  /** 429 as a rule: the limit is broken; `retryAfterMs` says how long nothing may be sent. */
  'rate-limited': 'after-pause',
  /** Banned for going on after that, by 418 as a rule; here, too, `retryAfterMs` says how long nothing may be sent. */
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
  /** Of HTTP. */
  readonly status?: number;
  /** The exchange's own error number or word. Where there is one the exchange itself has answered, and no proxy. */
  readonly exchangeCode?: number | string;
  /** The exchange refuses what it was asked. If that was about several pairs, one of them may be to blame. */
  readonly mayBlameOnePair?: boolean;
  /** The exchange says that nothing may be sent for so long, ms. */
  readonly retryAfterMs?: number;
}

/** A failed request. It holds no request, response or configuration, so that printing it never shows a key. */
export class ExchangeError extends CollectorError {
  declare readonly code: ExchangeErrorCode;
  readonly path: string;
  readonly status: number | undefined;
  readonly exchangeCode: number | string | undefined;
  /** Where several pairs are asked for together, one of them may be to blame. */
  readonly mayBlameOnePair: boolean;
  readonly retryAfterMs: number | undefined;

  constructor(code: ExchangeErrorCode, message: string, details: ExchangeErrorDetails) {
    super(code, message);
    this.path = details.path;
    this.status = details.status;
    this.exchangeCode = details.exchangeCode;
    this.mayBlameOnePair = code === 'unknown-pair' || details.mayBlameOnePair === true;
    this.retryAfterMs = details.retryAfterMs;
  }

  /** Whether the same request may succeed a little later, or once a pause is over. */
  get retryable(): boolean {
    return errorCodes[this.code] !== 'unlikely';
  }

  /** The exchange wants no request at all for a while. A 5xx means this only if it names a time. */
  get stopsEgress(): boolean {
    return errorCodes[this.code] === 'after-pause' || this.retryAfterMs !== undefined;
  }
}
