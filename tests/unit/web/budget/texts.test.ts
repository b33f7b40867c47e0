import {
  callersText,
  foreignText,
  levelText,
  percentOf,
  plotText,
  weightText,
} from '../../../../web/figures/budget/texts.ts';

it.each([
  [1, 'Level 1: everything is polled at its own period.'],
  [2, 'Level 2: longer candles are rolled up from shorter ones.'],
  [3, 'Level 3: what has streams comes by them, the rest is polled.'],
  [4, 'Level 4: periods are longer, because the budget does not suffice for all of them.'],
  [5, 'Level 5.'],
  [null, 'No collector has told its plan yet.'],
])('level %p is said in words', (level, text) => {
  expect(levelText(level)).toBe(text);
});

it.each([
  [null, 'unknown'],
  [Number.NaN, 'unknown'],
  [0, '0'],
  [2.46, '2.5'],
  [10.4, '10'],
  [5_400, '5,400'],
])('a weight of %p is %p', (value, text) => {
  expect(weightText(value)).toBe(text);
});

it('bars stay between nothing and all', () => {
  expect([
    percentOf(30, 60),
    percentOf(90, 60),
    percentOf(-1, 60),
    percentOf(null, 60),
    percentOf(5, 0),
    percentOf(0, 0),
  ]).toEqual([50, 100, 0, 0, 0, 0]);
});

it('says what others and callers have', () => {
  expect(foreignText(0)).toBe('No other program on the same address spends weight.');
  expect(foreignText(800)).toContain('800 is set aside for them');
  expect(callersText({ used: null, allowed: 452, share: 0.2, reserve: 200, refused: 3 })).toBe(
    'Callers have used unknown of the 452 that they may have of this minute (20 % of what live polls leave, and a reserve of 200); this process has refused 3 of their requests.',
  );
});

it('says in words what the plot shows', () => {
  expect(plotText('spot', [], 0, 5_400)).toBe('The plot of spot begins when it has been looked at for ten seconds.');
  expect(plotText('spot', [120, 300, 240], 30_000, 5_400)).toBe(
    'Over the last 30 s spot spent 120 to 300 a minute, 240 of late, of a budget of 5,400.',
  );
  expect(plotText('spot', [64, 64], 20_000, 5_400)).toContain('spot spent 64 a minute, 64 of late');
});
