import { ExchangeError, type ExchangeErrorCode } from '../errors.ts';
import { LONGEST_WAIT_MS, type RefusedAnswer, waitOrdered } from './waitOrdered.ts';

/**
 * Binance's error codes for a pair it does not know or does not serve any more.
 * Source: https://developers.binance.com/docs/binance-spot-api-docs/errors
 */
const UNKNOWN_PAIR = new Set([-1121, -1220]);

/**
 * A parameter has illegal characters. In the parameter with the pairs this means a name that Binance cannot have; in another one it is a
 * fault of this program. Other codes name the parameter too, but do not say whether its form or the pair is wrong.
 */
const ILLEGAL_CHARACTERS = -1100;

/** The limit is broken, or the address is banned. The status is 429 or 418 then, unless a firewall has put its own in its place. */
const TOO_MANY_REQUESTS = -1003;

/** How long to wait after a refusal that names no time: until the next minute at least, or as long as the shortest ban. */
const DEFAULT_WAIT_MS: Partial<Record<ExchangeErrorCode, number>> = { 'rate-limited': 60_000, banned: 120_000 };

/** Kinds of errors whose answer may say how long to wait, and is obeyed. */
const ORDERS_WAIT = new Set<ExchangeErrorCode>(['rate-limited', 'banned', 'blocked', 'restricted', 'exchange-down']);

const DAY_MS = 86_400_000;

/** An answer that is an error. */
export interface ErrorAnswer extends RefusedAnswer {
  readonly status: number;
}

/** Turns an answer that is an error into an ExchangeError. */
export function errorOfReply(path: string, answer: ErrorAnswer): ExchangeError {
  const { status } = answer;
  const { code: exchangeCode, msg = '' } = parseBody(answer.body);
  const code = codeOf(status, exchangeCode, msg);
  const wait = ORDERS_WAIT.has(code) ? waitOrdered(answer) : undefined;
  const retryAfterMs = wait?.ms ?? DEFAULT_WAIT_MS[code];
  const said = exchangeCode === undefined ? '' : ` (${exchangeCode}: ${msg.slice(0, 120)})`;
  const days = (LONGEST_WAIT_MS / DAY_MS).toFixed(0);
  const cut = wait?.isCut ? `, with a longer wait than Binance's longest ban: ${days} days are kept to` : '';
  return new ExchangeError(code, `${path}: the exchange answered ${status}${said}${cut}`, {
    path,
    status,
    ...(exchangeCode !== undefined && { exchangeCode }),
    mayBlameOnePair: code === 'rejected' && status === 400 && exchangeCode !== undefined,
    ...(retryAfterMs !== undefined && { retryAfterMs }),
  });
}

/** Whether the body of a 200 is an error all the same. It is if it has a `code`, which answers with market data never have. */
export function isErrorBody(data: unknown): boolean {
  const { code, msg } = errorIn(data);
  return code !== undefined && code < 0 && msg !== undefined;
}

function codeOf(status: number, exchangeCode: number | undefined, msg: string): ExchangeErrorCode {
  if (status === 418) return 'banned';
  if (exchangeCode === TOO_MANY_REQUESTS) return /\bbanned\b/i.test(msg) ? 'banned' : 'rate-limited';
  if (status === 429) return 'rate-limited';
  if (status === 403) return 'blocked';
  if (status === 451) return 'restricted';
  if (exchangeCode !== undefined && UNKNOWN_PAIR.has(exchangeCode)) return 'unknown-pair';
  if (exchangeCode === ILLEGAL_CHARACTERS && /\bparameter '?symbols?\b/i.test(msg)) return 'unknown-pair';
  if (status >= 500 || status === 408) return 'exchange-down';
  return 'rejected';
}

function parseBody(body: string): { code?: number; msg?: string } {
  try {
    return errorIn(JSON.parse(body));
  } catch {
    return {};
  }
}

/** Binance's error form, `{"code":…,"msg":…}`; its WebSocket API wraps it in `error`. */
function errorIn(data: unknown): { code?: number; msg?: string } {
  if (typeof data !== 'object' || data === null) return {};
  const { code, msg, error } = data as { code?: unknown; msg?: unknown; error?: unknown };
  if (code === undefined && error !== undefined) return errorIn(error);
  return { ...(typeof code === 'number' && { code }), ...(typeof msg === 'string' && { msg }) };
}
