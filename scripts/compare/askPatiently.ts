import { ExchangeError } from '../../exchanges/errors.ts';
import { NotSent } from '../../gateway/gate.ts';
import type { Guest } from '../../gateway/openGuest.ts';
import type { ExchangeRequest } from '../../model/exchangeRequest.ts';
import type { Payload } from '../../model/feed.ts';
import { InvalidPayload } from '../../model/invalidPayload.ts';
import { isError, StartError } from '../../runtime/errors.ts';
import { isRedisError } from '../../store/redis/redisError.ts';
import { tryAgain } from '../exchange/tryAgain.ts';

export interface Patience {
  readonly signal: AbortSignal;
  say(line: string): void;
}

/** Weight comes back with the next minute; who waits longer than this for one request waits in vain, ms. */
const FOR_WEIGHT_MS = 600_000;

/** A pause that is longer is said, and not waited for, ms. */
const FOR_PAUSE_MS = 65_000;

/** Between attempts where the exchange, or Redis, does not answer, ms: they are waited for about half a minute. */
const AGAIN_MS = [1_000, 2_000, 4_000, 8_000, 15_000];

/**
 * Asks an exchange until it answers: waits for weight and for short pauses, and asks again where it has a passing trouble. Somebody looks on, and what is
 * compared grows old: so it bears less than `patiently` of scripts/history.
 *
 * @param read makes of the answer what is wanted; it may throw InvalidPayload
 * @throws StartError in one line where it refuses, does not answer for long, or answers what cannot be right; AbortError by the signal
 */
export function askPatiently<Read>(
  guest: Pick<Guest, 'ask'>,
  request: ExchangeRequest,
  read: (payload: Payload) => Read,
  { signal, say }: Patience,
): Promise<Read> {
  let [failures, waitedMs] = [0, 0];
  const ask = async (): Promise<Read> => {
    const { data, text } = await guest.ask(request);
    return read({ data, text, path: request.path });
  };
  const judge = (error: unknown): number => {
    const delayMs = delayAfter(error, failures, waitedMs);
    if (waitedMs === 0) say(`${messageOf(error)}: waiting`);
    if (!(error instanceof NotSent)) failures += 1;
    waitedMs += delayMs;
    return delayMs;
  };
  return tryAgain(ask, judge, signal);
}

/** Until it is worth asking again, ms. @throws StartError where it is not */
function delayAfter(error: unknown, failures: number, waitedMs: number): number {
  if (error instanceof NotSent) {
    const most = error.code === 'paused' ? FOR_PAUSE_MS : FOR_WEIGHT_MS;
    const delayMs = error.retryAfterMs + 50;
    if (waitedMs + delayMs <= most) return delayMs;
    throw new StartError(`${error.message}: nothing is compared; try again later`);
  }
  if (error instanceof ExchangeError) {
    if (error.code === 'unknown-pair') {
      throw new StartError(`${error.message}: the exchange does not know this pair; check --code and --market`);
    }
    if (!error.retryable || error.stopsEgress) throw new StartError(`${error.message}: nothing is compared`);
  } else if (error instanceof InvalidPayload) throw new StartError(`${error.message}: nothing is compared`);
  else if (!isRedisError(error)) throw error;
  const delayMs = AGAIN_MS[failures];
  if (delayMs !== undefined) return delayMs;
  throw new StartError(`${messageOf(error)}: nothing is compared`);
}

function messageOf(error: unknown): string {
  const message = isError(error) ? error.message : String(error);
  return isRedisError(error) ? `Redis does not answer (${message})` : message;
}
