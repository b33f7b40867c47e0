import type { Following } from '../../../../gateway/streams/hub.ts';

/** A stream of a pair, with what it has told. */
export interface FollowedStream {
  readonly following: Following;
  /** Other pairs live on it, too; null: it is the pair's own. */
  readonly shared: Shared | null;
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

/** A stream that several pairs share, as one of them sees it. */
export interface Shared {
  /** Whether it brings something of any pair: what one lacks is then its own trouble, and no other one must suffer for it. */
  goesOn(): boolean;
  /** To this pair it is down. */
  onDown(cause: string): void;
}

export const newFollowedStream = (following: Following, shared: Shared | null, now: number): FollowedStream => ({
  following,
  shared,
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

/** It is asked for anew; one that goes on for other pairs is left alone, and REST serves the pair until it speaks of that, too. */
export function distrust(stream: FollowedStream, why: string): void {
  const { shared, following, isDoubted } = stream;
  stream.isDoubted = true;
  if (shared?.goesOn() !== true) following.distrust(why);
  else if (!isDoubted) shared.onDown(why);
}
