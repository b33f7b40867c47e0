/** How long is waited for what. */
export interface StreamLimits {
  /** A socket that is not open after so long is given up, ms. */
  readonly openWithinMs: number;
  /** One that brings no frame for so long is ended, ms: though it answers pings, where a message of ours waits for an answer. */
  readonly silentMs: number;
  /** One that brings frames, but none that can be read, is ended after so long, ms. */
  readonly unreadableMs: number;
  /** A message of ours counts as refused when it is not answered within this, though frames come, ms. A new socket that brings none is ended. */
  readonly answerWithinMs: number;
  /** Time between two looks at all this, ms. */
  readonly lookEveryMs: number;
}

export const STREAM_LIMITS: StreamLimits = {
  openWithinMs: 3_000,
  silentMs: 3_000,
  unreadableMs: 10_000,
  answerWithinMs: 10_000,
  lookEveryMs: 250,
};
