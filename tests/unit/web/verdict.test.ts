import { marketsOf, topicOf, topicType } from '../../../web/figures/markets.ts';
import { nearestLimit, pauseText, titleOf } from '../../../web/figures/verdict.ts';

const feed = { type: 'price', code: 'btcusdt', age: 900, period: 1 };

test('the feed nearest to its own limit is named, not the oldest one', () => {
  const trades = { market: 'usdm', type: 'trades', code: 'ethusdt', age: 3_000, period: 10 };
  expect(nearestLimit([feed, trades])).toBe('0.9 s of 5.0 s, btcusdt price');
  expect(nearestLimit([{ ...feed, age: 100 }, trades])).toBe('3.0 s of 32 s, usdm ethusdt trades');
  const mark = { ...trades, type: 60, price: 'mark', period: 1 };
  expect(nearestLimit([mark])).toBe('3.0 s of 5.0 s, usdm ethusdt 1h mark');
  expect(nearestLimit([{ ...feed, age: null }])).toBeNull();
});

test('a pause with the time that is left', () => {
  expect(pauseText('spot', 418, 65_000)).toBe('spot: the exchange has ordered a pause (418), 1:05 left');
});

test('the title says since when nothing comes', () => {
  expect(titleOf('frozen', 12_000)).toBe('❚❚ frozen for 12 s · binance-collector');
  expect(titleOf('frozen', null)).toBe('❚❚ frozen · binance-collector');
});

test('markets, pairs and topics, as the feeds of /health name them', () => {
  const mark = { market: 'usdm', type: 1, price: 'mark', code: 'btcusdt' };
  expect(topicOf(feed)).toBe('spot:btcusdt:price');
  expect(topicOf(mark)).toBe('usdm:btcusdt:1:price=mark');
  expect(topicType({ type: 1, contract: 'perpetual' })).toBe('1:contract=perpetual');
  expect(marketsOf([feed, { ...feed, type: 1 }, { ...feed, code: 'ethusdt' }, mark])).toEqual([
    { market: 'spot', pairs: ['btcusdt', 'ethusdt'], types: ['price', '1'] },
    { market: 'usdm', pairs: ['btcusdt'], types: ['1:price=mark'] },
  ]);
  expect(marketsOf([])).toEqual([]);
});
