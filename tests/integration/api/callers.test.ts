import request from 'supertest';
import { apiKeysOf } from '../../../config/marketConfig.ts';
import { machine } from '../../../runtime/machine.ts';
import { createSimulator, type Simulator } from '../../../simulator/createSimulator.ts';
import { reserveWeight } from '../../../store/budget/fixedWindow.ts';
import { callerKind } from '../../../store/budget/reservation.ts';
import { writeClock } from '../../../store/market/clock.ts';
import { writeNeeds } from '../../../store/market/needs.ts';
import { asked } from '../gateway/callers/callersWorld.ts';
import { type ApiFixture, configWith, createApiFixture, NOW } from './apiFixture.ts';

/** The API's way to the exchanges: opened when a caller first asks, whether a market is collected or not. */

const KEY = 'aBinanceKey'.padEnd(64, 'x');
let simulator: Simulator;
let api: ApiFixture;
beforeEach(async () => {
  simulator = await createSimulator({ now: () => NOW });
  const { url } = simulator;
  api = await createApiFixture({ binance: { spotUrl: url, usdmUrl: url }, apiKeys: [{ key: KEY }] });
  api.callers = api.callersOf;
});
afterEach(async () => {
  await api.close();
  await simulator.close();
});

const health = async () => (await request(api.app).get('/health')).body;
const metrics = async () => (await request(api.app).get('/metrics')).text;
const klines = (path: string) => asked(`${path}/klines`, { symbol: 'BTCUSDT', interval: '2h', limit: 2 });
const minuteOf = (ms: number) => Math.floor(ms / 60_000);

it('shows what callers may have, of each market that is collected or asked for', async () => {
  const nothing = { refused: 0, entries: 0, bytes: 0 };
  expect((await health()).callers).toEqual([
    { market: 'spot', share: 0.2, reserve: 0, allowed: 1080, used: 0, ...nothing },
  ]);

  expect(await api.context.callers('usdm')?.fetch(klines('/fapi/v1'), 'one')).toMatchObject({
    status: 200,
    source: 'simulator',
  });
  const [spot, usdm] = (await health()).callers;
  expect(spot).toMatchObject({ market: 'spot', ...nothing });
  // One for the clock, one for the candles.
  expect(usdm).toMatchObject({ market: 'usdm', allowed: 432, used: 2, refused: 0, entries: 1 });
  expect(usdm.bytes).toBeGreaterThan(100);
  expect((await health()).markets).toBeUndefined();
});

it('leaves live polls what the collectors say that they need', async () => {
  await writeNeeds(api.store, 'spot', { weightPerMinute: 5_400, live: 5_000, pools: {} });
  await api.board.refresh();
  const part = 1 - (NOW % 60_000) / 60_000;
  expect((await health()).callers[0].allowed).toBe(Math.floor((5_400 - 5_000 * part) * 0.2));
  api.config = configWith({ callers: { share: 0.2, reserve: 100 } });
  expect((await health()).callers[0].allowed).toBe(Math.floor((5_400 - 5_000 * part) * 0.2 + 100));
});

it('leaves live polls all but the reserve where workers report, and none has said what they need', async () => {
  api.config = configWith({ callers: { share: 0.2, reserve: 30 } });
  await api.report('trades', { at: Date.now() - 31_000 });
  await api.board.refresh();
  expect((await health()).callers[0].allowed).toBe(1080 + 30);
  await api.report('trades', { at: Date.now() });
  await api.board.refresh();
  expect((await health()).callers[0].allowed).toBe(30);
  await writeNeeds(api.store, 'spot', { weightPerMinute: 0, live: 0, pools: {} });
  await api.board.refresh();
  expect((await health()).callers[0].allowed).toBe(1080 + 30);
});

