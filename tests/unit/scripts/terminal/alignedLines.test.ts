import { alignedLines } from '../../../../scripts/terminal/alignedLines.ts';

test('cells stand below each other: numbers at the right, named columns at the left, and no line ends in spaces', () => {
  const rows = [
    ['fault', 'lost', ''],
    ['kill-api', '12', 'ok'],
    ['429', '3', ''],
  ];
  expect(alignedLines(rows, [0, 2])).toEqual(['fault     lost', 'kill-api    12  ok', '429          3']);
  expect(alignedLines(rows)).toEqual(['   fault  lost', 'kill-api    12  ok', '     429     3']);
  expect(alignedLines([])).toEqual([]);
});
