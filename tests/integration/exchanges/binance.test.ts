import { binanceSpot } from '../../../exchanges/binance/spot/connector.ts';
import type { Exchange } from '../../../exchanges/connector.ts';
import { openHttp } from '../../../exchanges/http.ts';
import type { ExchangeRequest } from '../../../model/exchangeRequest.ts';
import type { AnswerFault } from '../../../simulator/answerFault.ts';
import { createSimulator, type Simulator } from '../../../simulator/createSimulator.ts';
import { spot } from '../../spotRequests.ts';

const KEY = `${'k'.repeat(20)}SECRET`;
let simulator: Simulator;
let exchange: Exchange;
beforeAll(async () => {
  simulator = await createSimulator();
  exchange = openHttp(binanceSpot, { baseUrl: simulator.url, apiKeys: () => [{ key: KEY }], deadlineMs: 400 });
});
afterAll(async () => {
  exchange.close();
  await simulator.close();
});
afterEach(() => {
  simulator.clearFaults();
  simulator.resetLimits();
});

const btc = ['BTCUSDT', 'ETHUSDT', 'ETCUSDT'];
const requests: Record<string, ExchangeRequest> = {
  time: spot.time(),
  exchangeInfo: spot.exchangeInfo(btc),
  depth: spot.depth('BTCUSDT', 100),
  'depth of 500 levels': spot.depth('BTCUSDT', 500),
  'depth of 1000 levels': spot.depth('BTCUSDT', 1000),
  'depth of 5000 levels': spot.depth('BTCUSDT', 5000),
  trades: spot.trades('BTCUSDT'),
  aggTrades: spot.aggTrades('BTCUSDT'),
  klines: spot.klines('BTCUSDT', '1m', 1000),
  ticker24hr: spot.ticker24hr(btc),
  'ticker24hr of 21 pairs': spot.ticker24hr(Array.from({ length: 21 }, (_, index) => `P${index}USDT`)),
  price: spot.price(btc),
  bookTicker: spot.bookTicker(btc),
};

it.each(Object.entries(requests))('%s costs what we think it costs', async (_name, request) => {
  // A minute's turn between the two would reset the count.
  const patient = openHttp(binanceSpot, { baseUrl: simulator.url, apiKeys: () => [] });
  for (let attempt = 0; attempt < 2; attempt++) {
    simulator.resetLimits();
    await patient.get(request).catch((error) => expect(error.code).toBe('unknown-pair'));
    const { usedWeight = 0 } = await patient.get(spot.time());
    if (usedWeight === request.weight + 1) break;
    expect(attempt === 0 || usedWeight).toBe(request.weight + 1);
  }
  patient.close();
});

it('says who answered and what has been used', async () => {
  const reply = await exchange.get(spot.time());
  const data = { serverTime: expect.any(Number) };
  expect(reply).toEqual({ data, text: JSON.stringify(reply.data), source: 'simulator', usedWeight: 1 });
});

const faults: [string, AnswerFault, object][] = [
  ['429', { kind: 'status', status: 429, retryAfter: 7 }, { code: 'rate-limited', retryAfterMs: 7000, status: 429 }],
  [
    '429 without Retry-After',
    { kind: 'status', status: 429 },
    { code: 'rate-limited', retryAfterMs: expect.any(Number) },
  ],
  ['418', { kind: 'status', status: 418, retryAfter: 120 }, { code: 'banned', retryAfterMs: 120_000 }],
  ['403', { kind: 'status', status: 403 }, { code: 'blocked' }],
  ['451', { kind: 'status', status: 451 }, { code: 'restricted' }],
  ['500', { kind: 'status', status: 500 }, { code: 'exchange-down' }],
  ['503', { kind: 'status', status: 503 }, { code: 'exchange-down' }],
  ['a redirect', { kind: 'status', status: 302 }, { code: 'rejected' }],
  ['an HTML page with status 200', { kind: 'html' }, { code: 'not-json' }],
  ['bytes that are no JSON', { kind: 'garbage' }, { code: 'not-json' }],
  [
    'a body cut in the middle',
    { kind: 'truncated' },
    { code: 'network', message: expect.stringContaining('no connection') },
  ],
  ['a body that drips', { kind: 'drip' }, { code: 'timeout' }],
  ['no answer', { kind: 'hang' }, { code: 'timeout' }],
  ['a reset connection', { kind: 'reset' }, { code: 'network' }],
];

describe.each(faults)('%s', (_name, fault, expected) => {
  it('is an error of ours within the deadline, and prints without the key', async () => {
    simulator.inject({ path: 'klines', ...fault });
    const before = performance.now();
    const error: unknown = await exchange.get(spot.klines('BTCUSDT', '1m', 3)).catch((failure: unknown) => failure);
    // Three seconds; without a deadline it would be minutes.
    expect(performance.now() - before).toBeLessThan(20_000);
    expect(error).toMatchObject({ name: 'ExchangeError', path: '/api/v3/klines', ...expected });
    const { inspect } = await import('node:util');
    expect(inspect(error, { depth: 10, showHidden: true }) + JSON.stringify(error)).not.toContain(KEY);
  });
});

it('tells a pair that the exchange does not know from a request that is wrong', async () => {
  await expect(exchange.get(spot.klines('NOPEUSDT', '1m', 3))).rejects.toMatchObject({
    code: 'unknown-pair',
    exchangeCode: -1121,
  });
  await expect(exchange.get(spot.klines('ANAMETHATNOPAIRCANHAVE', '1m', 3))).rejects.toMatchObject({
    code: 'unknown-pair',
    exchangeCode: -1100,
  });
  await expect(exchange.get(spot.klines('BTCUSDT', '1m', -3))).rejects.toMatchObject({
    code: 'rejected',
    exchangeCode: -1100,
  });
  await expect(exchange.get(spot.klines('BTCUSDT', '7m', 3))).rejects.toMatchObject({
    code: 'rejected',
    exchangeCode: -1120,
  });
});

it('says so when nothing listens', async () => {
  const nobody = openHttp(binanceSpot, { baseUrl: 'http://127.0.0.1:1', apiKeys: () => [{ key: KEY }] });
  await expect(nobody.get(spot.time())).rejects.toMatchObject({
    code: 'network',
    message: expect.stringContaining('ECONNREFUSED'),
  });
  nobody.close();
});
