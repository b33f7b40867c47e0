/*
 * The beats of this process: moments at which is done what has come up since the one before. Ten writes that go to Redis at once cost a fraction of
 * ten that go one after another.
 */

/** Between two beats, ms. */
export const BEAT_MS = 5;

interface Wanted {
  /** The number of the beat. */
  readonly at: number;
  readonly task: () => void;
}

/** So many beats have places of their own; later ones share them. */
const PLACES = 512;

/**
 * What is to be done, each in the place of its beat. It is no Map by beats: V8 makes the table of one anew again and again where things are put in and
 * taken out all the time, which costs time and leaves old tables behind.
 */
const wanted: Wanted[][] = Array.from({ length: PLACES }, () => []);
let count = 0;
/** The last beat. */
let last = 0;
let isTimed = false;

/** Does something at the first beat after so much time, never at once. @param ms may be negative: then at the next one @param task must not throw */
export function atBeat(ms: number, task: () => void): void {
  const now = performance.now();
  if (count === 0) last = Math.max(last, Math.floor(now / BEAT_MS));
  const at = Math.max(Math.ceil((now + ms) / BEAT_MS), last + 1);
  wanted[at % PLACES]?.push({ at, task });
  count++;
  if (!isTimed) awaitBeat(now);
}

/** How long ago the last beat should have been, ms: at most the time between two, and below 0 where it was early. */
export const sinceBeatMs = (): number => Math.min(BEAT_MS, performance.now() - last * BEAT_MS);

function awaitBeat(now: number): void {
  isTimed = true;
  const next = last + 1;
  // Timers may be early by a part of a millisecond.
  setTimeout(() => beat(next), next * BEAT_MS - now);
}

function beat(number: number): void {
  const now = performance.now();
  const from = last + 1;
  last = Math.max(number, Math.floor(now / BEAT_MS));
  for (let each = Math.max(from, last - PLACES + 1); each <= last; each++) take(each % PLACES);
  isTimed = false;
  if (count > 0) awaitBeat(performance.now());
}

/** Does what is due of a place. */
function take(place: number): void {
  const here = wanted[place] ?? [];
  if (here.length === 0) return;
  const later: Wanted[] = [];
  wanted[place] = later;
  const reached = last;
  for (const each of here) {
    if (each.at > reached) {
      later.push(each);
      continue;
    }
    count--;
    each.task();
  }
}
