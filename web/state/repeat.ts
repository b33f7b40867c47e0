/** How often something is asked. */
export interface Pace {
  /** ms */
  readonly everyMs: number;
  /** However often it changes, it is asked no more often, ms. */
  readonly leastMs: number;
  /** It is asked after so long however long the answers take, ms. Absent: they take a twentieth of the time at most. */
  readonly mostMs?: number;
}

/** Where the answer takes long, as of very many pairs, it is asked less often: it takes this part of the time at most. */
const SHARE = 1 / 20;

/** Until it may be asked again, ms. @param took how long the answer took, ms */
export const pauseAfter = (took: number, { leastMs, mostMs = Number.POSITIVE_INFINITY }: Pace): number =>
  Math.min(mostMs, Math.max(leastMs, took / SHARE));

/** Does something again and again while the tab can be seen, and `soon` when something has changed: never twice at once. */
export function repeat(work: () => Promise<unknown>, pace: Pace): { soon(): void; end(): void } {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let [isWorking, isWanted, isEnded] = [false, false, false];
  let earliest = 0;
  const run = async () => {
    [isWorking, isWanted] = [true, false];
    const startedAt = performance.now();
    if (!document.hidden) await work();
    const now = performance.now();
    isWorking = false;
    earliest = now + pauseAfter(now - startedAt, pace);
    if (!isEnded) wait(isWanted ? 0 : pace.everyMs);
  };
  const wait = (ms: number) => {
    clearTimeout(timer);
    timer = setTimeout(run, Math.max(ms, earliest - performance.now()));
  };
  const soon = () => {
    if (isWorking) isWanted = true;
    else wait(0);
  };
  document.addEventListener('visibilitychange', soon);
  soon();
  return {
    soon,
    end() {
      isEnded = true;
      clearTimeout(timer);
      document.removeEventListener('visibilitychange', soon);
    },
  };
}
