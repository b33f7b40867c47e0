import { ExchangeError } from '../../gateway/exchangeErrors.ts';
import { isRedisError } from '../../store/redis/redisError.ts';
import { ApiError } from '../http/problems/apiError.ts';
import { DialectError, tooManyRequests, unavailable } from './dialectError.ts';
import { type Reply, type Result, replyRefused } from './reply.ts';

/** Where the exchange tells us to wait and does not say how long, s. */
const DEFAULT_WAIT_S = 60;

/** The answer that a failure becomes. Of an unexpected one callers learn only that there was one. @param onDefect told of that */
export function errorReply(error: unknown, onDefect: (error: unknown) => void): Reply {
  const refusal = dialectErrorOf(error, onDefect);
  return replyRefused(refusal, resultOf(refusal));
}

/** The same in the exchange's numbers and words, for answers that are no HTTP. */
export function dialectErrorOf(error: unknown, onDefect: (error: unknown) => void): DialectError {
  const known = knownError(error);
  if (known !== null) return known;
  onDefect(error);
  return new DialectError(-1000, 'An unknown error occurred while processing the request.', { status: 500 });
}

/** The same of what may go wrong; null: a defect of this program. */
export function knownError(error: unknown): DialectError | null {
  if (error instanceof DialectError) return error;
  if (error instanceof ExchangeError) return ofExchange(error);
  const isAway = (error instanceof ApiError && error.code === 'redis-unavailable') || isRedisError(error);
  return isAway ? unavailable('What is stored cannot be read now.', error) : null;
}

/** Of what went wrong clients should only learn whether to wait, or to ask again: of other codes some take offence for good. */
function ofExchange(error: ExchangeError): DialectError {
  const { stopsEgress, retryAfterMs } = error;
  if (!stopsEgress) return unavailable('Internal error; the exchange cannot be asked now. Please try again.', error);
  const waitS = retryAfterMs === undefined ? DEFAULT_WAIT_S : Math.max(1, Math.ceil(retryAfterMs / 1000));
  return tooManyRequests('the exchange has told this address to wait.', waitS);
}

/** What metrics call it. */
export function resultOf({ status }: DialectError): Result {
  if (status === 429 || status === 418) return 'throttled';
  if (status === 500) return 'failed';
  return status === 503 ? 'unavailable' : 'refused';
}
