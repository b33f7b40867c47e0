/**
 * Which of the values to keep so that as many as possible are left and each is above the one before: what stands out of order is left
 * out, and not its neighbours.
 *
 * @returns ascending indices; all of them where the values are in order
 */
export function longestRun<Value>(values: readonly Value[], isBelow: (one: Value, other: Value) => boolean): number[] {
  /** The lowest last value of the runs of each length, by index, and what comes before each in its run. */
  const ends: number[] = [];
  const before: number[] = [];
  for (const [index, value] of values.entries()) {
    let low = 0;
    let high = ends.length;
    // Nearly always it is above all others.
    if (high > 0 && isBelow(values[ends[high - 1] as number] as Value, value)) low = high;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (isBelow(values[ends[middle] as number] as Value, value)) low = middle + 1;
      else high = middle;
    }
    before[index] = low === 0 ? -1 : (ends[low - 1] as number);
    ends[low] = index;
  }
  const run: number[] = [];
  for (let index = ends.at(-1) ?? -1; index >= 0; index = before[index] as number) run.push(index);
  return run.reverse();
}
