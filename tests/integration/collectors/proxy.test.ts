import { dataKey } from '../../../store/redis/keys.ts';
import { eventually } from '../../eventually.ts';
import { startTinyProxy, type TinyProxy } from '../../tinyProxy.ts';
import { type Bench, openBench } from './collecting.ts';

const KEY = `apikey${'x'.repeat(40)}`;
const names = ['HTTP_PROXY', 'http_proxy', 'ALL_PROXY'];
let bench: Bench;
let proxy: TinyProxy;
beforeEach(async () => {
  bench = await openBench({ pairs: ['btcusdt'], apiKeys: [{ key: KEY }] });
  proxy = await startTinyProxy({ targetPort: Number(new URL(bench.simulator.url).port) });
  for (const name of names) process.env[name] = `http://user:a-password@${proxy.host}`;
});
afterEach(async () => {
  for (const name of names) delete process.env[name];
  await bench.close();
  await proxy.close();
});

const isStored = () =>
  eventually(async () => (await bench.store.redis.exists(dataKey('spot', 'btcusdt', 'price'))) === 1);

it('a proxy of the environment sees nothing of what is asked of this machine', async () => {
  await bench.start(['pair-info', 'price']);
  await isStored();
  expect([proxy.asked, proxy.seen()]).toEqual([[], '']);
});

it('an exchange elsewhere is asked through it, which is logged without its password', async () => {
  const { lines } = await bench.start(['pair-info', 'price'], { BINANCE_SPOT_URL: 'http://exchange.test' });
  await isStored();
  expect(proxy.asked).toContain('GET http://exchange.test/api/v3/time');
  expect(lines.join('\n')).toContain(`http://exchange.test is asked through the proxy ${proxy.host}`);
  expect(lines.join('\n')).not.toContain('a-password');
});
