/** Runs work in the order it comes, so many at a time. Work rejects, and does not throw at once. */
export type Line = <Result>(work: () => Promise<Result>) => Promise<Result>;

/** @param width how much work is under way at most */
export function createLine(width: number): Line {
  const waiting: (() => void)[] = [];
  let running = 0;

  function leave(): void {
    // The place is handed on as it is.
    const next = waiting.shift();
    if (next === undefined) running--;
    else next();
  }

  function run<Result>(work: () => Promise<Result>): Promise<Result> {
    const result = work();
    result.then(leave, leave);
    return result;
  }

  return (work) => {
    if (running >= width) return new Promise((resolve) => waiting.push(() => resolve(run(work))));
    running++;
    return run(work);
  };
}
