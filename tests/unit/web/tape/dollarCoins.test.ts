import { usdmLive } from '../../../../exchanges/binance/usdm/live.ts';
import { dollarCoins } from '../../../../web/figures/tape/trade.ts';

test('the page marks large trades in the coins in which the API tells them', () => {
  expect(dollarCoins).toEqual(usdmLive.dollarCoins);
});
