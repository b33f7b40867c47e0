import type { RowSource } from '../history/rowSource.ts';

/** The time of the first row from one time on, before another, ms; null: there is none. */
export async function firstTimeOf(
  source: Pick<RowSource, 'read'>,
  timeOf: ((member: string) => number) | undefined,
  from: number,
  until: number,
): Promise<number | null> {
  for await (const [first] of source.read(from, until)) {
    if (first !== undefined) return timeOf?.(first.member) ?? first.score;
  }
  return null;
}
