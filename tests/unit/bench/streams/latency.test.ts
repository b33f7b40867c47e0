import { lagsOf } from '../../../../bench/streams/latency.ts';
import type { Sent } from '../../../../bench/streams/sender/sender.ts';

const sent: Sent[] = [
  [0, 'trade', '0'],
  [1000, 'trade', '1'],
  [1010, 'trade', '2'],
  [1020, 'trade', '3'],
];

test('a frame counts until an answer shows it or a newer one', () => {
  expect(
    lagsOf(sent, [
      { at: 1005, value: '1' },
      { at: 1030, value: '3' },
    ]),
  ).toEqual([5, 20, 10]);
});

test('a value that comes back is that of the frame sent last before the answer', () => {
  const back: Sent[] = [
    [0, 'x', '-'],
    [1000, 'x', 'a'],
    [1010, 'x', 'b'],
    [1050, 'x', 'a'],
  ];
  expect(
    lagsOf(back, [
      { at: 1002, value: 'a' },
      { at: 1012, value: 'b' },
      { at: 1060, value: 'a' },
    ]),
  ).toEqual([2, 2, 10]);
});

test('frames of the first moment, and those that nothing has shown, do not count', () => {
  expect(
    lagsOf(sent, [
      { at: 5, value: '0' },
      { at: 1001, value: '1' },
    ]),
  ).toEqual([1]);
});
