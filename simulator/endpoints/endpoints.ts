import { aggTrades } from './aggTrades.ts';
import { avgPrice } from './avgPrice.ts';
import { bookTicker } from './bookTicker.ts';
import { dayTicker } from './dayTicker.ts';
import { depth } from './depth.ts';
import type { Endpoint } from './endpoint.ts';
import { createExchangeInfo } from './exchangeInfo.ts';
import { klines } from './klines.ts';
import { price } from './price.ts';
import { historicalTrades, trades } from './trades.ts';
import { rollingTicker, tradingDay } from './windowTickers.ts';

/** Every path the simulator serves. */
export function createEndpoints(weightLimit: number): ReadonlyMap<string, Endpoint> {
  return new Map<string, Endpoint>([
    ['/api/v3/ping', { parameters: [], answer: () => ({}) }],
    ['/api/v3/time', { parameters: [], answer: ({ now }) => ({ serverTime: now }) }],
    ['/api/v3/exchangeInfo', createExchangeInfo(weightLimit)],
    ['/api/v3/depth', depth],
    ['/api/v3/trades', trades],
    ['/api/v3/historicalTrades', historicalTrades],
    ['/api/v3/aggTrades', aggTrades],
    ['/api/v3/klines', klines],
    ['/api/v3/uiKlines', klines],
    ['/api/v3/avgPrice', avgPrice],
    ['/api/v3/ticker', rollingTicker],
    ['/api/v3/ticker/24hr', dayTicker],
    ['/api/v3/ticker/tradingDay', tradingDay],
    ['/api/v3/ticker/price', price],
    ['/api/v3/ticker/bookTicker', bookTicker],
  ]);
}
