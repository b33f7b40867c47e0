import { faultsIn } from './configText.ts';
import { accessKeyRule, redisRule, streamUrlRule, urlRule } from './rules.ts';

const pairs = ['btcusdt'];

const secret = 'hunter2secret!!';
const secretCases: [title: string, config: unknown, fault: string][] = [
  [
    'an API key with a space',
    { pairs, apiKeys: [{ key: `${secret} x` }] },
    'apiKeys[0].key: must be 1 to 256 printable ASCII characters without spaces',
  ],
  ['an API key as a text', { pairs, apiKeys: [secret] }, 'apiKeys[0]: must be an object; accepted keys: key, secret'],
  ['API keys as a text', { pairs, apiKeys: secret }, 'apiKeys: must be a list of {"key": "…"}'],
  [
    'an API key as a key',
    { pairs, apiKeys: [{ key: 'k', [secret]: 1 }] },
    'apiKeys[0]: unknown key; accepted: key, secret',
  ],
  ['an access key with a comma', { pairs, api: { accessKeys: [`${secret},`] } }, `api.accessKeys[0]: ${accessKeyRule}`],
  [
    'an access key twice',
    { pairs, api: { accessKeys: [secret, secret] } },
    'api.accessKeys[1]: is the same as api.accessKeys[0]',
  ],
  ['a Redis URL of another scheme', { pairs, redis: { url: `http://:${secret}@h` } }, `redis.url: ${redisRule}`],
  [
    'a Redis URL as the section',
    { pairs, redis: `redis://:${secret}@h` },
    'redis: must be an object; accepted keys: url, db',
  ],
  [
    'a Binance URL with a user',
    { pairs, binance: { spotUrl: `https://u:${secret}@h` } },
    `binance.spotUrl: ${urlRule}`,
  ],
  [
    'a URL of streams with a user',
    { pairs, binance: { spotStreamUrl: `wss://u:${secret}@h` } },
    `binance.spotStreamUrl: ${streamUrlRule}`,
  ],
  [
    'a database in a Redis URL',
    { pairs, redis: { url: `redis://:${secret}@h/7` } },
    'redis.url: chooses database 7 but redis.db is 2; redis.db alone chooses the database',
  ],
  [
    'a Redis password with a bare "%"',
    { pairs, redis: { url: `redis://:100%${secret}@h` } },
    'redis.url: a "%" in the user or password must be written as %25',
  ],
  [
    'a Redis user with an escape that is no UTF-8',
    { pairs, redis: { url: `redis://%ff:${secret}@h` } },
    'redis.url: a "%" in the user or password must be written as %25',
  ],
  [
    'a secret in broken JSON',
    `{"apiKeys": [{"key": "${secret}" x`,
    'it is not valid JSON: line 1, column 40: this is neither a number nor true, false or null; texts and keys stand in double quotes',
  ],
];

test.each(secretCases)('%s is refused without showing it', (_title, config, fault) => {
  expect(faultsIn(config)).toEqual([fault]);
});
