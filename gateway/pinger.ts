import type { Connector } from '../exchanges/connector.ts';
import { ExchangeError } from '../exchanges/errors.ts';
import { StartError } from '../runtime/errors.ts';
import type { Log } from '../runtime/log.ts';
import { monotonicMs } from '../runtime/machine.ts';
import type { Pause } from '../store/budget/pause.ts';
import { type Defects, isDefect } from '../store/reports/defects.ts';
import { type Asker, ask } from './ask.ts';
import { PING_EVERY_MS } from './pauses.ts';

/** A tick comes a few milliseconds early or late. */
const SLACK_MS = 300;

/**
 * Finds out when a block (403, 451) is over that the exchange has set no time for: one ping each five seconds, while all else waits.
 * The first answer other than a block ends the pause, in all processes at once. Only the keeper of the market pings. It is in one of
 * three states, and looks at the pause that stands each second:
 *
 * - **idle**: no pause waits for a ping. One that does makes it *waiting*; the first ping is due five seconds later.
 * - **waiting** (`nextAt`): a ping is due at that time, which makes it *pinging*. Where the pause is gone, lifted or run out, it is *idle*.
 * - **pinging** (`isPinging`): a ping is under way. Before it is sent, and after it was refused, the pause is prolonged, so that it does not
 *   run out while the exchange still blocks us. An answer of the exchange lifts it. A ping that was not sent or not answered tells
 *   nothing: the pause is prolonged. In any case it is *waiting* again, until the next second shows that the pause is gone.
 */
export interface Pinger {
  /** One second has passed. Returns at once. */
  tick(): void;
}

export interface PingerOptions extends Asker {
  readonly connector: Pick<Connector, 'ping'>;
  readonly log: Pick<Log, 'info'>;
  readonly defects: Defects;
  /** The pause that stands, as last read. */
  readonly pause: () => Pause | null;
  readonly onFatal: (error: StartError) => void;
}

/** `monotonic` (ms) can be injected. */
export function createPinger(options: PingerOptions, monotonic = monotonicMs): Pinger {
  const { gate, log } = options;
  let nextAt: number | null = null;
  let isPinging = false;

  async function ping(pause: Pause): Promise<void> {
    // It must not run out while the answer is under way.
    await gate.prolongPause(pause);
    if (await isOver()) {
      await gate.liftPause();
      log.info(`the exchange answers again: the pause after ${pause.status} is over`);
    } else {
      await gate.prolongPause(pause);
    }
  }

  /** A ping that was not sent or not answered tells nothing. */
  async function isOver(): Promise<boolean> {
    try {
      await ask(options, options.connector.ping(), 'ping');
      return true;
    } catch (error) {
      if (error instanceof StartError || isDefect(error)) throw error;
      return error instanceof ExchangeError && error.status !== undefined && !error.stopsEgress;
    }
  }

  return {
    tick() {
      const pause = options.pause();
      if (pause?.awaitsPing !== true) {
        nextAt = null;
        return;
      }
      const now = monotonic();
      nextAt ??= now + PING_EVERY_MS;
      if (isPinging || now < nextAt - SLACK_MS) return;
      nextAt = now + PING_EVERY_MS;
      isPinging = true;
      ping(pause)
        .catch((error: unknown) => {
          // That Redis is away its connection says.
          if (error instanceof StartError) options.onFatal(error);
          else if (options.defects.note('the ping', error)) options.count('internal');
        })
        .finally(() => {
          isPinging = false;
        });
    },
  };
}
