import { isRedisError } from '../../store/redis/redisError.ts';
import { DialectError } from '../binance/dialectError.ts';
import { knownError } from '../binance/errorReply.ts';
import { ApiError, type ApiErrorOptions } from '../http/problems/apiError.ts';
import { redisUnavailable } from '../http/readStore.ts';

const INVALID_SYMBOL = -1121;
/** What no symbol of the exchange can hold. */
const ILLEGAL_CHARACTERS = -1100;

/** Seconds after which it is worth asking again what cannot be answered now. */
const RETRY_S = 1;

/** What the exchange refuses a request with. @param body its answer */
export function exchangeRefusal(body: unknown, status: number): Error {
  const { code, msg } = Object(body) as { readonly code?: unknown; readonly msg?: unknown };
  if (code === INVALID_SYMBOL) return new DialectError(INVALID_SYMBOL, String(msg));
  return new ApiError(
    'exchange-refused',
    `the exchange answers ${status}: ${String(code)} ${String(msg).slice(0, 200)}`,
  );
}

/** What there is in place of what cannot be answered. */
export interface Alternatives {
  /** The exchange's name of what is asked for. */
  readonly symbol: string;
  /** Whether callers may ask the exchange. */
  readonly mayAsk: boolean;
  /** What is stored, as a sentence. */
  readonly stored: () => string;
  /** Symbols that are collected. */
  readonly collected: () => readonly string[];
}

/** The problem that a failure of `Answering` becomes; a defect of this program stays what it is. */
export function problemOfFailure(error: unknown, there: Alternatives): unknown {
  if (error instanceof ApiError) return error;
  if (isRedisError(error)) return redisUnavailable('Redis does not answer', error);
  const known = knownError(error);
  if (known === null) return error;
  const { exchangeCode, status, message, retryAfterS = RETRY_S } = known;
  const again: ApiErrorOptions = { headers: { 'Retry-After': String(retryAfterS) }, cause: error };
  if (status === 429) return new ApiError('throttled', message, again);
  if (!there.mayAsk && (status === 403 || status === 503)) {
    const why = 'callers.share is 0, so that nothing is asked of the exchange for callers';
    return new ApiError('not-stored', `this is not stored whole and fresh, and ${why}. ${there.stored()}`, again);
  }
  if (status >= 500) return new ApiError('unavailable', message, again);
  if (exchangeCode === INVALID_SYMBOL || exchangeCode === ILLEGAL_CHARACTERS) return unknownSymbol(there);
  return new ApiError('exchange-refused', `the exchange refuses this: ${exchangeCode} ${message.slice(0, 200)}`, {
    cause: error,
  });
}

function unknownSymbol({ symbol, collected }: Alternatives): ApiError {
  const detail = `the exchange has no ${JSON.stringify(symbol.slice(0, 60))}; /fapi/v1/exchangeInfo lists all that it has`;
  const accepted = collected();
  return new ApiError('unknown-symbol', detail, {
    parameter: 'symbol',
    accepted: accepted.length > 0 ? accepted : 'a symbol that the exchange lists',
  });
}
