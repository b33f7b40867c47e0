import { changeOf, changeText, haltedOf, spreadOf, spreadText } from '../../../../web/figures/watchList/rowFigures.ts';

it('reckons the spread in basis points of the mid', () => {
  expect(spreadOf({ bidPrice: '99.5', askPrice: '100.5' })).toBeCloseTo(100, 9);
  expect(spreadOf({ bidPrice: '0.00000001', askPrice: '0.00000003' })).toBeCloseTo(10_000, 6);
  expect(spreadOf({ bidPrice: '10000000.00', askPrice: '10000000.01' })).toBeCloseTo(0.00001, 8);
});

it.each([
  {},
  { bidPrice: '0.00000000', askPrice: '1' },
  { bidPrice: '1', askPrice: '0' },
  { bidPrice: 'x', askPrice: '1' },
  { bidPrice: '1' },
])('%j has no spread', (row) => expect(spreadOf(row)).toBeNull());

it.each([
  [0, '0.00'],
  [0.0012, '0.001'],
  [1.254, '1.25'],
  [12.34, '12.3'],
  [118.4, '118'],
])('writes %p points as %p', (points, text) => expect(spreadText(points)).toBe(text));

it('writes a change with its sign', () => {
  expect(changeOf({ priceChangePercent: '-1.250' })).toBe(-1.25);
  expect(changeOf({ priceChangePercent: 'NaN' })).toBeNull();
  expect(changeOf({})).toBeNull();
  expect([changeText(1.2), changeText(-1.25), changeText(0)]).toEqual(['+1.20%', '-1.25%', '0.00%']);
});

it('names the pairs of a market that are not traded, and none of which nothing is known', () => {
  const feeds = [
    { code: 'btcusdt', status: 'TRADING' },
    { code: 'ethusdt', status: 'BREAK' },
    { code: 'newusdt', status: 'UNVERIFIED' },
    { market: 'usdm', code: 'oldusdt', status: 'UNLISTED' },
  ];
  expect(haltedOf(feeds, 'spot')).toEqual({ ethusdt: 'BREAK' });
  expect(haltedOf(feeds, 'usdm')).toEqual({ oldusdt: 'UNLISTED' });
});
