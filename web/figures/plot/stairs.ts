/** A place of a plot: the value from left to right, and that from below. */
export type Place = readonly [across: number, up: number];

/** Each holds until the next one, or since the one before. */
export type Holds = 'after' | 'before';

/** Corners of a line that goes in steps through these, from left to right. @param ups null: nothing is there, and the line goes past it */
export function stairsOf(acrosses: readonly (number | null)[], ups: readonly (number | null)[], holds: Holds): Place[] {
  const corners: Place[] = [];
  for (const [index, across] of acrosses.entries()) {
    const up = ups[index] ?? null;
    if (across === null || up === null) continue;
    const last = corners.at(-1);
    if (last !== undefined) corners.push(holds === 'after' ? [across, last[1]] : [last[0], up]);
    corners.push([across, up]);
  }
  return corners;
}
