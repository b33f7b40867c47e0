import type { StreamEnd } from '../../../exchanges/streamEnd.ts';
import type { HubContext } from '../hubContext.ts';
import { delayMs } from '../hubTiming.ts';
import type { Connection } from './connection.ts';

/**
 * When the next socket of a shard may be begun. One that brought nothing makes it later each time, and so does one that brought something and
 * ended soon: that a socket opens proves nothing.
 */
export interface Retrying {
  isDue(now: number): boolean;
  /** Not before so long, ms. */
  postpone(ms: number): void;
  /** A socket has brought an event. */
  heard(): void;
  ended(connection: Connection, end: StreamEnd): void;
}

export function createRetrying(
  route: string,
  hub: Pick<HubContext, 'clock' | 'timing' | 'random' | 'failed'>,
): Retrying {
  const { clock, timing, random } = hub;
  const { retryBaseMs, retryCapMs, unstableCapMs, stableMs } = timing;
  let at = 0;
  let failures = 0;
  let shortLives = 0;

  const postpone = (ms: number): void => {
    at = clock.monotonic() + ms;
  };

  return {
    postpone,
    isDue: (now) => now >= at,
    heard() {
      failures = 0;
    },
    ended(connection, { error }) {
      const heardAt = connection.heardAt();
      if (heardAt === null) {
        failures++;
        hub.failed(route, error?.retryAfterMs ?? 0);
        postpone(delayMs(failures, retryBaseMs, retryCapMs, random));
        return;
      }
      shortLives = clock.monotonic() - heardAt < stableMs ? shortLives + 1 : 0;
      // All sockets of a burst must not come back together.
      postpone(shortLives === 0 ? retryBaseMs * random() : delayMs(shortLives, retryBaseMs, unstableCapMs, random));
    },
  };
}
