import { readFileSync } from 'node:fs';
import { depth } from '../../../../../../exchanges/binance/spot/feeds/depth.ts';
import { highLow } from '../../../../../../exchanges/binance/spot/feeds/highLow.ts';
import { onlyValue } from '../../../../../judged.ts';

const poll = { pairs: ['BTCUSDT'], asOf: 1_790_000_101_000, uncertainty: 0 };
const feed = depth({ levels: 100 });
const parse = (bids: string[], asks: string[]) => {
  const side = (prices: string[]) => prices.map((price): [string, string] => [price, '1']);
  return onlyValue(feed, { lastUpdateId: 7, bids: side(bids), asks: side(asks) }, poll);
};

it.each([
  ['a whole book', ['10.2', '10.10', '10.09'], ['10.3', '10.31', '11']],
  ['one with an empty side', [], ['10.3']],
  ['an empty one', [], []],
  ['one whose prices differ only beyond what a number holds', ['1.00000000000000002', '1.00000000000000001'], []],
])('takes %s, with its id', (_name, bids, asks) => {
  expect(parse(bids, asks)).toMatchObject({ order: 7, leftOut: [] });
});

it.each([
  ['crossed', ['10.3'], ['10.30'], /crossed/],
  ['with its bids turned round', ['10.1', '10.2', '10.3'], [], /out of order/],
  ['with its asks turned round', [], ['10.4', '10.3'], /out of order/],
])('refuses a book %s', (_name, bids, asks, reason) => {
  expect(() => parse(bids, asks)).toThrow(reason);
});

it.each([
  ['a level out of order', ['10.2', '11', '10.1', '10'], ['10.2', '10.1', '10']],
  ['a level twice', ['10.2', '10.2', '10.1'], ['10.2', '10.1']],
  ['a level twice, written otherwise', ['10.2', '10.20', '10.1'], ['10.2', '10.1']],
  ['a level that is none', ['10.2', '0', '10.1'], ['10.2', '10.1']],
  ['the best level, if that is none', ['-1', '10.2', '10.1'], ['10.2', '10.1']],
])('leaves out %s, and keeps the others', (_name, bids, kept) => {
  const value = parse(bids, ['12.50', '13']);
  expect(value?.leftOut).toHaveLength(1);
  const side = (prices: string[]) => prices.map((price) => [Number(price), '1']);
  const book = JSON.parse(value?.value ?? '') as { bids: string[][]; asks: string[][] };
  expect(book.bids.map(([price, quantity]) => [Number(price), quantity])).toEqual(side(kept));
  expect(book.asks).toEqual([
    ['12.50', '1'],
    ['13', '1'],
  ]);
});

it('takes levels with more items than are known, and passes them on', () => {
  const book = { lastUpdateId: 7, bids: [['10.1', '1', 3]], asks: [] };
  expect(onlyValue(feed, book, poll)?.value).toBe(JSON.stringify(book));
});

it('figures of 24 hours are ordered by the end of their window', () => {
  const [row] = JSON.parse(
    readFileSync(new URL('../../../../../fixtures/feeds/high-low.json', import.meta.url), 'utf8'),
  );
  expect(onlyValue(highLow(), [row], poll)).toEqual({ value: JSON.stringify(row), order: row.closeTime });
});
