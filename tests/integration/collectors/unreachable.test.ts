import { freePort } from '../../../scripts/processes/freePort.ts';
import { eventually } from '../../eventually.ts';
import { type Bench, openBench } from './collecting.ts';

let bench: Bench;
beforeAll(async () => {
  bench = await openBench({ pairs: ['btcusdt'] });
});
afterEach(async () => {
  await bench.stopAll();
  bench.simulator.clearFaults();
  await bench.store.redis.flushdb();
});
afterAll(() => bench.close());

const reachOf = async (name: string) => (await bench.report(name))?.exchange;

it('at the first start each worker reports why the exchange cannot be reached, and since when', async () => {
  const begun = Date.now();
  await bench.start(undefined, { BINANCE_SPOT_URL: `http://127.0.0.1:${await freePort()}` });
  const reach = await eventually(async () => (await reachOf('price')) ?? false);
  expect(reach).toEqual({
    trouble: {
      error: '/api/v3/time: no connection (ECONNREFUSED: nothing listens there, or a firewall refuses)',
      since: expect.any(Number),
    },
  });
  expect(reach?.trouble?.since).toBeGreaterThanOrEqual(begun);
  expect((await bench.report('price'))?.state).toBe('waiting');
});

it('a name that is not known, and a place that is not served, are told as such', async () => {
  await bench.start(['pair-info'], { BINANCE_SPOT_URL: 'http://exchange.invalid' });
  const isNamed = async () => expect((await reachOf('pair-info'))?.trouble?.error).toMatch(/name of the host/);
  await eventually(() => isNamed().then(() => true));
  await bench.stopAll();

  bench.simulator.inject({ kind: 'status', status: 451 });
  await bench.start(['pair-info']);
  const isRestricted = async () =>
    expect((await reachOf('pair-info'))?.trouble?.error).toMatch(/answered 451.*: it does not serve this place$/);
  await eventually(() => isRestricted().then(() => true));
});

it('an answer ends it', async () => {
  bench.simulator.inject({ kind: 'reset' });
  await bench.start(['pair-info', 'price']);
  await eventually(async () => (await reachOf('price'))?.trouble !== undefined);
  bench.simulator.clearFaults();
  await eventually(async () => {
    expect(await reachOf('price')).toEqual({ answeredAt: expect.any(Number) });
    return true;
  });
});
