import { moved } from '../../../../web/figures/freshness/move.ts';

describe('keys', () => {
  // The second row has nothing in the column in the middle, the third only there.
  const columns = [[0, 1, 2], [0, 2], [1]];
  it.each([
    ['ArrowRight', false, [0, 0], [0, 1]],
    ['ArrowRight', false, [1, 0], [1, 2]],
    ['ArrowRight', false, [0, 2], [0, 2]],
    ['ArrowRight', true, [0, 0], [0, 2]],
    ['ArrowLeft', false, [1, 2], [1, 0]],
    ['ArrowLeft', true, [0, 2], [0, 0]],
    ['ArrowDown', false, [0, 2], [1, 2]],
    ['ArrowDown', false, [1, 2], [2, 1]],
    ['ArrowDown', false, [2, 1], [2, 1]],
    ['ArrowDown', true, [0, 0], [2, 1]],
    ['ArrowUp', false, [0, 1], [0, 1]],
    ['PageDown', false, [0, 0], [2, 1]],
    ['PageUp', false, [2, 1], [0, 1]],
    ['Home', false, [1, 2], [1, 0]],
    ['End', false, [1, 0], [1, 2]],
    ['Home', true, [2, 1], [0, 0]],
    ['End', true, [0, 0], [2, 1]],
  ] as const)('%s (all: %s) leads from %j to %j', (key, isAll, [row, column], [toRow, toColumn]) => {
    expect(moved({ row, column }, key, isAll, columns)).toEqual({ row: toRow, column: toColumn });
  });

  it('of another kind lead nowhere', () => {
    expect(moved({ row: 0, column: 0 }, 'Enter', false, columns)).toBeNull();
    expect(moved({ row: 0, column: 0 }, 'a', true, columns)).toBeNull();
  });
});
