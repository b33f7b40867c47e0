type Row = Readonly<Record<string, unknown>>;

/** What an event with rows says beside them, docs/events.md. */
interface Told {
  readonly data?: unknown;
  readonly first?: unknown;
  readonly reset?: unknown;
}

/**
 * The newest rows of a series after an event, the oldest first. One with the present state, or of a series that has begun anew, stands for all before.
 * @param name of the member that rows are ordered and told apart by, a number
 */
export function recentRows(
  rows: readonly Row[],
  { data, first, reset }: Told,
  name: string,
  most: number,
): readonly Row[] {
  const known = first === true || reset === true ? [] : rows;
  const told = Array.isArray(data) ? data.filter((row) => typeof row?.[name] === 'number') : [];
  const byKey = new Map([...known, ...told].map((row: Row) => [row[name] as number, row]));
  return [...byKey]
    .sort(([a], [b]) => a - b)
    .slice(-most)
    .map(([, row]) => row);
}
