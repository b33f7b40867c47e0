/** Runs work in the order it comes. */
export type Line = <Result>(work: () => Promise<Result>) => Promise<Result>;

/** One at a time. */
export function createLine(): Line {
  const waiting: (() => void)[] = [];
  let isBusy = false;

  function leave(): void {
    // The place is handed on as it is.
    const next = waiting.shift();
    if (next === undefined) isBusy = false;
    else next();
  }

  // Each row stands in one: without `async` a line that is free costs one promise less.
  function run<Result>(work: () => Promise<Result>): Promise<Result> {
    const result = begun(work);
    result.then(leave, leave);
    return result;
  }

  return (work) => {
    if (isBusy) return new Promise((resolve) => waiting.push(() => resolve(run(work))));
    isBusy = true;
    return run(work);
  };
}

/** What throws at once rejects as well: its place is free again. */
function begun<Result>(work: () => Promise<Result>): Promise<Result> {
  try {
    return work();
  } catch (error) {
    return Promise.reject(error);
  }
}
