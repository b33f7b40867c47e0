import { call } from '../call.ts';
import { clock, live, MINUTE, polled, refused, rows, type Scene, type Step, same } from '../step.ts';

const SPOT = 'BTC/USDT';
const OTHER = 'ETC/USDT';
const FUTURE = 'BTC/USDT:USDT';
const OTHER_FUTURE = 'ETC/USDT:USDT';

const from = ({ settled }: Scene, minutes: number): number => settled - minutes * MINUTE;

/** What ccxt asks of spot and futures: its own start, and all of its market data without a key. */
export const ccxt: readonly Step[] = [
  same('loadMarkets: spot, USD-M and COIN-M', () => call('loadMarkets', true)),
  clock('fetchTime', () => call('fetchTime')),
  ...[SPOT, FUTURE].flatMap((symbol) => [
    rows(`${symbol}: fetchOHLCV 1m`, () => call('fetchOHLCV', symbol, '1m')),
    rows(`${symbol}: fetchOHLCV 1h, the newest two`, () => call('fetchOHLCV', symbol, '1h', undefined, 2)),
    rows(`${symbol}: fetchOHLCV 4h, which nobody collects`, () => call('fetchOHLCV', symbol, '4h', undefined, 100)),
    rows(`${symbol}: fetchOHLCV 1m since`, (scene) => call('fetchOHLCV', symbol, '1m', from(scene, 40))),
    same(`${symbol}: fetchOHLCV 1m since, some`, (scene) => call('fetchOHLCV', symbol, '1m', from(scene, 40), 20)),
    same(`${symbol}: fetchOHLCV 1d of years ago`, () => call('fetchOHLCV', symbol, '1d', Date.UTC(2024, 2, 1), 30)),
    rows(`${symbol}: fetchTrades`, () => call('fetchTrades', symbol)),
    rows(`${symbol}: fetchTrades, some`, () => call('fetchTrades', symbol, undefined, 10)),
    same(`${symbol}: fetchTrades since`, (scene) => call('fetchTrades', symbol, from(scene, 12), 5)),
    ...[5, 20, 100, 1000].map((levels) =>
      live(`${symbol}: fetchOrderBook ${levels}`, () => call('fetchOrderBook', symbol, levels)),
    ),
    live(`${symbol}: fetchTicker`, () => call('fetchTicker', symbol)),
    live(`${symbol}: fetchBidsAsks`, () => call('fetchBidsAsks', [symbol])),
    live(`${symbol}: fetchLastPrices`, () => call('fetchLastPrices', [symbol])),
  ]),
  same(`${SPOT}: fetchTrades from an id`, ({ spotId }) => call('fetchTrades', SPOT, undefined, 50, { fromId: spotId })),
  same(`${FUTURE}: fetchTrades from an id`, ({ futuresId }) =>
    call('fetchTrades', FUTURE, undefined, 5, { fromId: futuresId }),
  ),
  refused('klines of an unknown symbol', () => call('publicGetKlines', { symbol: 'NONEUSDT', interval: '1m' })),
  refused('klines of an unknown interval', () => call('publicGetKlines', { symbol: 'BTCUSDT', interval: '7m' })),
  refused('futures: depth of 7', () => call('fapiPublicGetDepth', { symbol: 'BTCUSDT', limit: 7 })),
  live('fetchTickers of two', () => call('fetchTickers', [SPOT, OTHER])),
  live('fetchTickers of spot', () => call('fetchTickers', undefined, { type: 'spot' })),
  live('fetchTickers of futures', () => call('fetchTickers', undefined, { type: 'swap' })),
  rows(`${OTHER}: fetchOHLCV`, () => call('fetchOHLCV', OTHER, '5m', undefined, 50)),
  rows(`${OTHER_FUTURE}: fetchOHLCV`, () => call('fetchOHLCV', OTHER_FUTURE, '5m', undefined, 50)),
  ...['mark', 'index', 'premiumIndex'].map((price) =>
    rows(`${FUTURE}: fetchOHLCV of ${price}`, () => call('fetchOHLCV', FUTURE, '1h', undefined, 20, { price })),
  ),
  live(`${FUTURE}: fetchFundingRate`, () => call('fetchFundingRate', FUTURE)),
  live('fetchFundingRates', () => call('fetchFundingRates')),
  same('fetchFundingIntervals', () => call('fetchFundingIntervals')),
  rows(`${FUTURE}: fetchFundingRateHistory`, () => call('fetchFundingRateHistory', FUTURE, undefined, 20)),
  live(`${FUTURE}: fetchMarkPrice`, () => call('fetchMarkPrice', FUTURE)),
  polled(`${FUTURE}: fetchOpenInterest`, () => call('fetchOpenInterest', FUTURE)),
  rows(`${FUTURE}: fetchOpenInterestHistory`, () => call('fetchOpenInterestHistory', FUTURE, '5m', undefined, 10)),
  rows(`${FUTURE}: fetchLongShortRatioHistory`, () => call('fetchLongShortRatioHistory', FUTURE, '5m', undefined, 10)),
];
