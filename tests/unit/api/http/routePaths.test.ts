import { routeOf } from '../../../../api/http/routePaths.ts';

it.each([
  ['/GetData', '/GetData'],
  ['/getdata/', '/GetData'],
  ['/', '/'],
  ['/exchanges/', '/exchanges'],
  ['/Binance/OHLC/btcusdt/4h', '/{exchange}/ohlc/{symbol}/{interval}'],
  ['/kraken/oi-hist/x/', '/{exchange}/oi-hist/{symbol}'],
  ['/binance/ohlc/btcusdt', 'other'],
  ['/binance/oi/', 'other'],
  ['/binance/oi//', 'other'],
  ['/a/binance/oi/btcusdt', 'other'],
  ['//', '/'],
  ['/web/oi/panel.js', 'other'],
  ['/web/ohlc/a/b', 'other'],
  ['/web', 'other'],
])('%s belongs to %s', (path, route) => {
  expect(routeOf(path)).toBe(route);
});
