import { CollectorError } from '../config/errors.ts';

/** What went wrong with a request, as far as its caller must tell cases apart. */
export type ExchangeErrorCode =
  /** 429: the limit is broken; `retryAfterMs` says how long nothing may be sent. */
  | 'rate-limited'
  /** 418: banned for ignoring 429. */
  | 'banned'
  /** 403: the exchange's firewall. */
  | 'blocked'
  /** 451: not served from this place. */
  | 'restricted'
  /** The exchange does not know a pair of the request. */
  | 'unknown-pair'
  /** Another 4xx: the request is wrong. */
  | 'rejected'
  /** 5xx or 408: the exchange's own trouble. */
  | 'exchange-down'
  | 'timeout'
  /** No connection, or it broke. */
  | 'network'
  /** A 200 whose body is not JSON, or too long. */
  | 'not-json';

export interface ExchangeErrorDetails {
  readonly path: string;
  readonly status?: number;
  /** The exchange's own error number. */
  readonly exchangeCode?: number;
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
}
