import { createBoard } from '../../../../../collectors/sources/streamed/board.ts';

it('tells the last trade, between when it can have happened, and up to when there was no later one', () => {
  const board = createBoard();
  expect(board.lastTradeOf('BTCUSDT')).toBeUndefined();
  board.tellTrade('BTCUSDT', 7, 1_000);
  expect(board.lastTradeOf('BTCUSDT')).toEqual({ id: 7, after: Number.NEGATIVE_INFINITY, since: 1_000, toldAt: 1_000 });
  board.tellTrade('BTCUSDT', 7, 2_000);
  board.tellTrade('BTCUSDT', 9, 2_500);
  expect(board.lastTradeOf('BTCUSDT')).toEqual({ id: 9, after: 2_000, since: 2_500, toldAt: 2_500 });
  expect(board.lastTradeOf('ETHUSDT')).toBeUndefined();
});

it('an older one changes nothing, nor does one that was told for an earlier time', () => {
  const board = createBoard();
  board.tellTrade('BTCUSDT', 9, 2_500);
  board.tellTrade('BTCUSDT', 8, 3_000);
  board.tellTrade('BTCUSDT', 9, 2_000);
  expect(board.lastTradeOf('BTCUSDT')).toMatchObject({ id: 9, since: 2_500, toldAt: 2_500 });
});

it('numbers that begin anew are believed a minute after the last of the ones before', () => {
  const board = createBoard();
  board.tellTrade('BTCUSDT', 900, 1_000);
  board.tellTrade('BTCUSDT', 3, 61_000);
  expect(board.lastTradeOf('BTCUSDT')).toMatchObject({ id: 900 });
  board.tellTrade('BTCUSDT', 3, 61_001);
  expect(board.lastTradeOf('BTCUSDT')).toMatchObject({ id: 3 });
});

it('keeps the newest best bid and ask', () => {
  const board = createBoard();
  board.tellTop('BTCUSDT', { top: '1 2 3 4', at: 5 });
  expect([board.topOf('BTCUSDT'), board.topOf('ETHUSDT')]).toEqual([{ top: '1 2 3 4', at: 5 }, undefined]);
});
