/*
 * The beats of this process: moments at which is done what has come up since the one before. Ten writes that go to Redis at once cost a fraction of
 * ten that go one after another.
 */

/** Between two beats, ms. */
export const BEAT_MS = 5;

/** What is to be done, by the numbers of the beats. */
const wanted = new Map<number, (() => void)[]>();
let isTimed = false;

/** Does something at the first beat after so much time, never at once. @param ms may be negative: then at the next one @param task must not throw */
export function atBeat(ms: number, task: () => void): void {
  const now = performance.now();
  const beat = Math.max(Math.ceil((now + ms) / BEAT_MS), beatAfter(now));
  const tasks = wanted.get(beat);
  if (tasks === undefined) wanted.set(beat, [task]);
  else tasks.push(task);
  if (!isTimed) awaitBeat(now);
}

const beatAfter = (now: number): number => Math.floor(now / BEAT_MS) + 1;

function awaitBeat(now: number): void {
  isTimed = true;
  const next = beatAfter(now);
  // Timers may be early by a part of a millisecond.
  setTimeout(() => beat(next), next * BEAT_MS - now);
}

function beat(number: number): void {
  const now = performance.now();
  const reached = Math.max(number, beatAfter(now) - 1);
  const due = [...wanted].filter(([each]) => each <= reached).sort(([one], [other]) => one - other);
  for (const [each] of due) wanted.delete(each);
  for (const [, tasks] of due) for (const task of tasks) task();
  isTimed = false;
  if (wanted.size > 0) awaitBeat(now);
}
