import { faultsIn } from './configText.ts';

const pairs = ['btcusdt'];

const accepted: [title: string, config: unknown][] = [
  ['pairs alone', { pairs }],
  ['the schema key', { $schema: 'x', pairs }],
  ['pairs in other scripts', { pairs: ['币安人生USDT', 'a-b_c.d', '1000satsusdt'] }],
  ['a Redis on a socket', { pairs, redis: { url: 'unix:///run/redis/redis.sock' } }],
  ['a Redis with TLS, user and password', { pairs, redis: { url: 'rediss://u:p%40ss%25@host:6380' } }],
  ['the same database in the URL', { pairs, redis: { url: 'redis://host:6379/2', db: 2 } }],
  ['a Binance URL with a port and a path', { pairs, binance: { spotUrl: 'http://127.0.0.1:9100/base' } }],
  [
    'transports',
    { pairs, transport: 'stream', feeds: { depth: { transport: 'poll' }, klines: { transport: 'auto' } } },
  ],
  ['streams with a port and a path', { pairs, binance: { spotStreamUrl: 'ws://127.0.0.1:9100/base' } }],
  ['IPv6 and any origin', { pairs, api: { host: '::1', cors: ['*', 'http://localhost:3000', 'http://[::1]:3000'] } }],
  ['host names and any', { pairs, api: { hosts: ['data.example', 'API', 'my_api-1', '*'] } }],
  ['a share of 1', { pairs, budget: { share: 1 } }],
  ['callers without a share', { pairs, callers: { share: 0 } }],
  ['callers with all that is left', { pairs, callers: { share: 1, reserve: 100_000 } }],
  ['a byte order mark left to the reader, spaces and CRLF', '\r\n { "pairs" : [ "btcusdt" ] } \r\n'],
];

test.each(accepted)('%s is accepted', (_title, config) => {
  expect(faultsIn(config)).toEqual([]);
});
