import { instanceNumber } from '../../../config/environment.ts';
import { hostInUrl } from '../../../runtime/hostInUrl.ts';
import { faultsIn, parse } from './configText.ts';

const pairs = ['btcusdt'];

test('the environment wins over the file', () => {
  const file = {
    pairs,
    redis: { url: 'redis://file', db: 5 },
    apiKeys: [{ key: 'a' }, { key: 'b' }],
    log: { level: 'warn' },
  };
  const config = parse(file, {
    REDIS_URL: 'redis://env',
    API_HOST: '0.0.0.0',
    API_PORT: ' 9000 ',
    API_ACCESS_KEYS: 'first-key, second-key,',
    BINANCE_API_KEY: 'env-key',
    BINANCE_SPOT_URL: 'http://127.0.0.1:9100',
    BINANCE_SPOT_STREAM_URL: 'ws://127.0.0.1:9200',
    LOG_LEVEL: 'debug',
    LOG_DIR: '/var/log/collector',
  });
  expect(config).toMatchObject({
    redis: { url: 'redis://env', db: 5 },
    api: { host: '0.0.0.0', port: 9000, accessKeys: ['first-key', 'second-key'] },
    apiKeys: [{ key: 'env-key' }],
    binance: { spotUrl: 'http://127.0.0.1:9100', spotStreamUrl: 'ws://127.0.0.1:9200' },
    log: { level: 'debug', directory: '/var/log/collector' },
  });
});

test('empty variables count as unset', () => {
  expect(parse({ pairs }, { API_PORT: '', REDIS_URL: ' ', LOG_DIR: '', API_ACCESS_KEYS: '' })).toEqual(
    parse({ pairs }),
  );
});

const bad: [variable: string, value: string, fault: string][] = [
  ['API_PORT', '80x', 'api.port (API_PORT): must be an integer from 1 to 65535 (got "80x")'],
  ['API_PORT', '99999', 'api.port (API_PORT): must be an integer from 1 to 65535 (got 99999)'],
  ['LOG_LEVEL', 'loud', 'log.level (LOG_LEVEL): must be one of error, warn, info, debug (got "loud")'],
  [
    'REDIS_URL',
    'tcp://x:hidden@h',
    'redis.url (REDIS_URL): must be redis://host:port, rediss://host:port or unix:///path',
  ],
  [
    'REDIS_URL',
    'redis://h/0',
    'redis.url (REDIS_URL): chooses database 0 but redis.db is 2; redis.db alone chooses the database',
  ],
  [
    'BINANCE_SPOT_STREAM_URL',
    'http://h',
    'binance.spotStreamUrl (BINANCE_SPOT_STREAM_URL): must be a ws:// or wss:// URL without user, query or fragment (got "http://h")',
  ],
  [
    'BINANCE_API_KEY',
    'a b',
    'apiKeys[0].key (BINANCE_API_KEY): must be 1 to 256 printable ASCII characters without spaces',
  ],
  [
    'API_ACCESS_KEYS',
    'long-enough,short',
    'api.accessKeys[1] (API_ACCESS_KEYS): must be 8 to 256 printable ASCII characters without spaces or commas',
  ],
  [
    'API_ACCESS_KEYS',
    ',',
    'api.accessKeys[0] (API_ACCESS_KEYS): must be 8 to 256 printable ASCII characters without spaces or commas',
  ],
];

test.each(bad)('a wrong %s=%s is refused with the name of the variable', (variable, value, fault) => {
  expect(faultsIn({ pairs }, { [variable]: value })).toEqual([fault]);
});

const own = 'wss://stream.binance.com:9443';
test.each([
  ['https://api.binance.com', own],
  ['https://api-gcp.binance.com/', own],
  ['https://data-api.binance.vision', 'wss://data-stream.binance.vision'],
  ['http://127.0.0.1:9100', 'ws://127.0.0.1:9100'],
  ['https://mirror.example/binance', 'wss://mirror.example/binance'],
  ['https://api.binance.com.example', 'wss://api.binance.com.example'],
  ['https://notbinance.com', 'wss://notbinance.com'],
])('streams beside %s are those of %s', (spotUrl, spotStreamUrl) => {
  const binance = { spotUrl, spotStreamUrl };
  expect(parse({ pairs, binance: { spotUrl } }).binance).toMatchObject(binance);
  // The file's streams belong to the file's place.
  expect(parse({ pairs, binance: { spotStreamUrl: own } }, { BINANCE_SPOT_URL: spotUrl }).binance).toMatchObject(
    binance,
  );
  const said = 'wss://said.example';
  const named = { ...binance, spotStreamUrl: said };
  expect(parse({ pairs, binance: named }).binance).toMatchObject(named);
  expect(parse({ pairs }, { BINANCE_SPOT_URL: spotUrl, BINANCE_SPOT_STREAM_URL: said }).binance).toMatchObject(named);
});

test('a section of the wrong type stays a fault of the file', () => {
  expect(faultsIn({ pairs, api: 1 }, { API_PORT: '9000' })).toEqual([
    'api: must be an object; accepted keys: host, port, accessKeys, hosts, cors',
  ]);
});

test.each([
  [undefined, 0],
  ['', 0],
  ['0', 0],
  ['3', 3],
  ['x', 0],
])('NODE_APP_INSTANCE=%s is process %d', (value, number) => {
  expect(instanceNumber(value === undefined ? {} : { NODE_APP_INSTANCE: value })).toBe(number);
});

test.each([
  ['127.0.0.1', '127.0.0.1'],
  ['localhost', 'localhost'],
  ['::1', '[::1]'],
])('the host %s is %s in a URL', (host, inUrl) => {
  expect(hostInUrl(host)).toBe(inUrl);
});
