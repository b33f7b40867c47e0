import type { Followed } from './followed.ts';
import type { HubContext } from './hubContext.ts';
import { delayMs } from './hubTiming.ts';
import type { Connection } from './sockets/connection.ts';

type Context = Pick<HubContext, 'clock' | 'timing' | 'random' | 'counts' | 'trouble'>;

/** A stream that has failed is asked for anew: at once, then later each time. */
export function renewLater(followed: Followed, { clock, timing, random }: Context): void {
  if (followed.renewAt !== null) return;
  const now = clock.monotonic();
  if (now - followed.renewedAt > timing.renewForgottenMs) followed.renewals = 0;
  const isFirst = followed.renewals === 0 && followed.refusal === null;
  followed.renewals++;
  followed.isMuted = true;
  followed.renewAt = now + (isFirst ? 0 : delayMs(followed.renewals, timing.renewBaseMs, timing.renewCapMs, random));
}

/** Finds streams that speak all the time and do not, and asks for those anew that are due. */
export function lookAfter(
  streams: ReadonlyMap<string, Followed>,
  connection: Connection | null,
  passedMs: number,
  context: Context,
): void {
  if (connection === null || !connection.isOpen()) return;
  const { clock, timing, counts, trouble } = context;
  const now = clock.monotonic();
  for (const followed of streams.values()) {
    if (followed.isTicking && followed.isUp()) {
      followed.quietMs += passedMs;
      if (followed.quietMs > timing.tickingSilentMs) {
        const why = `nothing has come of it for ${timing.tickingSilentMs} ms`;
        trouble.failed('silent stream', `${followed.name}: ${why}`);
        followed.down(why);
        renewLater(followed, context);
      }
    }
    if (followed.renewAt !== null && now >= followed.renewAt) {
      followed.renewAt = null;
      followed.refusal = null;
      followed.renewedAt = now;
      counts.renewed++;
      connection.renew(followed.name);
    }
  }
}
