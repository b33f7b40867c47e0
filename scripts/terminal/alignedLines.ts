/**
 * The lines of a table for a terminal: its cells stand below each other, with two spaces between them.
 *
 * @param rows each of as many cells as the first one @param left the columns whose cells stand at the left, counted from 0; those of the others stand at
 * the right, as numbers do
 */
export function alignedLines(rows: readonly (readonly string[])[], left: readonly number[] = []): string[] {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  const padded = (cell: string, column: number): string => {
    const width = widths[column] ?? 0;
    return left.includes(column) ? cell.padEnd(width) : cell.padStart(width);
  };
  return rows.map((row) => row.map(padded).join('  ').trimEnd());
}
