import { indexAfter, rowWindow, scrollFor } from '../../../../web/figures/watchList/rowWindow.ts';

it('draws what can be seen, and a little more', () => {
  expect(rowWindow(400, 0, 280, 28)).toEqual({ from: 0, to: 14 });
  expect(rowWindow(400, 2_800, 280, 28)).toEqual({ from: 96, to: 114 });
  expect(rowWindow(400, 400 * 28, 280, 28)).toEqual({ from: 396, to: 400 });
  expect(rowWindow(3, 0, 280, 28)).toEqual({ from: 0, to: 3 });
  expect(rowWindow(0, 0, 280, 28)).toEqual({ from: 0, to: 0 });
});

it('draws something where the list has become short while it was scrolled far', () => {
  const { from, to } = rowWindow(3, 5_000, 280, 28);
  expect(to - from).toBeGreaterThanOrEqual(0);
  expect(to).toBe(3);
});

it('scrolls no further than a row needs', () => {
  expect(scrollFor(5, 0, 280, 28)).toBe(0);
  expect(scrollFor(10, 0, 280, 28)).toBe(28);
  expect(scrollFor(3, 280, 280, 28)).toBe(84);
});

it('goes where keys lead, and not beyond the ends', () => {
  expect(indexAfter('ArrowDown', -1, 5, 3)).toBe(0);
  expect(indexAfter('ArrowDown', 4, 5, 3)).toBe(4);
  expect(indexAfter('ArrowUp', 0, 5, 3)).toBe(0);
  expect(indexAfter('PageDown', 1, 5, 3)).toBe(4);
  expect(indexAfter('Home', 3, 5, 3)).toBe(0);
  expect(indexAfter('End', 0, 5, 3)).toBe(4);
  expect(indexAfter('x', 0, 5, 3)).toBeNull();
  expect(indexAfter('ArrowDown', -1, 0, 3)).toBeNull();
});
