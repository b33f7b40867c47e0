import { eventually } from '../../../eventually.ts';
import { asked, NOON } from './callersWorld.ts';
import { gatesOfFile } from './spotCallers.ts';

const gates = gatesOfFile();
const { sent } = gates;

describe('where nobody collects', () => {
  it.each(['spot', 'usdm'] as const)('the clock of %s is measured by one request, which all share', async (market) => {
    const [path] = market === 'spot' ? ['/api/v3'] : ['/fapi/v1'];
    const { callers } = gates.world.open({ market, isMeasured: false });
    const ask = (symbol: string) => callers.fetch(asked(`${path}/klines`, { symbol, interval: '1m' }), 'one');
    await Promise.all(['BTCUSDT', 'ETHUSDT'].map(ask));
    expect(sent()).toBe(3);
    expect(JSON.parse((await gates.world.test.store.redis.get(`collector:clock:${market}`)) ?? '')).toMatchObject({
      at: expect.closeTo(gates.world.now, -1),
    });
    expect(await gates.world.test.store.redis.hgetall('collector:source')).toEqual({});
  });

  it.each(['spot', 'usdm'] as const)('what %s lists is asked for once an hour', async (market) => {
    const { callers } = gates.world.open({ market });
    const all = await Promise.all([1, 2, 3].map(() => callers.symbols()));
    expect(all[0]?.has('BTCUSDT')).toBe(true);
    expect(all[0]?.has('NOSUCHUSDT')).toBe(false);
    expect(sent()).toBe(1);
    gates.world.now += 3_500_000;
    await callers.symbols();
    expect(sent()).toBe(1);
    await eventually(async () => {
      gates.world.now += 61_000;
      await callers.symbols();
      return sent() === 2;
    });
    expect(gates.world.now - NOON).toBeGreaterThan(3_600_000);
  });

  it('and the exchange does not answer, nobody knows, and it is asked again a little later', async () => {
    const { callers } = gates.world.open();
    gates.world.simulator.inject({ kind: 'status', status: 503, times: 1 });
    expect(await callers.symbols()).toBeNull();
    expect(await callers.symbols()).toBeNull();
    expect(sent()).toBe(1);
    gates.world.now += 10_001;
    expect((await callers.symbols())?.has('BTCUSDT')).toBe(true);
  });
});
