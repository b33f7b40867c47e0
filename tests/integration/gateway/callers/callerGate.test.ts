import { asked, type CallersWorld, NOON, openCallersWorld } from './callersWorld.ts';

let world: CallersWorld;
beforeAll(async () => {
  world = await openCallersWorld();
});
afterAll(() => world.close());
beforeEach(async () => {
  world.now = NOON + 1_000;
  world.simulator.clearFaults();
  world.simulator.resetLimits();
  world.simulator.resetStats();
  await world.test.store.redis.flushdb();
});

const klines = (params = {}) => asked('/api/v3/klines', { symbol: 'BTCUSDT', interval: '4h', limit: 5, ...params });
const day = () => asked('/api/v3/ticker/24hr');
const sent = () => world.simulator.stats().requests;

describe('equal requests', () => {
  it('that come together are one at the exchange, whoever asks and however it is spelled', async () => {
    const { callers } = world.open();
    const spelled = [klines({ limit: 500 }), asked('/api/v3/klines', { interval: '4h', symbol: 'BTCUSDT' })];
    const all = await Promise.all(
      Array.from({ length: 50 }, (_, index) => callers.fetch(spelled[index % 2] ?? klines(), `caller ${index}`)),
    );
    expect(sent()).toBe(1);
    expect(new Set(all.map(({ body }) => body)).size).toBe(1);
    expect(all.filter(({ isKept }) => !isKept)).toHaveLength(1);
    expect(all.filter(({ usedWeight }) => usedWeight !== undefined)).toHaveLength(1);
    expect(all[0]).toMatchObject({ status: 200, source: 'simulator', usedWeight: 2 });
  });
});

it('an answer is kept for four times its weight by what callers have a second', async () => {
  const { callers } = world.open();
  await callers.fetch(day(), 'one');
  world.now += 17_700;
  expect(await callers.fetch(day(), 'other')).toMatchObject({ isKept: true, ageMs: 17_700 });
  world.now += 100;
  expect(await callers.fetch(day(), 'other')).toMatchObject({ isKept: false, ageMs: 0 });
  expect(sent()).toBe(2);
});
