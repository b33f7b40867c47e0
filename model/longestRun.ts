/**
 * Chooses as many of the values as possible so that each is above the one before it. So a value that is out of order is left out, and not its
 * neighbours.
 *
 * @returns ascending indices; all of them where the values are in order
 */
export function longestRun<Value>(values: readonly Value[], isBelow: (one: Value, other: Value) => boolean): number[] {
  /**
   * For each length the index of the lowest value that ends a run of that length; and for each value the index of the one before it in its
   * run.
   */
  const ends: number[] = [];
  const before: number[] = [];
  for (const [index, value] of values.entries()) {
    let low = 0;
    let high = ends.length;
    // Nearly always the value is above all others.
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
