import { binanceSpot } from '../../../exchanges/binance/spot/connector.ts';
import type { Exchange } from '../../../exchanges/connector.ts';
import { openHttp } from '../../../exchanges/http.ts';
import { createSimulator, type Simulator } from '../../../simulator/createSimulator.ts';
import type { Fault } from '../../../simulator/faults.ts';
import { spot } from '../../spotRequests.ts';

/** The exchange's clock runs a day before ours. */
const DAY = 86_400_000;
const inSeconds = (seconds: number) => simulator.now() + seconds * 1000;
const date = (seconds: number) => new Date(inSeconds(seconds)).toUTCString();
const bannedUntil = (end: number) => ({
  code: -1003,
  msg: `Way too much request weight used; IP banned until ${end}.`,
});
let simulator: Simulator;
let exchange: Exchange;
beforeAll(async () => {
  simulator = await createSimulator({ clockOffset: DAY });
  exchange = openHttp(binanceSpot, { baseUrl: simulator.url, apiKeys: () => [] });
});
afterAll(async () => {
  exchange.close();
  await simulator.close();
});
afterEach(() => simulator.clearFaults());

type Refusal = Omit<Fault, 'kind'>;
const refusals: [string, () => Refusal, string][] = [
  ['418 with a date', () => ({ status: 418, headers: { 'Retry-After': date(900) } }), 'banned'],
  ['418 with two headers', () => ({ status: 418, headers: { 'Retry-After': ['120', date(900)] } }), 'banned'],
  ['418 whose text is later', () => ({ status: 418, retryAfter: 120, body: bannedUntil(inSeconds(900)) }), 'banned'],
  ['418 whose header is later', () => ({ status: 418, retryAfter: 900, body: bannedUntil(inSeconds(120)) }), 'banned'],
  [
    '429 as the WebSocket API says it',
    () => ({ status: 429, body: { error: { code: -1003, data: { retryAfter: inSeconds(900) } } } }),
    'rate-limited',
  ],
  ['403 with a time', () => ({ status: 403, retryAfter: 900 }), 'blocked'],
  ['403 with -1003', () => ({ status: 403, body: bannedUntil(inSeconds(900)) }), 'banned'],
  ['451 with a date', () => ({ status: 451, headers: { 'Retry-After': date(900) } }), 'restricted'],
  ['503 with a date', () => ({ status: 503, headers: { 'Retry-After': date(900) } }), 'exchange-down'],
  ['200 with -1003', () => ({ status: 200, body: bannedUntil(inSeconds(900)) }), 'banned'],
];

it.each(refusals)('%s stops us for as long as it says', async (_name, refusal, code) => {
  simulator.inject({ kind: 'status', ...refusal() });
  const error = await exchange.get(spot.time()).catch((failure: unknown) => failure);
  expect(error).toMatchObject({ code, stopsEgress: true });
  const { retryAfterMs } = error as { retryAfterMs: number };
  expect(Math.abs(retryAfterMs - 900_000)).toBeLessThan(3_000);
});

it('what cannot be meant is cut, and the error says so', async () => {
  simulator.inject({ kind: 'status', status: 418, headers: { 'Retry-After': '99999999' } });
  await expect(exchange.get(spot.time())).rejects.toMatchObject({
    retryAfterMs: 73 * 3_600_000,
    message: expect.stringContaining('3 days are kept to'),
  });
});

it('-1003 without a time waits until the next minute, whatever its status', async () => {
  simulator.inject({ kind: 'status', status: 400, body: { code: -1003, msg: 'Too many requests.' } });
  await expect(exchange.get(spot.time())).rejects.toMatchObject({ code: 'rate-limited', retryAfterMs: 60_000 });
});

it('a 5xx that names no time stops nobody', async () => {
  simulator.inject({ kind: 'status', status: 503 });
  await expect(exchange.get(spot.time())).rejects.toMatchObject({ code: 'exchange-down', stopsEgress: false });
});
