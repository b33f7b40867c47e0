import { drawnOf, scrolledTo } from '../../../../web/figures/freshness/drawn.ts';
import { moved } from '../../../../web/figures/freshness/move.ts';

describe('rows that are drawn', () => {
  const seen = { top: 0, height: 400, rowHeight: 26 };

  it('are those that can be seen, and a few beyond', () => {
    expect(drawnOf(400, seen)).toEqual({ first: 0, end: 32 });
    const { first, end } = drawnOf(400, { ...seen, top: 5_200 });
    expect([first, end]).toEqual([192, 224]);
    expect(first * 26).toBeLessThan(5_200);
    expect(end * 26).toBeGreaterThan(5_200 + 400);
  });

  it('are all where there are few, and the last ones where one has scrolled beyond the end', () => {
    expect(drawnOf(7, seen)).toEqual({ first: 0, end: 7 });
    expect(drawnOf(40, { ...seen, top: 90_000 })).toEqual({ first: 8, end: 40 });
    expect(drawnOf(0, seen)).toEqual({ first: 0, end: 0 });
  });

  it('are scrolled to as little as needed', () => {
    const middle = { ...seen, top: 1_000 };
    expect(scrolledTo(40, middle, 50)).toBe(1_000);
    expect(scrolledTo(2, middle, 50)).toBe(52);
    expect(scrolledTo(100, middle, 50)).toBe(101 * 26 - 400 + 50);
  });
});

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
