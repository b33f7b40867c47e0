import { ExchangeError } from '../../exchanges/errors.ts';
import { NotSent } from '../../gateway/gate.ts';
import { InvalidPayload } from '../../model/invalidPayload.ts';
import { CollectorError } from '../../runtime/errors.ts';
import { isRedisError } from '../../store/redis/redisError.ts';
import type { GapCause } from '../../store/values/gaps.ts';

const REFUSALS = new Set(['rate-limited', 'banned', 'blocked', 'restricted']);

/** What a failed poll says of the rows that are missed meanwhile; null where it says nothing. */
export function causeOf(failure: unknown): GapCause | null {
  if (failure instanceof NotSent) return failure.code === 'paused' ? 'exchange-refused' : 'throttled';
  if (failure instanceof ExchangeError) return REFUSALS.has(failure.code) ? 'exchange-refused' : 'exchange-down';
  if (failure instanceof InvalidPayload) return 'exchange-down';
  if (isRedisError(failure)) return 'redis-down';
  return failure instanceof CollectorError ? null : 'internal';
}
