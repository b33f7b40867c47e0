import { type BookPage, joinedOf, pagesOf, readOf, versionIn } from '../../../../web/figures/book/whole.ts';

const page = (version: string, from: number, total = 30): BookPage => ({
  version,
  rows: Array.from({ length: Math.min(10, total - from + 1) }, (_, index) => ({ level: from + index })),
  total,
  lastUpdateId: Number(version),
  age: 5,
  stale: false,
  at: 1,
});
const levels = (pages: readonly (BookPage | null)[]) => joinedOf(pages)?.rows.map(({ level }) => level);

it('pages of one book are one', () => {
  const book = joinedOf([page('7', 1), page('7', 11), page('7', 21)]);
  expect([book?.rows.length, book?.isWhole, book?.lastUpdateId]).toEqual([30, true, 7]);
});

it('what is of another book is left out, and all that is behind it', () => {
  expect(levels([page('7', 1), page('8', 11), page('7', 21)])).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
  expect(joinedOf([page('7', 1), page('8', 11), page('7', 21)])?.isWhole).toBe(false);
  expect(levels([page('7', 1), null, page('7', 21)])).toHaveLength(10);
});

it('without the first page there is none', () => {
  expect(joinedOf([null, page('7', 11)])).toBeNull();
  expect(joinedOf([])).toBeNull();
});

it('a book with fewer levels than a page, or with none, is whole', () => {
  expect(joinedOf([page('7', 1, 3)])).toMatchObject({ isWhole: true, total: 3 });
  expect(joinedOf([page('7', 1, 0)])).toMatchObject({ isWhole: true, rows: [] });
});

const came = (value: BookPage) => ({ status: 'fulfilled', value }) as const;
const failed = (reason: string) => ({ status: 'rejected', reason }) as const;

it('says the first reason why a page could not be read, and has what was read before it', () => {
  const { book, fault } = readOf([came(page('7', 1)), failed('busy'), failed('away')]);
  expect([book?.rows.length, book?.isWhole, fault]).toEqual([10, false, 'busy']);
  expect(readOf([failed('away')])).toEqual({ book: null, fault: 'away' });
});

it('a page that a shorter book has no more is no fault', () => {
  const { book, fault } = readOf([came(page('7', 1, 12)), came(page('7', 11, 12)), failed('no such page')]);
  expect([book?.rows.length, book?.isWhole, fault]).toEqual([12, true, null]);
});

it('of deep books ten pages are read', () => {
  expect([0, 1, 10, 11, 100, 101, 1000].map(pagesOf)).toEqual([1, 1, 1, 2, 10, 10, 10]);
  const pages = Array.from({ length: 10 }, (_, index) => page('7', index * 10 + 1, 1000));
  expect(joinedOf(pages)?.isWhole).toBe(true);
});

it('the version is that of the tag', () => {
  expect(versionIn('W/"1790000041250-usdm.depth.btcusdt.1"')).toBe('1790000041250');
  expect(versionIn('W/"12-depth.%E5%B8%81usdt.10"')).toBe('12');
  expect([versionIn(null), versionIn('')]).toEqual([null, null]);
});
