import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startApi } from '../../../api/start.ts';
import { readHealth } from '../../../scripts/health/readHealth.ts';
import { freePort } from '../../../scripts/processes/freePort.ts';
import { startRedisServer } from '../../../scripts/redis/redisServer.ts';
import { connectStore, type Store } from '../../../store/redis/connect.ts';
import { eventually } from '../../eventually.ts';
import { type AtEnd, inWorld } from '../../inWorld.ts';
import { createTestLog } from '../../testStore.ts';
import { createMovingAddress } from '../movingAddress.ts';
import { openBench } from './collecting.ts';

type World = Awaited<ReturnType<typeof open>>;
async function open(atEnd: AtEnd) {
  const directory = mkdtempSync(join(tmpdir(), 'failover-'));
  atEnd(() => rmSync(directory, { recursive: true, force: true }));
  const bench = await openBench({ pairs: ['btcusdt'] }, { isRealTime: true });
  atEnd(() => bench.close());
  const server = async (name: string) => {
    const started = await startRedisServer({ directory: join(directory, name), port: 0 });
    atEnd(() => started.stop());
    const straight = await connectStore({ url: started.url, db: 2, name: 'test', log: createTestLog().log });
    atEnd(() => straight.close());
    return [started, straight] as const;
  };
  const [old, atOld] = await server('old');
  const [next, atNext] = await server('next');
  await atNext.redis.replicaof('127.0.0.1', new URL(old.url).port);
  const address = await createMovingAddress(old.url);
  atEnd(() => address.close());
  const port = await freePort();
  const ours = { REDIS_URL: address.url, API_PORT: String(port), LOG_DIR: join(directory, 'logs') };
  await bench.start(['pair-info', 'price'], ours);
  atEnd(() => bench.stopAll());
  const running = await startApi({ env: { ...bench.env, ...ours }, onFatal: (error) => Promise.reject(error) });
  atEnd(() => running.stop());
  const api = `http://127.0.0.1:${port}`;

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
  await isFresh(10_000);
  return { bench, next, address, atOld, atNext, api, isFresh };
}

it.concurrent.each<[string, (world: World) => unknown]>([
  ['stays up as a replica without its link', ({ atOld }) => atOld.redis.replicaof('127.0.0.1', '1')],
  ['stays up as it was', () => undefined],
  ['is gone without a word', ({ address }) => address.silence()],
])(
  'collectors and the API are on the new primary within 15 s when the old one %s',
  inWorld(open, async (world, _: string, fail: (world: World) => unknown) => {
    const { bench, next, address, atOld, atNext, api, isFresh } = world;
    await atNext.redis.replicaof('NO', 'ONE');
    await fail(world);
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
  }),
);
