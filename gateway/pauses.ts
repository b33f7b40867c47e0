import type { ExchangeError, ExchangeErrorCode } from '../exchanges/errors.ts';
import type { Account } from '../store/budget/account.ts';
import { liftPause, type Pause, pauseEgress } from '../store/budget/pause.ts';
import type { ExchangeClock } from '../store/market/clock.ts';
import type { MarketState } from '../store/market/marketState.ts';
import type { Store } from '../store/redis/connect.ts';
import { nullIfRedisError } from '../store/redis/redisError.ts';

/**
 * The stops that the exchange orders, as one process keeps to them. It is in one of three states:
 *
 * - **open**: requests go out.
 * - **timed**: the exchange has said for how long (429, 418, any answer with a time). Nothing goes out, not even a ping.
 * - **waiting**: it has not (403, 451, as a rule). Only pings go out (pinger.ts).
 *
 * What moves it:
 *
 * | From | To | When |
 * |---|---|---|
 * | open, waiting | timed | an answer names a time, here (`met`) or in another process: then it stands in Redis (`found`, `keep`) |
 * | open | waiting | an answer blocks us and names no time, here or in another process |
 * | timed | timed, for longer | a later end is named or found; an earlier one changes nothing |
 * | timed | open | its time is over: nothing else ends it |
 * | waiting | open | a ping is answered (`lift`), or nobody has prolonged it for some seconds: whoever asks next finds out |
 *
 * Three clocks are kept, each for what the others cannot do:
 *
 * - **The pause in Redis** (store/budget/pause.ts) holds for all processes, and for those that start during it. Its end is told by the exchange's
 *   clock, the one that all machines agree on, and Redis drops it by itself. Each reservation looks at it. A waiting pause has no other.
 * - **`pausedUntil`**, this process's copy of a timed pause, by the monotonic clock. It holds where Redis is away or has lost its data:
 *   `keep` puts the pause back there each second. Setting the machine's clock does not move it. A waiting pause has no copy, since it
 *   ends for all as soon as Redis says so.
 * - **`toldUntil`**: until when a waiting pause counts as told. It decides nothing about sending: it only keeps the log from telling the same
 *   block with each ping that is refused.
 */
export interface Pauses {
  /** How long the process's own copy still holds, ms; 0 or less: nothing is known here against sending. */
  left(): number;
  /** The exchange has stopped us. Resolves when the others are told, or Redis is away. */
  met(error: ExchangeError): Promise<void>;
  /** A reservation was refused because of this pause in Redis. */
  found(stands: Pause): void;
  /** Takes over what stands in Redis, and puts back what Redis has lost. Called each second. Rejects when Redis is away. */
  keep(): Promise<void>;
  /** Prolongs a waiting pause, while somebody pings. Rejects when Redis is away. */
  prolong(pause: Pause): Promise<void>;
  /** Ends a waiting pause, in all processes. Rejects when Redis is away. */
  lift(): Promise<void>;
}

export interface PausesOptions {
  readonly store: Store;
  readonly account: Account;
  readonly clock: ExchangeClock;
  readonly shared: { state(): Pick<MarketState, 'pause'> };
  /** Called once for each pause this process has met, and when one is found to be longer, with its length from now on. */
  readonly onPause: (error: ExchangeError, lengthMs: number) => void;
}

/** A firewall seldom says for how long it blocks us: asked so often whether it is over. */
export const PING_EVERY_MS = 5_000;

/** Without anybody who pings a waiting pause ends by itself, and whoever asks first finds out. */
const UNTIL_PINGED_MS = PING_EVERY_MS + 3_000;

/** No exchange bans for longer: a time that is longer is cut where it is met, and not believed where it is found. */
const LONGEST_PAUSE_MS = 7 * 86_400_000;

/** Answers to requests that were under way together end their pauses within this time of each other. */
const SAME_PAUSE_MS = 5_000;

/** What a refusal is called that came without a status for it: some exchanges answer errors with 200. */
const usualStatuses: Partial<Record<ExchangeErrorCode, number>> = {
  'rate-limited': 429,
  banned: 418,
  blocked: 403,
  restricted: 451,
};

const statusOf = ({ code, status = 0 }: ExchangeError): number =>
  status >= 400 ? status : (usualStatuses[code] ?? 503);

/** When a pause is over by this process's own clock. A ban is kept to by it even where Redis has lost its data. */
export function endsHere(until: number, now: number, monotonic: number): number {
  return monotonic + until - now;
}

export function createPauses({ store, account, clock, shared, onPause }: PausesOptions): Pauses {
  const now = clock.nowOrWall;
  let pausedUntil = 0;
  let pausedBy = 0;
  let toldUntil = 0;

  const left = () => pausedUntil - clock.monotonic();

  function remember({ status, until }: Pause): void {
    const untilHere = endsHere(until, now(), clock.monotonic());
    if (untilHere <= pausedUntil) return;
    pausedUntil = untilHere;
    pausedBy = status;
  }

  /**
   * Before the exchange's clock is known its end may seem to be years off, and one that is longer than any ban is damaged: Redis lets it
   * run out in time.
   */
  function found(stands: Pause): void {
    const isBelieved = clock.isMeasured() && stands.until - now() <= LONGEST_PAUSE_MS;
    if (stands.awaitsPing !== true && isBelieved) remember(stands);
  }

  async function keep(): Promise<void> {
    const stands = shared.state().pause;
    if (stands !== null) found(stands);
    if (left() > 0) await pauseEgress(store, account, { status: pausedBy, until: Math.round(now() + left()) }, now());
  }

  async function prolong({ status }: Pick<Pause, 'status'>): Promise<void> {
    const until = Math.round(now() + UNTIL_PINGED_MS);
    await pauseEgress(store, account, { status, until, awaitsPing: true }, now());
  }

  /** @returns whether it is another one than before, or a longer one */
  function meetTimed(status: number, lengthMs: number): boolean {
    const isNew = clock.monotonic() >= Math.max(pausedUntil, toldUntil);
    const isLonger = clock.monotonic() + lengthMs > pausedUntil + SAME_PAUSE_MS;
    remember({ status, until: Math.round(now() + lengthMs) });
    return isNew || isLonger;
  }

  /** @returns whether it is another one than before */
  function meetWaiting(): boolean {
    const isNew = clock.monotonic() >= Math.max(pausedUntil, toldUntil);
    toldUntil = clock.monotonic() + UNTIL_PINGED_MS;
    return isNew;
  }

  return {
    left,
    found,
    keep,
    prolong,

    async met(error) {
      const retryAfterMs =
        error.retryAfterMs === undefined ? undefined : Math.min(error.retryAfterMs, LONGEST_PAUSE_MS);
      const status = statusOf(error);
      const isToBeTold = retryAfterMs === undefined ? meetWaiting() : meetTimed(status, retryAfterMs);
      if (isToBeTold) onPause(error, retryAfterMs ?? UNTIL_PINGED_MS);
      // With Redis away the own copy holds, and the others are told later.
      await (retryAfterMs === undefined ? prolong({ status }) : keep()).catch(nullIfRedisError);
    },

    async lift() {
      toldUntil = 0;
      await liftPause(store, account);
    },
  };
}
