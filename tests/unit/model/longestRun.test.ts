import fc from 'fast-check';
import { longestRun } from '../../../model/longestRun.ts';

const run = (values: number[]) => longestRun(values, (one, other) => one < other).map((index) => values[index]);

it.each([
  [[], []],
  [
    [1, 2, 3],
    [1, 2, 3],
  ],
  [
    [1, 9, 2, 3],
    [1, 2, 3],
  ],
  [
    [1, 2, 0, 3],
    [1, 2, 3],
  ],
  [
    [1, 2, 2, 3],
    [1, 2, 3],
  ],
  [
    [1, 9, 2],
    [1, 2],
  ],
])('of %j it keeps %j', (values, kept) => {
  expect(run(values)).toEqual(kept);
});

it('keeps as many as can be, in order', () => {
  const values = fc.array(fc.integer({ min: 0, max: 9 }), { maxLength: 9 });
  fc.assert(
    fc.property(values, (list) => {
      const longest = (from: number, above: number): number =>
        from === list.length
          ? 0
          : Math.max(
              longest(from + 1, above),
              (list[from] as number) > above ? 1 + longest(from + 1, list[from] as number) : 0,
            );
      const kept = run(list) as number[];
      expect(kept).toHaveLength(longest(0, -1));
      expect(kept).toEqual([...new Set(kept)].sort((a, b) => a - b));
    }),
  );
});