it('counts requests by path and what became of them, and what is spent', async () => {
  const callers = api.context.callers('spot');
  const both = [callers?.fetch(klines('/api/v3'), 'one'), callers?.fetch(klines('/api/v3'), 'two')];
  await Promise.all(both);
  simulator.inject({ kind: 'status', status: 503, times: 1 });
  await callers?.fetch(asked('/api/v3/avgPrice', { symbol: 'BTCUSDT' }), 'one').catch(() => undefined);
  const account = { egress: 'local', market: 'spot' } as const;
  const spent = { weight: 1_070, allowance: 6_000, now: NOW, marginMs: 0, kind: callerKind('x'), callers: 6_000 };
  await reserveWeight(api.store, account, spent);
  await callers?.fetch(asked('/api/v3/ticker/24hr'), 'one').catch(() => undefined);
  const text = await metrics();
  const requests = 'binance_collector_callers_requests_total';
  expect(text).toContain(`${requests}{path="/api/v3/klines",result="passed"} 1`);
  expect(text).toContain(`${requests}{path="/api/v3/klines",result="kept"} 1`);
  expect(text).toContain(`${requests}{path="/api/v3/avgPrice",result="failed"} 1`);
  expect(text).toContain(`${requests}{path="/api/v3/ticker/24hr",result="refused"} 1`);
  expect(text).toContain('binance_collector_callers_weight_allowed 1080');
  expect(text).toContain('binance_collector_callers_weight_used 1075');
  expect(text).toContain('binance_collector_callers_kept_answers 1');
  expect((await health()).callers[0]).toMatchObject({ used: 1075, refused: 1, entries: 1 });
});

it('goes by the clock that collectors have measured, and measures it where theirs is old', async () => {
  const measuredAt = (at: number) =>
    writeClock(api.store, 'spot', {
      minusMonotonic: 0,
      minusWall: 0,
      uncertainty: 5,
      at,
      boot: 'other',
      host: 'other',
    });
  await measuredAt(NOW - 60_000);
  await api.board.refresh();
  await api.context.callers('spot')?.fetch(klines('/api/v3'), 'one');
  expect(simulator.stats().requests).toBe(1);
  await measuredAt(NOW - 200_000);
  await api.board.refresh();
  await api.context.callers('spot')?.fetch(asked('/api/v3/avgPrice', { symbol: 'BTCUSDT' }), 'one');
  expect(simulator.stats().requests).toBe(3);
  expect(JSON.parse((await api.store.redis.get('collector:clock:spot')) ?? '')).toMatchObject({ boot: machine.boot });
});

it('is off with a share of 0, by an edit, too', async () => {
  expect(api.context.callers('spot')).not.toBeNull();
  api.config = configWith({ callers: { share: 0 } });
  expect(api.context.callers('spot')).toBeNull();
  expect((await health()).callers[0]).toMatchObject({ share: 0, allowed: 0 });
});

it('says that Redis is away where it has never answered, and opens once it does', async () => {
  api.apiStore = null;
  await expect(api.context.callers('spot')?.fetch(klines('/api/v3'), 'one')).rejects.toMatchObject({
    code: 'redis-unavailable',
  });
  api.apiStore = api.store;
  await expect(api.context.callers('spot')?.fetch(klines('/api/v3'), 'one')).resolves.toMatchObject({ status: 200 });
});

it('hands on no answer of another exchange than the one whose data is stored', async () => {
  await api.store.redis.hset('collector:source', 'spot', 'binance');
  await api.board.refresh();
  await expect(api.context.callers('spot')?.fetch(klines('/api/v3'), 'one')).rejects.toMatchObject({
    code: 'exchange-down',
  });
  expect(await api.store.redis.hget('collector:source', 'spot')).toBe('binance');
});

it('sends the exchange its API keys, and tells nobody of them', async () => {
  const old = asked('/fapi/v1/historicalTrades', { symbol: 'BTCUSDT' });
  api.config = configWith({ binance: { usdmUrl: simulator.url }, apiKeys: [{ key: KEY }] });
  expect(apiKeysOf(api.config, 'usdm')).toHaveLength(1);
  await expect(api.context.callers('usdm')?.fetch(old, 'one')).resolves.toMatchObject({ status: 200 });
  simulator.inject({ kind: 'status', status: 429, retryAfter: 30, body: { code: -1003, msg: 'Too many.' }, times: 1 });
  const refused: unknown = await api.context
    .callers('usdm')
    ?.fetch(klines('/fapi/v1'), 'secret-caller')
    .catch((error: unknown) => error);
  expect(refused).toMatchObject({ code: 'paused', retryAfterMs: 30_000 });
  const stored = await api.store.redis.keys('*');
  expect(JSON.stringify([await health(), await metrics(), stored])).not.toMatch(/aBinanceKey|secret-caller/);
  expect(api.messages.join()).toContain('usdm: /fapi/v1/klines: the exchange answered 429');
});

it('counts in the minute of the exchange', async () => {
  await api.context.callers('spot')?.fetch(klines('/api/v3'), 'one');
  expect(await api.store.redis.hget(`collector:budget:local:spot:${minuteOf(NOW)}`, 'callers')).toBe('3');
});
