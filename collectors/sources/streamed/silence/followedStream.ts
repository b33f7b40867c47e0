import type { Following } from '../../../../gateway/streams/hub.ts';

/** A stream of a pair, with what it has told. */
export interface FollowedStream {
  readonly following: Following;
  /** The last trade that it has told of; null: none. */
  lastTrade: number | null;
  /** Since when it should tell, monotonic ms. */
  since: number;
  /** Since when others have told a trade that it has not, as far as was looked, monotonic ms; null: they have not. */
  lackingSince: number | null;
  /** It counts as heard because others have vouched for it: it has told nothing itself yet. */
  isVouched: boolean;
  /** It has lacked something, and has told nothing since. */
  isDoubted: boolean;
}

export const newFollowedStream = (following: Following, now: number): FollowedStream => ({
  following,
  lastTrade: null,
  since: now,
  lackingSince: null,
  isVouched: false,
  isDoubted: false,
});

/** What it has told so far says nothing of what it tells from now on. */
export function forgetTold(stream: FollowedStream, now: number): void {
  stream.lastTrade = null;
  stream.since = now;
  stream.lackingSince = null;
}

/** One that has lacked something must speak itself: until then REST serves it. */
export function vouch(stream: FollowedStream): boolean {
  if (stream.isDoubted) return false;
  stream.isVouched = true;
  stream.following.vouch();
  return true;
}

export function distrust(stream: FollowedStream, why: string): void {
  stream.isDoubted = true;
  stream.following.distrust(why);
}
