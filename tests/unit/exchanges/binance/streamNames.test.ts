import { binanceSpot } from '../../../../exchanges/binance/spot/connector.ts';
import { binanceUsdm } from '../../../../exchanges/binance/usdm/connector.ts';

const markets = { spot: binanceSpot, usdm: binanceUsdm };
const read = (market: keyof typeof markets, name: string) => markets[market].streamNames?.read(name) ?? null;

it.each([
  ['spot', 'btcusdt@aggTrade', '<symbol>@aggTrade', 'BTCUSDT'],
  ['spot', 'btcusdt@kline_1s', '<symbol>@kline_<interval>', 'BTCUSDT'],
  ['spot', 'btcusdt@kline_1M', '<symbol>@kline_<interval>', 'BTCUSDT'],
  ['spot', 'btcusdt@kline_1d@+08:00', '<symbol>@kline_<interval>@+08:00', 'BTCUSDT'],
  ['spot', 'btcusdt@depth', '<symbol>@depth', 'BTCUSDT'],
  ['spot', 'btcusdt@depth@100ms', '<symbol>@depth@<speed>', 'BTCUSDT'],
  ['spot', 'btcusdt@depth20@100ms', '<symbol>@depth<levels>@<speed>', 'BTCUSDT'],
  ['spot', '!miniTicker@arr', '!miniTicker@arr', null],
  ['spot', '!ticker_4h@arr', '!ticker_<window>@arr', null],
  ['spot', '币安人生usdt@trade', '<symbol>@trade', '币安人生USDT'],
  ['usdm', 'btcusdt_260327@depth@500ms', '<symbol>@depth@<speed>', 'BTCUSDT_260327'],
  ['usdm', 'btcusdt_perpetual@continuousKline_1m', '<pair>_<contract>@continuousKline_<interval>', null],
  ['usdm', 'btcusdt_tradifi_perpetual@continuousKline_3d', '<pair>_<contract>@continuousKline_<interval>', null],
  ['usdm', '!markPrice@arr@1s', '!markPrice@arr@1s', null],
  ['usdm', '!bookTicker', '!bookTicker', null],
  ['usdm', 'btcusdt@trade', '<symbol>@trade', 'BTCUSDT'],
] as const)('%s knows %s', (market, name, kind, symbol) => {
  expect(read(market, name)).toMatchObject({ kind: { name: kind }, symbol });
});

it.each([
  ['spot', 'BTCUSDT@trade', 'capitals'],
  ['spot', 'btcusdt@aggtrade', 'small letters where the kind has a capital'],
  ['spot', 'btcusdt@kline_7m', 'an interval that there is not'],
  ['spot', 'btcusdt@depth@250ms', 'a speed that there is not'],
  ['spot', '!ticker@arr', 'what was retired'],
  ['spot', 'btcusdt@markPrice', 'what another market has'],
  ['spot', '@trade', 'no symbol'],
  ['spot', 'btcusdt', 'no kind'],
  ['spot', 'btc usdt@trade', 'a space'],
  ['spot', 'btcusdt@trade\n', 'a line end'],
  ['spot', `${'a'.repeat(60)}@trade`, 'a long symbol'],
  ['spot', `btcusdt@trade${'x'.repeat(10_000)}`, 'a long name'],
  ['spot', "a'or'1'='1@trade", 'SQL'],
  ['usdm', 'btcusdt@depth@250ms', 'a speed that is accepted and silent'],
  ['usdm', 'btcusdt@kline_1s', 'seconds'],
  ['usdm', 'btcusdt_monthly@continuousKline_1m', 'a contract that there is not'],
] as const)('%s has no %j: %s', (market, name, _why) => {
  expect(read(market, name)).toBeNull();
});
