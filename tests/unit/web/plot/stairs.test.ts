import { stairsOf } from '../../../../web/figures/plot/stairs.ts';

it('each value holds since the one before it', () => {
  expect(stairsOf([1, 2, 4], [10, 20, 30], 'before')).toEqual([
    [1, 10],
    [1, 20],
    [2, 20],
    [2, 30],
    [4, 30],
  ]);
});

it('or until the next one', () => {
  expect(stairsOf([1, 2, 4], [10, 20, 30], 'after')).toEqual([
    [1, 10],
    [2, 10],
    [2, 20],
    [4, 20],
    [4, 30],
  ]);
});

it('it goes past where nothing is', () => {
  expect(stairsOf([1, 2, null, 4], [10, null, 5, 30], 'after')).toEqual([
    [1, 10],
    [4, 10],
    [4, 30],
  ]);
  expect(stairsOf([1, 2], [null], 'before')).toEqual([]);
});
