import { type Counted, countOf, grown, perMinute } from '../../../web/figures/counters.ts';

const counted = (weight: number, fields: Partial<Counted> = {}): Counted => ({
  pid: 1,
  startedAt: 1_000,
  counters: { weight },
  ...fields,
});

describe('a counter grows', () => {
  it.each<[string, Counted | undefined, Counted, number]>([
    ['by the difference', counted(10), counted(17), 7],
    ['by nothing', counted(10), counted(10), 0],
    ['by all that another process has counted', counted(10), counted(12, { pid: 2 }), 12],
    [
      'by all that was counted since a restart under the same number',
      counted(10),
      counted(12, { startedAt: 2_000 }),
      12,
    ],
    ['by all that is there, where it counts anew', counted(10), counted(4), 4],
    ['by nothing that is known, where nobody reported before', undefined, counted(500), 0],
    ['by nothing that is known after a worker that never reported', counted(0, { pid: null }), counted(500), 0],
    ['by nothing, where there is no such counter', counted(1, { counters: {} }), counted(1, { counters: {} }), 0],
  ])('%s', (_, before, now, by) => {
    expect(grown(before, now, 'weight')).toBe(by);
  });
});

it.each([Number.NaN, Number.POSITIVE_INFINITY, -1, undefined, '7' as unknown as number])(
  'what is no count, such as %p, counts as nothing',
  (value) => {
    expect(countOf({ counters: { weight: value as number } }, 'weight')).toBe(0);
  },
);

it('is scaled to a minute, and to nothing where no time passed', () => {
  expect([perMinute(10, 2_000), perMinute(10, 120_000), perMinute(10, 0)]).toEqual([300, 5, 0]);
});
