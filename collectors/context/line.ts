/** Runs work in the order it comes, so many at a time. */
export type Line = <Result>(work: () => Promise<Result>) => Promise<Result>;

/** @param width how much work is under way at most */
export function createLine(width: number): Line {
  const waiting: (() => void)[] = [];
  let running = 0;
  return async (work) => {
    if (running < width) running++;
    else await new Promise<void>((resolve) => waiting.push(resolve));
    try {
      return await work();
    } finally {
      // The place is handed on as it is.
      const next = waiting.shift();
      if (next === undefined) running--;
      else next();
    }
  };
}
