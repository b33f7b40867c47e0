import type { TimedRow } from '../../../../scripts/archive/archived.ts';
import type { FoundFile } from '../../../../scripts/archive/findFiles.ts';
import { mergeFiles } from '../../../../scripts/archive/mergeFiles.ts';

const DAY = 86_400_000;
const fileOf = (day: number) => ({ file: `day ${day}`, from: day * DAY, to: (day + 1) * DAY }) as FoundFile;
const rowsOf = (day: number, ids: readonly number[]): TimedRow[] =>
  ids.map((id, index) => ({ score: id, member: `[${id}]`, time: day * DAY + index }));

test('rows that do not lie above those of an earlier file are left out, and counted', async () => {
  const rows = new Map([
    ['day 1', rowsOf(1, [10, 20])],
    ['day 2', rowsOf(2, [15, 20, 30])],
  ]);
  let below = 0;
  const merged = mergeFiles(
    [fileOf(1), fileOf(2)],
    undefined,
    async ({ file }) =>
      (async function* () {
        yield rows.get(file) ?? [];
      })(),
    () => undefined,
    () => {
      below++;
    },
  );
  const scores: number[] = [];
  for await (const part of merged) scores.push(...part.map(({ score }) => score));
  expect(scores).toEqual([10, 20, 30]);
  expect(below).toBe(2);
});
