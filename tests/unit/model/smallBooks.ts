import { type BookSnapshot, LocalBook } from '../../../model/localBook.ts';
import type { BookChange } from '../../../model/streamed.ts';

export type Levels = [price: string, quantity: string][];

export const change = (first: number, last: number, bids: Levels = [], asks: Levels = []): BookChange => ({
  ...{ first, last, bids, asks },
});
export const snapshot = (lastUpdateId: number, bids: Levels, asks: Levels): BookSnapshot => ({
  lastUpdateId,
  bids,
  asks,
});

export const BIDS: Levels = [
  ['10.2', '1'],
  ['10.1', '2'],
  ['10.0', '3'],
];
export const ASKS: Levels = [
  ['10.3', '1'],
  ['10.4', '2'],
  ['10.5', '3'],
];
/** Snapshots hold three levels of each side, two are shown. */
export const SIZE = { levels: 2, snapshotLevels: 3 };
export const bookAt = (id = 100, size = SIZE): LocalBook => {
  const book = new LocalBook(size);
  expect(book.takeSnapshot(snapshot(id, BIDS, ASKS))).toBeNull();
  return book;
};
export const read = (book: LocalBook) => JSON.parse(book.text() ?? 'null') as BookSnapshot | null;
