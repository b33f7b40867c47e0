import { faultsIn, parse } from './configText.ts';

/** The variables of the older futures service: what each becomes, and which wins. */

const pairs = ['btcusdt'];
const usdm = { pairs: ['ethusdt'], klines: { intervals: [1, 5] } };

test('each becomes what it is called here', () => {
  const config = parse(
    { pairs, usdm, log: { level: 'error' }, api: { port: 1 } },
    {
      BINANCE_BASE_URL: 'https://testnet.binancefuture.com/',
      SUPPORTED_SYMBOLS: 'BTCUSDT, solusdt,BTCUSDT,',
      SUPPORTED_INTERVALS: '1m,1h,4h,1M',
      APP_PORT: '9001',
      DEBUG: 'true',
      LARGE_TRADE_THRESHOLD_USD: '250000.50',
      WS_RECONNECT_DELAY: '5',
      WS_MAX_RECONNECT_ATTEMPTS: '10',
    },
  );
  expect(config).toMatchObject({
    pairs,
    binance: { usdmUrl: 'https://testnet.binancefuture.com', usdmStreamUrl: 'wss://testnet.binancefuture.com' },
    usdm: { pairs: ['btcusdt', 'solusdt'], klines: { intervals: [1, 60, 43_200] } },
    api: { port: 9001 },
    log: { level: 'debug' },
    live: { largeTradeUsd: 250_000.5 },
  });
});

test('ours win over theirs', () => {
  const theirs = { BINANCE_BASE_URL: 'https://a.example', APP_PORT: '9001', DEBUG: '1' };
  const ours = { BINANCE_USDM_URL: 'https://b.example', API_PORT: '9002', LOG_LEVEL: 'Warn' };
  expect(parse({ pairs }, { ...theirs, ...ours })).toMatchObject({
    binance: { usdmUrl: 'https://b.example' },
    api: { port: 9002 },
    log: { level: 'warn' },
  });
});

test('without any, and with empty ones, the file alone counts', () => {
  const names = ['BINANCE_BASE_URL', 'SUPPORTED_SYMBOLS', 'SUPPORTED_INTERVALS', 'APP_PORT', 'DEBUG'];
  const others = ['LARGE_TRADE_THRESHOLD_USD', 'WS_RECONNECT_DELAY', 'WS_MAX_RECONNECT_ATTEMPTS', 'LOG_LEVEL'];
  const empty = Object.fromEntries([...names, ...others].map((name) => [name, ' ']));
  const file = { pairs, usdm, live: { largeTradeUsd: 5 } };
  expect(parse(file, empty)).toEqual(parse(file));
  expect(parse({ pairs })).toMatchObject({ live: { largeTradeUsd: 100_000 } });
});

test.each([
  ['BTCUSDT', ['btcusdt']],
  ['btcusdt,ETHUSDT', ['btcusdt', 'ethusdt']],
  ['["BTCUSDT", "ETHUSDT"]', ['btcusdt', 'ethusdt']],
  ["['BTCUSDT']", ['btcusdt']],
])('SUPPORTED_SYMBOLS=%s makes a section of futures where there is none', (value, wanted) => {
  expect(parse({ pairs }, { SUPPORTED_SYMBOLS: value }).usdm?.pairs).toEqual(wanted);
});

test('SUPPORTED_INTERVALS alone makes none', () => {
  expect(parse({ pairs }, { SUPPORTED_INTERVALS: '1m' }).usdm).toBeUndefined();
  expect(parse({ pairs }, { SUPPORTED_INTERVALS: '1m', SUPPORTED_SYMBOLS: 'BTCUSDT' }).usdm?.klines.intervals).toEqual([
    1,
  ]);
});

test('where none of SUPPORTED_INTERVALS is collected, what the file says stays', () => {
  expect(parse({ pairs, usdm }, { SUPPORTED_INTERVALS: '4h,2h' }).usdm?.klines.intervals).toEqual([1, 5]);
});

test.each([
  ['INFO', 'info'],
  ['Debug', 'debug'],
  ['WARNING', 'warn'],
  ['CRITICAL', 'error'],
])('LOG_LEVEL=%s is %s', (value, level) => {
  expect(parse({ pairs }, { LOG_LEVEL: value }).log.level).toBe(level);
});

