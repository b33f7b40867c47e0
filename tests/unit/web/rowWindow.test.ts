import { rowWindow, scrollFor } from '../../../web/figures/rowWindow.ts';

it('draws what can be seen, and a little more', () => {
  expect(rowWindow(400, 0, 280, 28)).toEqual({ from: 0, to: 14 });
  expect(rowWindow(400, 2_800, 280, 28)).toEqual({ from: 96, to: 114 });
  expect(rowWindow(3, 0, 280, 28)).toEqual({ from: 0, to: 3 });
  expect(rowWindow(0, 0, 280, 28)).toEqual({ from: 0, to: 0 });
});

it('draws the last ones where one has scrolled beyond the end', () => {
  expect(rowWindow(400, 400 * 28, 280, 28)).toEqual({ from: 386, to: 400 });
  expect(rowWindow(3, 5_000, 280, 28)).toEqual({ from: 0, to: 3 });
});

it('scrolls no further than a row needs', () => {
  expect(scrollFor(5, 0, 280, 28)).toBe(0);
  expect(scrollFor(10, 0, 280, 28)).toBe(28);
  expect(scrollFor(3, 280, 280, 28)).toBe(84);
});
