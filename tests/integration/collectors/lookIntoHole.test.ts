import { lookIntoHole } from '../../../collectors/sources/rolledUp/lookIntoHole.ts';
import { newPairState, type PairState } from '../../../collectors/state/pairState.ts';
import { binanceSpot } from '../../../exchanges/binance/spot/connector.ts';
import { klines } from '../../../exchanges/binance/spot/feeds/klines.ts';
import type { Exchange } from '../../../exchanges/connector.ts';
import { openHttp } from '../../../exchanges/http.ts';
import { createGate, type Gate } from '../../../gateway/gate.ts';
import { createSharedState } from '../../../gateway/sharedState.ts';
import { spot } from '../../../markets/spot.js';
import type { SeriesFeed } from '../../../model/feed.ts';
import { machine } from '../../../runtime/machine.ts';
import { createSimulator, type Simulator } from '../../../simulator/createSimulator.ts';
import { defaultSymbols } from '../../../simulator/trading/symbols.ts';
import { createExchangeClock, type ExchangeClock } from '../../../store/market/clock.ts';
import { dataKey } from '../../../store/redis/keys.ts';
import { openTestStore, type TestStore } from '../../testStore.ts';

const MINUTE = 60_000;
const NOW = Date.UTC(2026, 5, 10, 14, 0, 30);
const MONTH = Date.UTC(2026, 5, 1);
const LISTED = Date.UTC(2026, 5, 3, 9);
const account = { egress: 'local', market: 'spot' } as const;
let test: TestStore;
let simulator: Simulator;
let exchange: Exchange;
let gate: Gate;
let clock: ExchangeClock;
let pair: PairState;

beforeAll(async () => {
  test = await openTestStore();
  const symbols = defaultSymbols.map((spec) => (spec.symbol === 'ETHUSDT' ? { ...spec, listedAt: LISTED } : spec));
  simulator = await createSimulator({ now: () => NOW, symbols });
  exchange = openHttp(binanceSpot, { baseUrl: simulator.url, apiKeys: () => [] });
  clock = createExchangeClock(() => NOW);
  clock.adopt({ minusMonotonic: 0, minusWall: 0, uncertainty: 1, at: NOW, boot: machine.boot, host: machine.id });
  gate = createGate({
    ...{
      exchange,
      store: test.store,
      account,
      table: spot,
      clock,
      shared: createSharedState(test.store, account, clock),
    },
    share: () => 0.9,
    plan: () => ({ weightPerMinute: 0, foreign: 0 }),
    onReply: () => undefined,
    onPause: () => undefined,
  });
});
beforeEach(() => {
  pair = newPairState({ code: 'ethusdt', symbol: 'ETHUSDT', key: dataKey('spot', 'ethusdt', 'klines', 43200) });
});
afterAll(async () => {
  exchange.close();
  await simulator.close();
  await test.close();
});

const finest = klines({}, 1) as SeriesFeed;
const look = (from: number, to: number, feed = finest) =>
  lookIntoHole({ gate, clock, count: () => undefined }, pair, feed, { from, to });
const asked = () => simulator.stats().byPath['/api/v3/klines'] ?? 0;
async function lookTwice(from: number, to: number): Promise<boolean> {
  await look(from, to);
  return look(from, to);
}

it('is not asked about at once: the row may be about to be stored', async () => {
  const before = asked();
  expect(await look(MONTH, LISTED)).toBe(false);
  expect(asked()).toBe(before);
});

it('before the listing there is nothing, as far as the first candle that there is', async () => {
  expect(await lookTwice(MONTH, LISTED - 30 * MINUTE)).toBe(true);
  expect(pair.rolled.holes).toMatchObject({ absent: [{ from: MONTH, to: LISTED }], present: null });
});

it('what the exchange has is missing, and is not asked for again while the hole grows', async () => {
  expect(await lookTwice(LISTED, LISTED + 3 * MINUTE)).toBe(false);
  expect(pair.rolled.holes).toMatchObject({ absent: [], present: LISTED });
  const before = asked();
  expect(await lookTwice(LISTED - MINUTE, LISTED + 9 * MINUTE)).toBe(false);
  expect(asked()).toBe(before);
});

it('a hole of both kinds is still one, and is known not to begin before the listing', async () => {
  expect(await lookTwice(MONTH, LISTED + 3 * MINUTE)).toBe(true);
  expect(pair.rolled.holes).toMatchObject({ absent: [{ from: MONTH, to: LISTED }], present: LISTED });
});

it('an answer of a replica that knows nothing so late says nothing', async () => {
  simulator.inject({ kind: 'shape', body: [], times: 1 });
  expect(await lookTwice(MONTH, LISTED)).toBe(false);
  expect(pair.rolled.holes).toMatchObject({ absent: [], present: null });
  expect(await look(MONTH, LISTED)).toBe(true);
});

it.each([[[[null]]], [{}], [[7]]])('an answer that cannot be read (%j) tells nothing', async (body) => {
  simulator.inject({ kind: 'shape', body, times: 1 });
  await look(MONTH, LISTED);
  expect(await look(MONTH, LISTED)).toBe(false);
  expect(pair.rolled.holes.absent).toEqual([]);
});

it('an answer is read as its feed reads rows', async () => {
  const scoreOf = (row: unknown) => (row as { opens?: number } | undefined)?.opens ?? null;
  simulator.inject({ kind: 'shape', body: [{ opens: LISTED }], times: 1 });
  await look(MONTH, LISTED);
  expect(await look(MONTH, LISTED, { ...finest, scoreOf })).toBe(true);
  expect(pair.rolled.holes.absent).toEqual([{ from: MONTH, to: LISTED }]);
});

it('what may not be sent is asked later', async () => {
  simulator.inject({ kind: 'status', status: 429, retryAfter: 30, times: 1 });
  await look(MONTH, LISTED);
  await expect(look(MONTH, LISTED)).rejects.toMatchObject({ code: 'rate-limited' });
  const before = asked();
  expect(await look(MONTH, LISTED)).toBe(false);
  expect(asked()).toBe(before);
});
