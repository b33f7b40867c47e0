import { recentRows } from '../../../../web/figures/futures/recentRows.ts';

const row = (time: number, value = 'old') => ({ time, value });

it('keeps the newest rows in order, and of two of one time the later told', () => {
  const known = [row(1), row(2), row(3)];
  expect(recentRows(known, { data: [row(4), row(3, 'new')] }, 'time', 3)).toEqual([row(2), row(3, 'new'), row(4)]);
});

it('begins anew with the present state, and where a series has begun anew', () => {
  expect(recentRows([row(1), row(2)], { data: [row(9)], first: true }, 'time', 3)).toEqual([row(9)]);
  expect(recentRows([row(8)], { data: [row(1)], reset: true }, 'time', 3)).toEqual([row(1)]);
});

it('passes over what is no row', () => {
  expect(recentRows([], { data: [null, 1, {}, { time: 'x' }, row(1)] }, 'time', 3)).toEqual([row(1)]);
  expect(recentRows([row(1)], { data: 'x' }, 'time', 3)).toEqual([row(1)]);
  expect(recentRows([row(1)], {}, 'time', 3)).toEqual([row(1)]);
});
