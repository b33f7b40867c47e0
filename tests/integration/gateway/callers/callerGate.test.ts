import { asked } from './callersWorld.ts';
import { gatesOfFile, klines } from './spotCallers.ts';

const gates = gatesOfFile();
const { sent } = gates;

describe('equal requests', () => {
  it('that come together are one at the exchange, whoever asks and however it is spelled', async () => {
    const { callers } = gates.world.open();
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

it('an API key that is missing is said before any weight is spent', async () => {
  const { callers } = gates.world.open({ market: 'usdm' });
  const old = asked('/fapi/v1/historicalTrades', { symbol: 'BTCUSDT' });
  await expect(callers.fetch(old, 'one')).rejects.toMatchObject({ code: 'rejected' });
  expect(await gates.world.test.store.redis.keys('collector:budget:*')).toEqual([]);
});
