/** It is asked so often, ms. */
const EVERY_MS = 15_000;

/** However often it changes, it is asked no more often, ms. */
const LEAST_MS = 2_000;

/** Where the answer takes long, as with full ledgers of many pairs, it is asked less often: it takes this part of the time at most. */
const SHARE = 1 / 20;

/** Does something every 15 seconds while the tab can be seen, and `soon` when something has changed: never twice at once. @param everyMs in place of 15 seconds */
export function repeat(work: () => Promise<void>, everyMs = EVERY_MS): { soon(): void; end(): void } {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let [isWorking, isWanted, isEnded] = [false, false, false];
  let earliest = 0;
  const run = async () => {
    [isWorking, isWanted] = [true, false];
    const startedAt = performance.now();
    if (!document.hidden) await work();
    const now = performance.now();
    isWorking = false;
    earliest = now + Math.max(LEAST_MS, (now - startedAt) / SHARE);
    if (!isEnded) wait(isWanted ? 0 : everyMs);
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
