/** Runs work in the order it comes. */
export type Line = <Result>(work: () => Promise<Result>) => Promise<Result>;

/** One at a time. */
export function createLine(): Line {
  const waiting: (() => void)[] = [];
  let isBusy = false;
  return async (work) => {
    if (isBusy) await new Promise<void>((resolve) => waiting.push(resolve));
    else isBusy = true;
    try {
      return await work();
    } finally {
      // The place is handed on as it is.
      const next = waiting.shift();
      if (next === undefined) isBusy = false;
      else next();
    }
  };
}
