import { indexAfter } from '../../../../web/figures/watchList/keys.ts';

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
