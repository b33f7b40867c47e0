import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startApi } from '../../../api/start.ts';
import { freePort } from '../../../scripts/freePort.ts';
import { readHealth } from '../../../scripts/readHealth.ts';
import { type RedisServer, startRedisServer } from '../../../scripts/redisServer.ts';
import { connectStore, type Store } from '../../../store/connect.ts';
import { eventually } from '../../eventually.ts';
import { createTestLog } from '../../testStore.ts';
import { createMovingAddress, type MovingAddress } from '../movingAddress.ts';
import { type Bench, openBench } from './collecting.ts';

let bench: Bench;
let next: RedisServer;
let address: MovingAddress;
/** Straight to either server. */
let atOld: Store;
let atNext: Store;
let api: string;
const closers: (() => unknown)[] = [];

async function server(directory: string): Promise<[RedisServer, Store]> {
  const started = await startRedisServer({ directory, port: 0 });
  const store = await connectStore({ url: started.url, db: 2, name: 'test', log: createTestLog().log });
  closers.push(
    () => started.stop(),
    () => store.close(),
  );
  return [started, store];
}

beforeEach(async () => {
  bench = await openBench({ pairs: ['btcusdt'] });
  const directory = mkdtempSync(join(tmpdir(), 'failover-'));
  closers.push(
    () => rmSync(directory, { recursive: true, force: true }),
    () => bench.close(),
  );
  const [old, straight] = await server(join(directory, 'old'));
  atOld = straight;
  [next, atNext] = await server(join(directory, 'next'));
  await atNext.redis.replicaof('127.0.0.1', new URL(old.url).port);
  address = await createMovingAddress(old.url);
  closers.push(() => address.close());
  const port = await freePort();
  const ours = { REDIS_URL: address.url, API_PORT: String(port), LOG_DIR: join(directory, 'logs') };
  await bench.start(['pair-info', 'price'], ours);
  closers.push(() => bench.stopAll());
  const running = await startApi({ env: { ...bench.env, ...ours }, onFatal: (error) => Promise.reject(error) });
  closers.push(() => running.stop());
  api = `http://127.0.0.1:${port}`;
  await isFresh(10_000);
});
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

/** The API answers with what was polled less than 1.5 s ago, time after time, for two seconds. */
async function isFresh(withinMs: number): Promise<void> {
  let since = 0;
  await eventually(async () => {
    const response = await fetch(`${api}/GetData?type=price&code=btcusdt`);
    const { asOf } = (await response.json()) as { asOf?: number };
    const isNew = response.status === 200 && bench.simulator.now() - (asOf ?? 0) < 1_500;
    since = isNew ? since || performance.now() : 0;
    return isNew && performance.now() - since > 2_000;
  }, withinMs + 2_000);
}

it.each<[string, () => unknown]>([
  ['stays up as a replica without its link', () => atOld.redis.replicaof('127.0.0.1', '1')],
  ['stays up as it was', () => undefined],
  ['is gone without a word', () => address.silence()],
])(
  'collectors and the API are on the new primary within 15 s when the old one %s',
  async (_, fail) => {
    await atNext.redis.replicaof('NO', 'ONE');
    await fail();
    address.leadTo(next.url);
    const asOf = async (at: Store) => Number(await at.redis.hget('spot:{btcusdt}:price:meta', 'asOf'));
    const movedAt = bench.simulator.now();
    const isWritten = eventually(async () => (await asOf(atNext)) > movedAt, 15_000);
    await isWritten;
    const written = bench.simulator.now() - movedAt;
    await isFresh(15_000 - written);
    await eventually(async () => {
      const { redis } = await readHealth(api);
      return redis.ok && redis.warning === undefined;
    });
    expect(await asOf(atOld)).toBeLessThan(await asOf(atNext));
  },
  40_000,
);