test.each([
  ['TRUE', 'debug'],
  ['1', 'debug'],
  ['false', 'warn'],
  ['0', 'warn'],
  // Those of the package `debug`, which others use.
  ['*', 'warn'],
  ['express:*,-send', 'warn'],
  ['express', 'warn'],
  ['maybe', 'warn'],
])('DEBUG=%s makes the level %s', (value, level) => {
  expect(parse({ pairs, log: { level: 'warn' } }, { DEBUG: value }).log.level).toBe(level);
});

test.each([
  ['https://fapi.binance.com/fapi/v1', 'https://fapi.binance.com'],
  ['https://fapi.binance.com/fapi/', 'https://fapi.binance.com'],
  ['http://127.0.0.1:9100/', 'http://127.0.0.1:9100'],
])('BINANCE_BASE_URL=%s is %s', (value, url) => {
  expect(parse({ pairs }, { BINANCE_BASE_URL: value }).binance.usdmUrl).toBe(url);
});

const intervals = 'must be intervals with commas between them, such as 1m,5m,1h,4h,1d,1w,1M';
const bad: [variable: string, value: string, fault: RegExp | string][] = [
  ['BINANCE_BASE_URL', 'fapi.binance.com', /^binance\.usdmUrl \(BINANCE_BASE_URL\): must be an http:/],
  ['SUPPORTED_SYMBOLS', 'BTC/USDT', /^usdm\.pairs\[0\] \(SUPPORTED_SYMBOLS\): must be /],
  [
    'SUPPORTED_SYMBOLS',
    ',',
    'SUPPORTED_SYMBOLS: must be symbols with commas between them, such as BTCUSDT,ETHUSDT (got ",")',
  ],
  ['SUPPORTED_INTERVALS', '1m,7m', `SUPPORTED_INTERVALS: ${intervals} (got "7m")`],
  ['SUPPORTED_INTERVALS', '60', `SUPPORTED_INTERVALS: ${intervals} (got "60")`],
  ['SUPPORTED_INTERVALS', '1H', `SUPPORTED_INTERVALS: ${intervals} (got "1H")`],
  ['SUPPORTED_INTERVALS', '[]', `SUPPORTED_INTERVALS: ${intervals} (got "[]")`],
  ['APP_PORT', '80x', 'api.port (APP_PORT): must be an integer from 1 to 65535 (got "80x")'],
  ['APP_PORT', '0', 'api.port (APP_PORT): must be an integer from 1 to 65535 (got 0)'],
  ['LOG_LEVEL', 'LOUD', 'log.level (LOG_LEVEL): must be one of error, warn, info, debug (got "loud")'],
  ['LARGE_TRADE_THRESHOLD_USD', '0', /^live\.largeTradeUsd \(LARGE_TRADE_THRESHOLD_USD\): must be a number above 0/],
  ['LARGE_TRADE_THRESHOLD_USD', '-5', /^live\.largeTradeUsd \(LARGE_TRADE_THRESHOLD_USD\): .* \(got "-5"\)$/],
  ['LARGE_TRADE_THRESHOLD_USD', '1e6', /^live\.largeTradeUsd \(LARGE_TRADE_THRESHOLD_USD\): .* \(got "1e6"\)$/],
  ['WS_RECONNECT_DELAY', 'soon', 'WS_RECONNECT_DELAY: must be a number (got "soon")'],
  ['WS_MAX_RECONNECT_ATTEMPTS', 'NaN', 'WS_MAX_RECONNECT_ATTEMPTS: must be a number (got "NaN")'],
];

test.each(bad)('a wrong %s=%s is refused with the name of the variable', (variable, value, fault) => {
  const expected = typeof fault === 'string' ? fault : expect.stringMatching(fault);
  expect(faultsIn({ pairs, usdm }, { [variable]: value })).toEqual([expected]);
});

test('all faults are told at once', () => {
  expect(faultsIn({}, { DEBUG: 'maybe', APP_PORT: 'x', WS_RECONNECT_DELAY: 'x' })).toHaveLength(3);
});
