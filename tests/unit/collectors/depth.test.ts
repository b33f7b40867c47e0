import { depth } from '../../../collectors/feeds/depth.ts';
import { highLow } from '../../../collectors/feeds/highLow.ts';
import { configOf } from '../../configOf.ts';

const poll = { pairs: ['BTCUSDT'], asOf: 0, uncertainty: 0 };
const parse = (bids: string[], asks: string[]) => {
  const side = (prices: string[]) => prices.map((price): [string, string] => [price, '1']);
  return depth(configOf({ pairs: ['btcusdt'] })).parse({ lastUpdateId: 7, bids: side(bids), asks: side(asks) }, poll);
};

it.each([
  ['a whole book', ['10.2', '10.10', '10.09'], ['10.3', '10.31', '11']],
  ['one with an empty side', [], ['10.3']],
  ['an empty one', [], []],
  ['one whose prices differ only beyond what a number holds', ['1.00000000000000002', '1.00000000000000001'], []],
])('takes %s, with its id', (_name, bids, asks) => {
  expect(parse(bids, asks).get('BTCUSDT')?.order).toBe(7);
});

it.each([
  ['crossed', ['10.3'], ['10.30'], /crossed/],
  ['with bids out of order', ['10.1', '10.2'], [], /out of order/],
  ['with asks out of order', [], ['10.4', '10.3'], /out of order/],
  ['with a bid twice', ['10.2', '10.2', '10.1'], [], /out of order/],
  ['with an ask twice, written otherwise', [], ['10.3', '10.30'], /out of order/],
])('refuses a book %s', (_name, bids, asks, reason) => {
  expect(() => parse(bids, asks)).toThrow(reason);
});

it('figures of 24 hours are ordered by the end of their window', () => {
  const row = { symbol: 'BTCUSDT', closeTime: 1_790_000_000_000 };
  expect(highLow().parse([row], poll).get('BTCUSDT')).toEqual({ value: JSON.stringify(row), order: row.closeTime });
});
