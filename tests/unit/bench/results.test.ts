import { type Figure, isReached, renderResults, type Section, short } from '../../../bench/results.ts';

test.each([
  [0.8449, '0.84'],
  [12.34, '12.3'],
  [1234.5, '1,235'],
  [Number.NaN, '–'],
])('%d is written as %s', (value, text) => {
  expect(short(value)).toBe(text);
});

test.each([
  [{ atLeast: 2 }, 2, true],
  [{ atLeast: 2 }, 1.99, false],
  [{ atMost: 2 }, 2, true],
  [{ atMost: 2 }, 2.01, false],
  [{ atMost: 2 }, Number.POSITIVE_INFINITY, false],
  [{ atLeast: 2 }, Number.NaN, true],
  [undefined, 1, true],
] as [Figure['target'], number, boolean][])('wanted %j, measured %d: %s', (target, value, expected) => {
  expect(isReached({ name: 'x', value, ...(target && { target }) })).toBe(expected);
});

test('results begin with all figures, missed ones in bold', () => {
  const section: Section = {
    title: 'Reads',
    how: 'With wrk.',
    figures: [
      { name: 'fast', value: 2, target: { atLeast: 1 } },
      { name: 'slow', value: 7, unit: ' s', target: { atMost: 5 } },
      { name: 'noted', value: 1 },
      { name: 'absent', value: Number.NaN, target: { atLeast: 1 } },
    ],
    tables: [{ head: ['who', 'rate'], rows: [['we', '1']] }],
    leftOut: ['them.'],
  };
  expect(renderResults(['- a machine'], [section])).toBe(`# Results

- a machine

| What | Measured | Wanted |  |
| --- | ---: | ---: | ---: |
| fast | 2.00 | ≥ 1 | reached |
| slow | 7.00 s | ≤ 5 s | **missed** |
| noted | 1.00 |  |  |
| absent | – | ≥ 1 | not measured |

## Reads

With wrk.

| who | rate |
| --- | ---: |
| we | 1 |

Left out: them.
`);
});
