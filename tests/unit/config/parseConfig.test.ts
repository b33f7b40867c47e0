import fc from 'fast-check';
import { intervalMinutes } from '../../../markets/intervals.js';
import { feedsOf, rowOf } from '../../../markets/markets.js';
import { faultsIn, parse } from './configText.ts';

test('a list of pairs alone gives every default', () => {
  expect(parse({ $schema: 'x', pairs: ['BTCUSDT'] })).toEqual({
    pairs: ['btcusdt'],
    apiKeys: [],
    transport: 'auto',
    feeds: expect.objectContaining({
      trades: { enabled: true, everySeconds: 1, source: 'aggTrades' },
      'pair-info': { enabled: true, everySeconds: 3600 },
      'high-low': { enabled: true, everySeconds: 1 },
      'book-ticker': { enabled: true, everySeconds: 1 },
      depth: { enabled: true, everySeconds: 1, levels: 100 },
      price: { enabled: true, everySeconds: 1 },
      klines: { enabled: true, everySeconds: 1 },
    }),
    klines: { intervals: [1, 5, 15, 30, 60, 1440, 10080, 43200], mode: 'auto' },
    retention: { klines: 1000, trades: 20_000 },
    budget: { share: 0.9, egress: 'local' },
    callers: { share: 0.2, reserve: 0 },
    live: { largeTradeUsd: 100_000 },
    redis: { url: 'redis://127.0.0.1:6379', db: 2 },
    relay: {},
    api: { host: '127.0.0.1', port: 8000, accessKeys: [], hosts: [], cors: [] },
    binance: {
      ...{ spotUrl: 'https://api.binance.com', spotStreamUrl: 'wss://stream.binance.com:9443' },
      ...{ usdmUrl: 'https://fapi.binance.com', usdmStreamUrl: 'wss://fstream.binance.com' },
    },
    snapshots: { directory: 'data/snapshots' },
    log: { level: 'info' },
  });
});

test.each(feedsOf('spot'))('the default period of %s is that of the table', (name) => {
  expect(parse({ pairs: ['ab'] }).feeds[name]).toMatchObject({
    enabled: true,
    everySeconds: rowOf('spot', name).everySeconds,
  });
});

describe('the trades kept by default', () => {
  const pairsOf = (count: number) => Array.from({ length: count }, (_, index) => `pair${index}`);

  test.each([
    [20, 20_000],
    [21, 2_000],
  ])('of %i pairs are %i', (count, trades) => {
    expect(parse({ pairs: pairsOf(count) }).retention).toEqual({ klines: 1000, trades });
  });

  test('are as many as CONFIG.json says, whatever the number of pairs', () => {
    const retention = { trades: 20_000 };
    expect(parse({ pairs: pairsOf(300), retention }).retention).toEqual({ klines: 1000, trades: 20_000 });
  });
});

test('two configurations share no default', () => {
  const [first, second] = [parse({ pairs: ['ab'] }), parse({ pairs: ['ab'] })];
  expect(first.klines.intervals).not.toBe(second.klines.intervals);
});

const pair = fc.stringMatching(/^[A-Za-z0-9][A-Za-z0-9._-]{1,39}$/);
const feed = { enabled: fc.boolean(), everySeconds: fc.integer({ min: 1, max: 3600 }) };
const valid = fc.record(
  {
    pairs: fc.uniqueArray(pair, { minLength: 1, maxLength: 20, selector: (text) => text.toLowerCase() }),
    apiKeys: fc.uniqueArray(fc.record({ key: fc.stringMatching(/^[!-~]{1,64}$/) }), { selector: ({ key }) => key }),
    feeds: fc.record(
      {
        price: fc.record(feed, { requiredKeys: [] }),
        depth: fc.record({ ...feed, levels: fc.integer({ min: 1, max: 5000 }) }, { requiredKeys: [] }),
        trades: fc.record({ ...feed, source: fc.constantFrom('aggTrades', 'trades') }, { requiredKeys: [] }),
      },
      { requiredKeys: [] },
    ),
    klines: fc.record({ intervals: fc.shuffledSubarray(intervalMinutes, { minLength: 1 }) }, { requiredKeys: [] }),
    retention: fc.record({ klines: fc.integer({ min: 50, max: 1_000_000 }) }, { requiredKeys: [] }),
    redis: fc.record({ db: fc.integer({ min: 0, max: 1023 }) }, { requiredKeys: [] }),
    api: fc.record({ port: fc.integer({ min: 1, max: 65_535 }) }, { requiredKeys: [] }),
    log: fc.record(
      { level: fc.constantFrom('error', 'warn', 'info', 'debug'), directory: fc.constant('logs') },
      { requiredKeys: [] },
    ),
  },
  { requiredKeys: ['pairs'] },
);

test('any valid configuration is frozen through and through, and written out and read again it is the same', () => {
  fc.assert(
    fc.property(valid, (value) => {
      const config = parse(value);
      expectFrozen(config);
      expect(config.pairs).toEqual(value.pairs.map((text) => text.toLowerCase()));
      expect(parse(config)).toEqual(config);
    }),
    { numRuns: 100 },
  );
});

test('no JSON and no text throws anything but a ConfigError', () => {
  const keys = fc.constantFrom(
    'pairs',
    'api',
    'feeds',
    'redis',
    'klines',
    'apiKeys',
    'log',
    'price',
    '__proto__',
    'toString',
  );
  const anything = fc.oneof(
    fc.jsonValue(),
    fc.dictionary(keys, fc.oneof(fc.jsonValue(), fc.dictionary(keys, fc.jsonValue()))),
  );
  fc.assert(
    fc.property(fc.oneof(anything, fc.string(), fc.json()), (value) => {
      expect(faultsIn(value).every((fault) => fault !== '' && !/[\n\r]/.test(fault))).toBe(true);
    }),
    { numRuns: 300 },
  );
});

test('a text is refused as JSON exactly when JSON.parse refuses it', () => {
  // A parser that is lenient, or has its own idea of spaces and numbers, trips over these.
  const marks = [...'{}[]:,"\'\\/#-. \t\n\r\u0000\u00a0\u2028\ufeff'];
  const words = '"a" 0 1 01 -1 .5 1. 1e 1E+ 1e5 true nul u00e9 \\u00e9 // /**/ /*'.split(' ');
  const piece = fc.constantFrom('', ...marks, ...words);
  const broken = fc.tuple(fc.json(), fc.nat(), fc.nat(2), piece).map(([json, place, length, other]) => {
    const from = place % (json.length + 1);
    return json.slice(0, from) + other + json.slice(from + length);
  });
  const pieces = fc.array(piece).map((list) => list.join(''));
  fc.assert(
    fc.property(fc.oneof(broken, pieces), (text) => {
      const isRefused = faultsIn(text).some((fault) => fault.startsWith('it is not valid JSON'));
      expect(isRefused).toBe(!isJson(text));
    }),
    { numRuns: 2_000 },
  );
});

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

function expectFrozen(value: unknown): void {
  if (typeof value !== 'object' || value === null) return;
  expect(Object.isFrozen(value)).toBe(true);
  for (const inner of Object.values(value)) expectFrozen(inner);
}
