import { axisText, curveOf } from '../../../../web/figures/book/curve.ts';
import { ladderOf } from '../../../../web/figures/book/ladder.ts';

const ladder = ladderOf([
  { bidPrice: '10', bidQty: '1', askPrice: '11', askQty: '2' },
  { bidPrice: '9', bidQty: '1.50', askPrice: null, askQty: null },
]);

it('sums stand over ascending prices, each side its own', () => {
  expect(curveOf(ladder)).toEqual({ prices: [9, 10, 11], bids: [2.5, 1, null], asks: [null, null, 2] });
});

it('a price that both sides have stands there once', () => {
  const crossed = ladderOf([{ bidPrice: '10', bidQty: '1', askPrice: '10.0', askQty: '2' }]);
  expect(curveOf(crossed)).toEqual({ prices: [10], bids: [1], asks: [2] });
});

it.each([
  [0.00000012, 0.00000001, '0.00000012'],
  [1.25, 0.25, '1.25'],
  [9_999_999, 500, '9999999'],
  [0.3, 0.1, '0.3'],
])('%p in steps of %p is %s', (value, step, text) => expect(axisText(value, step)).toBe(text));
