/** Closes a part of a world; what was opened last is closed first. */
export type AtEnd = (close: () => unknown) => void;

/**
 * A test in a world of its own, which is closed however the test ends.
 * Tests that mostly wait run side by side that way (`it.concurrent`, for which Jest has no beforeEach).
 */
export function inWorld<World, Args extends unknown[]>(
  open: (atEnd: AtEnd) => Promise<World>,
  test: (world: World, ...args: Args) => Promise<void>,
): (...args: Args) => Promise<void> {
  return async (...args) => {
    const closers: (() => unknown)[] = [];
    try {
      await test(await open((close) => closers.push(close)), ...args);
    } finally {
      for (const close of closers.reverse()) await close();
    }
  };
}
