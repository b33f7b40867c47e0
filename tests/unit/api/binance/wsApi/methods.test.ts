import { routes } from '../../../../../api/binance/routes.ts';
import { readAddress } from '../../../../../api/binance/wsApi/address.ts';
import { methodOf, wsApis } from '../../../../../api/binance/wsApi/methods.ts';
import { marketNames } from '../../../../../markets/markets.js';

it.each(marketNames.flatMap((market) => Object.entries(wsApis[market].methods).map((of) => [market, ...of] as const)))(
  '%s %s is answered as %s is',
  (market, method, path) => {
    expect(routes.get(path)).toMatchObject({ market });
    expect(methodOf(market, method)).toBe(method);
    expect(methodOf(market, `${wsApis[market].version}/${method}`)).toBe(method);
  },
);

it.each([
  ['spot', 'order.place', 403, 'have to go to Binance itself'],
  ['spot', 'v3/order.place', 403, 'have to go to Binance itself'],
  ['spot', 'session.logon', 403, 'have to go to Binance itself'],
  ['spot', 'userDataStream.subscribe', 403, 'have to go to Binance itself'],
  ['spot', 'myTrades', 403, 'have to go to Binance itself'],
  ['usdm', 'v2/account.position', 403, 'have to go to Binance itself'],
  ['usdm', 'klines', 404, 'There is no method "klines" here. There are: depth, ticker.price, ticker.book.'],
  ['spot', 'referencePrice', 404, 'There is no method "referencePrice" here.'],
  ['spot', 'toString', 404, 'There is no method "toString" here.'],
  ['spot', '__proto__', 404, 'There is no method "__proto__" here.'],
  ['spot', 'Ping', 404, 'There is no method "Ping" here.'],
  ['spot', 'v1/ping', 404, 'There is no method "v1/ping" here.'],
  ['spot', 'x'.repeat(60_000), 404, `There is no method "${'x'.repeat(40)}" here.`],
] as const)('%s has no %.20s', (market, method, status, says) => {
  expect(() => methodOf(market, method)).toThrow(
    expect.objectContaining({ exchangeCode: -1020, status, message: expect.stringContaining(says) }),
  );
});

it.each([
  ['/ws-api/v3', { market: 'spot', returnRateLimits: true }],
  ['/ws-api/v3/', { market: 'spot', returnRateLimits: true }],
  ['/ws-api/v3?returnRateLimits=false', { market: 'spot', returnRateLimits: false }],
  ['/ws-api/v3?timeUnit=MILLISECOND&responseFormat=json', { market: 'spot', returnRateLimits: true }],
  ['/ws-fapi/v1', { market: 'usdm', returnRateLimits: true }],
  ['/ws/btcusdt@trade', null],
  ['/ws', null],
  ['/ws-apis/v3', null],
  ['/api/v3/ping', null],
])('reads the address %s', (url, address) => {
  expect(readAddress(url)).toEqual(address);
});

it.each([
  ['/ws-api/v3?timeUnit=MICROSECOND', -1194],
  ['/ws-api/v3?responseFormat=sbe', -1155],
  ['/ws-api/v3?returnRateLimits=1', -1130],
  ['/ws-api/v1', -1020],
  ['/ws-api', -1020],
  ['/ws-dapi/v1', -1020],
  ['/ws-api/v3/ping', -1020],
])('refuses the address %s', (url, exchangeCode) => {
  expect(() => readAddress(url)).toThrow(expect.objectContaining({ exchangeCode }));
});
