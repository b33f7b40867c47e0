import type { Pieces } from '../../sockets/textFrame.ts';
import type { Answer } from '../answer.ts';
import type { DialectError } from '../dialectError.ts';

/** Binance's limit of weight as it stands in answers. https://developers.binance.com/docs/binance-spot-api-docs/websocket-api/rate-limits (2026-07) */
export interface RateLimitStatus {
  /** Weight in a minute. */
  readonly limit: number;
  /** What of it is counted. */
  readonly count: number;
}

/**
 * An answer with a result, or with the exchange's own error: its body stands in it to the byte.
 *
 * @param id as JSON @param limits null: they are not told
 */
export function answerPieces(id: string, { status, body }: Answer, limits: RateLimitStatus | null): Pieces {
  const pieces = typeof body === 'string' || Buffer.isBuffer(body) ? [body] : body;
  return [`{"id":${id},"status":${status},"${status === 200 ? 'result' : 'error'}":`, ...pieces, endOf(limits)];
}

/**
 * An answer that says why there is none.
 *
 * @param now exchange-clock ms, by which is told when it is worth asking again
 */
export function errorPieces(id: string, error: DialectError, limits: RateLimitStatus | null, now: number): Pieces {
  const { status, exchangeCode: code, message: msg, retryAfterS } = error;
  const serverTime = Math.floor(now);
  const data = retryAfterS !== undefined && { serverTime, retryAfter: serverTime + retryAfterS * 1000 };
  const told = JSON.stringify({ code, msg, ...(data && { data }) });
  return [`{"id":${id},"status":${status},"error":${told}${endOf(limits)}`];
}

function endOf(limits: RateLimitStatus | null): string {
  if (limits === null) return '}';
  const own = { rateLimitType: 'REQUEST_WEIGHT', interval: 'MINUTE', intervalNum: 1, ...limits };
  return `,"rateLimits":${JSON.stringify([own])}}`;
}
