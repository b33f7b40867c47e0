import { feedsOf } from '../../../markets/markets.js';
import { faultsIn } from './configText.ts';
import { intervalRule, pairRule, streamUrlRule, transportRule, urlRule } from './rules.ts';

const pairs = ['btcusdt'];
const topKeys =
  '$schema, pairs, apiKeys, transport, feeds, klines, retention, usdm, budget, callers, live, redis, api, binance, relay, snapshots, log';

const cases: [title: string, config: unknown, faults: string[]][] = [
  ['no pairs', {}, ['pairs: is required']],
  ['an empty list of pairs', { pairs: [] }, ['pairs: must be a list with at least one pair (got an empty list)']],
  ['pairs as a text', { pairs: 'btcusdt' }, ['pairs: must be a list with at least one pair (got "btcusdt")']],
  ['a pair that is a number', { pairs: [5] }, [`pairs[0]: ${pairRule} (got 5)`]],
  [
    'pairs equal after folding',
    { pairs: ['BTCusdt', 'x1', 'btcUSDT'] },
    ['pairs[2]: is the same as pairs[0] (got "btcusdt")'],
  ],
  ['a list instead of an object', [], [`the file: must be an object; accepted keys: ${topKeys}`]],
  ['an unknown key', { pairs, pair: 1 }, [`pair: unknown key; accepted: ${topKeys}`]],
  ['a prototype key', `{"pairs": ["btcusdt"], "__proto__": {}}`, [`__proto__: unknown key; accepted: ${topKeys}`]],
  [
    'an unknown feed',
    { pairs, feeds: { ticker: {} } },
    [`feeds.ticker: unknown feed; accepted: ${feedsOf('spot').join(', ')}`],
  ],
  [
    'an option of another feed',
    { pairs, feeds: { price: { levels: 5 } } },
    ['feeds.price.levels: unknown key; accepted: enabled, everySeconds, transport'],
  ],
  [
    'a feed as a boolean',
    { pairs, feeds: { price: false } },
    ['feeds.price: must be an object; accepted keys: enabled, everySeconds, transport (got false)'],
  ],
  [
    'a period of 0',
    { pairs, feeds: { price: { everySeconds: 0 } } },
    ['feeds.price.everySeconds: must be an integer from 1 to 3600 (got 0)'],
  ],
  [
    'a period of 1.5',
    { pairs, feeds: { price: { everySeconds: 1.5 } } },
    ['feeds.price.everySeconds: must be an integer from 1 to 3600 (got 1.5)'],
  ],
  [
    'a period of 3601',
    { pairs, feeds: { price: { everySeconds: 3601 } } },
    ['feeds.price.everySeconds: must be an integer from 1 to 3600 (got 3601)'],
  ],
  [
    'enabled as a text',
    { pairs, feeds: { price: { enabled: 'no' } } },
    ['feeds.price.enabled: must be true or false (got "no")'],
  ],
  [
    'depth levels of 5001',
    { pairs, feeds: { depth: { levels: 5001 } } },
    ['feeds.depth.levels: must be an integer from 1 to 5000 (got 5001)'],
  ],
  [
    'another trades source',
    { pairs, feeds: { trades: { source: 'raw' } } },
    ['feeds.trades.source: must be one of aggTrades, trades (got "raw")'],
  ],
  [
    'no intervals',
    { pairs, klines: { intervals: [] } },
    ['klines.intervals: must be a list of different intervals, at least one (got an empty list)'],
  ],
  ['an unlisted interval', { pairs, klines: { intervals: [1, 3] } }, [`klines.intervals[1]: ${intervalRule} (got 3)`]],
  [
    'an interval twice',
    { pairs, klines: { intervals: [1, 5, 1] } },
    ['klines.intervals[2]: is the same as klines.intervals[0] (got 1)'],
  ],
  [
    'a klines mode that does not exist',
    { pairs, klines: { mode: 'stream' } },
    ['klines.mode: must be one of auto, poll, rollup (got "stream")'],
  ],
  [
    'too few candles',
    { pairs, retention: { klines: 49 } },
    ['retention.klines: must be an integer from 50 to 1000000 (got 49)'],
  ],
  [
    'too few trades',
    { pairs, retention: { trades: 999 } },
    ['retention.trades: must be an integer from 1000 to 1000000 (got 999)'],
  ],
  ...[-0.1, 1.01, '0.2', null].map((share): [string, object, string[]] => [
    `callers' share of ${share}`,
    { pairs, callers: { share } },
    [`callers.share: must be a number from 0 to 1 (got ${JSON.stringify(share)})`],
  ]),
  ...[-1, 0.5, 100_001].map((reserve): [string, object, string[]] => [
    `a reserve of ${reserve}`,
    { pairs, callers: { reserve } },
    [`callers.reserve: must be an integer from 0 to 100000 (got ${reserve})`],
  ]),
  ['a share of 0', { pairs, budget: { share: 0 } }, ['budget.share: must be a number above 0 and up to 1 (got 0)']],
  [
    'a share above 1',
    { pairs, budget: { share: 1.01 } },
    ['budget.share: must be a number above 0 and up to 1 (got 1.01)'],
  ],
  [
    'an egress that would break keys',
    { pairs, budget: { egress: 'a:b' } },
    ['budget.egress: must be 1 to 64 letters, digits, ".", "_" or "-" (got "a:b")'],
  ],
  ['a port of 0', { pairs, api: { port: 0 } }, ['api.port: must be an integer from 1 to 65535 (got 0)']],
  ['a port as a text', { pairs, api: { port: '80x' } }, ['api.port: must be an integer from 1 to 65535 (got "80x")']],
  ['an empty host', { pairs, api: { host: '' } }, ['api.host: must be an IP address or host name (got "")']],
  [
    'another scheme for Binance',
    { pairs, binance: { spotUrl: 'ftp://x' } },
    [`binance.spotUrl: ${urlRule} (got "ftp://x")`],
  ],
  ['an unknown transport', { pairs, transport: 'rest' }, [`transport: ${transportRule} (got "rest")`]],
  [
    'an unknown transport of a feed',
    { pairs, feeds: { depth: { transport: true } } },
    [`feeds.depth.transport: ${transportRule} (got true)`],
  ],
  [
    'a transport of a feed that has no streams',
    { pairs, feeds: { 'pair-info': { transport: 'stream' } } },
    ['feeds.pair-info.transport: unknown key; accepted: enabled, everySeconds'],
  ],
  ...['https://stream.example', 'stream.example:9443', 'wss://', 'wss://h?x=1', 'ws://h/#x', 'ws://h /'].map(
    (url): (typeof cases)[number] => [
      `streams at ${url}`,
      { pairs, binance: { spotStreamUrl: url } },
      [`binance.spotStreamUrl: ${streamUrlRule} (got "${url}")`],
    ],
  ),
  [
    'all that is wrong with transport, at once',
    {
      pairs,
      transport: 'fast',
      feeds: { price: { transport: '' } },
      binance: { spotUrl: 'wss://h', spotStreamUrl: 'http://h' },
    },
    [
      `transport: ${transportRule} (got "fast")`,
      `feeds.price.transport: ${transportRule} (got "")`,
      `binance.spotUrl: ${urlRule} (got "wss://h")`,
      `binance.spotStreamUrl: ${streamUrlRule} (got "http://h")`,
    ],
  ],
  [
    'an unknown level',
    { pairs, log: { level: 'trace' } },
    ['log.level: must be one of error, warn, info, debug (got "trace")'],
  ],
  [
    'an empty log directory',
    { pairs, log: { directory: '' } },
    ['log.directory: must be the path of a folder (got "")'],
  ],
  ['a database above 1023', { pairs, redis: { db: 1024 } }, ['redis.db: must be an integer from 0 to 1023 (got 1024)']],
  [
    'another database in the URL',
    { pairs, redis: { url: 'redis://h:6379/3' } },
    ['redis.url: chooses database 3 but redis.db is 2; redis.db alone chooses the database'],
  ],
  [
    "another database in the URL's query",
    { pairs, redis: { url: 'redis://h?db=1', db: 0 } },
    ['redis.url: chooses database 1 but redis.db is 0; redis.db alone chooses the database'],
  ],
  [
    'a key given twice',
    '{"pairs": ["btcusdt"],\n "redis": {"db": 1, "db": 2}}',
    ['redis.db: is given twice, again at line 2, column 21'],
  ],
  [
    'long values and unusual keys',
    { pairs: ['x'.repeat(60)], 'a\nb': 1 },
    [`"a\\nb": unknown key; accepted: ${topKeys}`, `pairs[0]: ${pairRule} (got "${'x'.repeat(40)}…")`],
  ],
  [
    'many faults: all of them at once',
    { pairs: ['a b'], api: { port: 'x', host: 5 }, log: { level: 1 }, redis: { db: -1 }, extra: true },
    [
      `extra: unknown key; accepted: ${topKeys}`,
      `pairs[0]: ${pairRule} (got "a b")`,
      'redis.db: must be an integer from 0 to 1023 (got -1)',
      'api.host: must be an IP address or host name (got 5)',
      'api.port: must be an integer from 1 to 65535 (got "x")',
      'log.level: must be one of error, warn, info, debug (got 1)',
    ],
  ],
];

test.each(cases)('%s is refused with its path and what is accepted', (_title, config, faults) => {
  expect([...faultsIn(config)].sort()).toEqual([...faults].sort());
});

test('a file that disables every feed is refused, since nothing would be collected', () => {
  const disabled = (names: readonly string[]) => ({
    pairs,
    feeds: Object.fromEntries(names.map((name) => [name, { enabled: false }])),
  });
  expect(faultsIn(disabled(feedsOf('spot')))).toEqual([
    'feeds: all are disabled, so nothing would be collected; enable at least one',
  ]);
  for (const name of feedsOf('spot'))
    expect(faultsIn(disabled(feedsOf('spot').filter((each) => each !== name)))).toEqual([]);
});

test('hundreds of faults are cut to the first thirty', () => {
  const faults = faultsIn({ pairs: Array.from({ length: 200 }, (_, index) => `${index} x`) });
  expect(faults).toHaveLength(31);
  expect(faults.at(-1)).toBe('and 170 more');
});
