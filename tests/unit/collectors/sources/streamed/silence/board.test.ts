import { createBoard } from '../../../../../../collectors/sources/streamed/silence/board.ts';

const NOW = 100_000;

it('tells the last trade, between when it can have happened, and up to when there was no later one', () => {
  const board = createBoard();
  expect(board.lastTradeOf('BTCUSDT', NOW)).toBeUndefined();
  board.tellTrade('BTCUSDT', 7, 1_000);
  expect(board.lastTradeOf('BTCUSDT', NOW)).toEqual({
    id: 7,
    after: Number.NEGATIVE_INFINITY,
    since: 1_000,
    toldAt: 1_000,
  });
  board.tellTrade('BTCUSDT', 7, 2_000);
  board.tellTrade('BTCUSDT', 9, 2_500);
  expect(board.lastTradeOf('BTCUSDT', NOW)).toEqual({ id: 9, after: 2_000, since: 2_500, toldAt: 2_500 });
  expect(board.lastTradeOf('ETHUSDT', NOW)).toBeUndefined();
});

it('an older one changes nothing, nor does one that was told for an earlier time', () => {
  const board = createBoard();
  board.tellTrade('BTCUSDT', 9, 2_500);
  board.tellTrade('BTCUSDT', 8, 3_000);
  board.tellTrade('BTCUSDT', 9, 2_000);
  expect(board.lastTradeOf('BTCUSDT', NOW)).toMatchObject({ id: 9, since: 2_500, toldAt: 2_500 });
});

it('numbers that are lower by far begin anew once nobody has told those of before for 2 s', () => {
  const board = createBoard();
  board.tellTrade('BTCUSDT', 900_000, 1_000);
  board.tellTrade('BTCUSDT', 3, 1_500);
  board.tellTrade('BTCUSDT', 4, 1_600);
  board.tellTrade('BTCUSDT', 3, 1_700);
  expect(board.lastTradeOf('BTCUSDT', 2_999)).toMatchObject({ id: 900_000 });
  expect(board.lastTradeOf('BTCUSDT', 3_000)).toEqual({ id: 4, after: 1_000, since: 1_600, toldAt: 1_600 });
  board.tellTrade('BTCUSDT', 5, 3_500);
  // Who lags tells those of before.
  board.tellTrade('BTCUSDT', 899_990, 4_000);
  expect(board.lastTradeOf('BTCUSDT', 4_000)).toMatchObject({ id: 5, after: 1_600, since: 3_500 });
});

it('numbers that are lower by far are those of one that lags where others go on', () => {
  const board = createBoard();
  for (let time = 1_000; time < 10_000; time += 1_000) {
    board.tellTrade('BTCUSDT', 900_000 + time, time);
    board.tellTrade('BTCUSDT', 890_000 + time, time + 100);
    expect(board.lastTradeOf('BTCUSDT', time + 900)?.id).toBe(900_000 + time);
  }
});

it.each([
  [900_000, 899_500],
  [1_200, 700],
  [10, 6],
])('after trade %i number %i may be one that lags: it counts a minute later', (before, lower) => {
  const board = createBoard();
  board.tellTrade('BTCUSDT', before, 1_000);
  board.tellTrade('BTCUSDT', lower, 61_000);
  expect(board.lastTradeOf('BTCUSDT', 61_000)).toMatchObject({ id: before });
  board.tellTrade('BTCUSDT', lower, 61_001);
  expect(board.lastTradeOf('BTCUSDT', 61_001)).toMatchObject({ id: lower });
});

it('keeps the newest best bid and ask', () => {
  const board = createBoard();
  board.tellTop('BTCUSDT', { top: '1 2 3 4', at: 5 });
  expect([board.topOf('BTCUSDT'), board.topOf('ETHUSDT')]).toEqual([{ top: '1 2 3 4', at: 5 }, undefined]);
});
