import { applyLive } from '../../../config/applyLive.ts';
import { enabledCollectors } from '../../../config/enabledCollectors.ts';
import { exchangeUrlOf, marketConfigOf, streamUrlOf } from '../../../config/marketConfig.ts';
import { collectorsOf, feedsOf, rowOf } from '../../../markets/markets.js';
import { faultsIn, parse } from './configText.ts';

const pairs = ['btcusdt'];
const namesOf = (content: object) =>
  enabledCollectors(parse(content)).flatMap(({ market, name }) => (market === 'usdm' ? [name] : []));

test('without the section nothing of futures is collected, and spot is what it was', () => {
  const config = parse({ pairs });
  expect(config).not.toHaveProperty('usdm');
  expect(marketConfigOf(config, 'usdm')).toBeUndefined();
  expect(enabledCollectors(config).map(({ name }) => name)).toEqual(collectorsOf('spot').map(({ name }) => name));
});

test('pairs alone give every default, and leave spot as it is', () => {
  const { usdm, ...spot } = parse({ pairs, usdm: { pairs: ['BTCUSDT', 'btcusdt_261225'] } });
  const { usdm: _, ...alone } = parse({ pairs });
  expect(spot).toEqual(alone);
  expect(usdm).toMatchObject({
    pairs: ['btcusdt', 'btcusdt_261225'],
    transport: 'auto',
    klines: { intervals: [1, 5, 15, 30, 60, 1440, 10080, 43200], mode: 'auto', prices: [], contracts: [] },
    retention: { trades: 20_000, klines: 1000, 'open-interest': 8640, basis: 500, liquidations: 10_000 },
  });
  for (const name of feedsOf('usdm')) {
    const { enabled = true, everySeconds } = rowOf('usdm', name);
    expect(usdm?.feeds[name]).toMatchObject({ enabled, everySeconds });
  }
});

test.each([
  [{ transport: 'stream' }, {}, {}, 'stream'],
  [{ transport: 'stream' }, { transport: 'auto' }, {}, 'auto'],
  [{}, {}, { TRANSPORT: 'poll' }, 'poll'],
  [{}, { transport: 'stream' }, { TRANSPORT: 'poll' }, 'stream'],
])('rows come as the top says, %j, unless the section says it, %j; environment %j', (top, own, env, transport) => {
  expect(parse({ pairs, ...top, usdm: { pairs, ...own } }, env).usdm?.transport).toBe(transport);
});

test('trades kept follow the number of pairs of the market itself', () => {
  const many = Array.from({ length: 21 }, (_, index) => `pair${index}`);
  expect(parse({ pairs, usdm: { pairs: many } }).usdm?.retention.trades).toBe(2000);
  expect(parse({ pairs: many, usdm: { pairs } }).usdm?.retention.trades).toBe(20_000);
});

test('candles of other prices and contracts are collected where they are named', () => {
  const usdm = { pairs, klines: { intervals: [60, 1], prices: ['mark', 'premiumIndex'], contracts: ['next_quarter'] } };
  const candles = namesOf({ pairs, usdm }).filter((name) => name.includes('klines'));
  const all = ['klines', 'klines-mark', 'klines-premium', 'klines-next-quarter'];
  expect(candles).toEqual(all.flatMap((feed) => [`usdm-${feed}-1`, `usdm-${feed}-60`]));
  const off = { ...usdm, feeds: { 'klines-mark': { enabled: false } } };
  expect(namesOf({ pairs, usdm: off }).join()).not.toContain('klines-mark');
});

test('what comes by streams alone is not collected where nothing may come by them', () => {
  expect(namesOf({ pairs, usdm: { pairs } })).toContain('usdm-liquidations');
  expect(namesOf({ pairs, usdm: { pairs, transport: 'poll' } })).not.toContain('usdm-liquidations');
});

test.each([
  [{ usdm: {} }, ['usdm.pairs: is required']],
  [{ usdm: { pairs: [] } }, ['usdm.pairs: must be a list with at least one pair (got an empty list)']],
  [
    { usdm: { pairs: ['btcusdt', 'BTCUSDT', 'a b'], feeds: { 'avg-price': {} }, klines: { prices: ['last'] } } },
    [
      'usdm.pairs[1]: is the same as usdm.pairs[0]',
      'usdm.feeds.avg-price: unknown feed',
      'usdm.pairs[2]: must be 2 to 40 letters',
      'usdm.klines.prices[0]: must be one of mark, index, premiumIndex (got "last")',
    ],
  ],
  [
    { usdm: { pairs, feeds: { depth: { levels: 1001 } } } },
    ['usdm.feeds.depth.levels: must be an integer from 1 to 1000'],
  ],
  [{ usdm: { pairs, klines: { contracts: ['perpetual', 'perpetual'] } } }, ['usdm.klines.contracts[1]: is the same']],
  [
    { usdm: { pairs, apiKeys: [] } },
    ['usdm.apiKeys: unknown key; accepted: pairs, transport, feeds, klines, retention'],
  ],
  [{ usdm: [] }, ['usdm: must be an object']],
  [{ feeds: { 'mark-price': {} } }, ['feeds.mark-price: unknown feed']],
  [
    { usdm: { pairs, feeds: Object.fromEntries(feedsOf('usdm').map((feed) => [feed, { enabled: false }])) } },
    ['usdm.feeds: all are disabled, so nothing would be collected'],
  ],
  [{ binance: { usdmUrl: 'ftp://x' } }, ['binance.usdmUrl: must be an http:// or https:// URL']],
])('%j: all faults are told at once, with their places', (content, faults) => {
  const found = faultsIn({ pairs, ...content });
  expect(found).toHaveLength(faults.length);
  for (const fault of faults) expect(found).toContainEqual(expect.stringContaining(fault));
});

test.each([
  [
    'the file',
    { usdmUrl: 'https://testnet.binancefuture.com' },
    {},
    'https://testnet.binancefuture.com',
    'wss://testnet.binancefuture.com',
  ],
  ['nothing', {}, {}, 'https://fapi.binance.com', 'wss://fstream.binance.com'],
  [
    'the environment',
    {},
    { BINANCE_USDM_URL: 'http://127.0.0.1:9100' },
    'http://127.0.0.1:9100',
    'ws://127.0.0.1:9100',
  ],
  ['both', {}, { BINANCE_USDM_URL: 'http://h:1', BINANCE_USDM_STREAM_URL: 'ws://h:2' }, 'http://h:1', 'ws://h:2'],
])('where Binance is, by %s', (_who, binance, env, url, streamUrl) => {
  const config = parse({ pairs, binance }, env);
  expect([exchangeUrlOf(config, 'usdm'), streamUrlOf(config, 'usdm')]).toEqual([url, streamUrl]);
  expect(config.binance.spotUrl).toBe('https://api.binance.com');
});

test('an edit of the section is followed, but for where Binance is', () => {
  const running = parse({ pairs, usdm: { pairs } });
  const wanted = parse({ pairs, usdm: { pairs: ['ethusdt'] }, binance: { usdmUrl: 'https://other.example' } });
  const { next, restartNeeded } = applyLive(wanted, running);
  expect(next.usdm?.pairs).toEqual(['ethusdt']);
  expect(next.binance.usdmUrl).toBe('https://fapi.binance.com');
  expect(restartNeeded).toEqual(['binance.usdmUrl', 'binance.usdmStreamUrl']);
});
