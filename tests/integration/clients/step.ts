import type { Call } from './call.ts';

/** What the steps ask for; all of it is known before the first one. */
export interface Scene {
  /** Collected on both markets. */
  readonly symbol: string;
  /** Not collected, but listed on both. */
  readonly other: string;
  /** A time by the exchange's clock at which all of the past is settled, ms: a whole minute. */
  readonly settled: number;
  /** Ids of aggregate trades that were stored at that time: of spot, of futures. */
  readonly spotId: number;
  readonly futuresId: number;
}

/**
 * How an answer of ours is held against the exchange's own.
 *
 * - `same`  nothing in it changes within the test: equal to the last digit; only the server's time may differ
 * - `rows`  a list whose last row may still change; all others are equal, none is missing and none too many
 * - `live`  of the same form, and neither older than what the exchange said before nor newer than what it says now
 * - `polled` the same of what is polled each ten seconds: it may be older, but not stale
 * - `clock` a time of now: the exchange's clock is measured, and as exact as its answers come quickly
 * - `refused` the client throws, and the same
 */
export type Kind = 'same' | 'rows' | 'live' | 'polled' | 'clock' | 'refused';

/** One call of a client. */
export interface Step {
  readonly title: string;
  readonly kind: Kind;
  callFor(scene: Scene): Call;
}

const step =
  (kind: Kind) =>
  (title: string, callFor: Step['callFor']): Step => ({ title, kind, callFor });

export const same = step('same');
export const rows = step('rows');
export const live = step('live');
export const polled = step('polled');
export const clock = step('clock');
export const refused = step('refused');

export const MINUTE = 60_000;
