/** How long the hub waits for what, ms. */
export interface HubTiming {
  /** Between two looks at all sockets. */
  readonly lookEveryMs: number;
  /** Streams that are followed or left are put together for so long, until the exchange is told: it counts messages. */
  readonly gatherMs: number;
  /** Until the next socket after one that has brought nothing: doubled each time from the first, with jitter. */
  readonly retryBaseMs: number;
  readonly retryCapMs: number;
  /** The same after one that has brought events, and ended soon. */
  readonly unstableCapMs: number;
  /** A socket that has brought events for so long was a good one. */
  readonly stableMs: number;
  /** One whose events tell no time is ended after this. */
  readonly timelessMs: number;
  /** A stream that speaks all the time and does not is asked for anew after this. */
  readonly tickingSilentMs: number;
  /** Until a stream is asked for anew: at once, then from the base, doubled each time. */
  readonly renewBaseMs: number;
  readonly renewCapMs: number;
  /** A stream that was well for so long begins with the base again. */
  readonly renewForgottenMs: number;
  /** A socket that is to take another one's place has so long for it. */
  readonly takeOverMs: number;
  /** Between the rotations of two sockets. */
  readonly spreadMs: number;
  /** Troubles that follow each other sooner are one, to the log. */
  readonly calmMs: number;
}

export const HUB_TIMING: HubTiming = {
  lookEveryMs: 100,
  gatherMs: 1_000,
  retryBaseMs: 250,
  retryCapMs: 2_000,
  unstableCapMs: 30_000,
  stableMs: 10_000,
  timelessMs: 10_000,
  tickingSilentMs: 10_000,
  renewBaseMs: 1_000,
  renewCapMs: 300_000,
  renewForgottenMs: 600_000,
  takeOverMs: 30_000,
  spreadMs: 5_000,
  calmMs: 1_000,
};

/** Part of a socket's life by which it is rotated earlier than it must be, at most: so sockets of one start do not end together. */
export const ROTATION_JITTER = 0.02;

/**
 * @param failures in a row, 1 or more
 * @returns ms until the next attempt: half of it is jitter
 */
export function delayMs(failures: number, baseMs: number, capMs: number, random: () => number): number {
  return Math.min(capMs, baseMs * 2 ** Math.min(failures - 1, 30)) * (0.5 + random() / 2);
}
