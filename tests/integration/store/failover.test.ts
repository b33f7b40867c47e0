import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startRedisServer } from '../../../scripts/redis/redisServer.ts';
import { connectStore, type Store } from '../../../store/redis/connect.ts';
import { followChanges } from '../../../store/values/changes.ts';
import { eventually } from '../../eventually.ts';
import { type AtEnd, inWorld } from '../../inWorld.ts';
import { createTestLog } from '../../testStore.ts';
import { createMovingAddress } from '../movingAddress.ts';

const WITHIN_MS = 15_000;
const NOBODY = ['127.0.0.1', '1'] as const;

async function open(atEnd: AtEnd) {
  const directory = mkdtempSync(join(tmpdir(), 'failover-'));
  atEnd(() => rmSync(directory, { recursive: true, force: true }));
  const log = createTestLog();
  const start = async (name: string) => {
    const server = await startRedisServer({ directory: join(directory, name), port: 0 });
    atEnd(() => server.stop());
    return server;
  };
  const connect = async (url: string): Promise<Store> => {
    const opened = await connectStore({ url, db: 2, name: 'test', log: log.log });
    atEnd(() => opened.close());
    return opened;
  };
  const [old, next] = [await start('old'), await start('next')];
  const address = await createMovingAddress(old.url);
  atEnd(() => address.close());
  /** Straight to either server. */
  const [atOld, atNext] = [await connect(old.url), await connect(next.url)];
  await atOld.redis.set('spot:where', 'old');
  await atNext.redis.set('spot:where', 'next');

  /** A store behind the address, and what its follower is told. */
  async function use(url = address.url) {
    const store = await connect(url);
    const came: string[] = [];
    const changes = followChanges(store, log.log, {
      onLive: () => came.push('live'),
      onLost: () => came.push('lost'),
      onChange: ({ key }) => came.push(key),
    });
    atEnd(() => changes.close());
    await eventually(() => came.includes('live'));
    return {
      store,
      came,
      isAt: (where: string) => eventually(async () => (await store.redis.get('spot:where')) === where, WITHIN_MS),
      hearsOf: (told: Store, key: string) =>
        eventually(async () => {
          await told.redis.publish('collector:changes:2', `${key} 1 1 -`);
          return came.includes(key);
        }, WITHIN_MS),
    };
  }
  return { log, start, connect, next, address, atOld, atNext, use };
}

it.concurrent(
  'readers and followers leave an old primary that stays up as a replica without its link',
  inWorld(open, async ({ log, next, address, atOld, atNext, use }) => {
    const { isAt, hearsOf } = await use();
    await atOld.redis.replicaof(...NOBODY);
    address.leadTo(next.url);
    await isAt('next');
    await hearsOf(atNext, 'spot:{btcusdt}:price');
    expect(log.lines.join('\n')).toMatch(/is lost: .* error="the address leads to another server now, a primary"/);
  }),
);

it.concurrent(
  'readers leave an old primary that stays one, though nobody writes to it',
  inWorld(open, async ({ next, address, use }) => {
    const { isAt } = await use();
    address.leadTo(next.url);
    await isAt('next');
  }),
);

it.concurrent(
  'writers leave an old primary that refuses writes as a replica',
  inWorld(open, async ({ next, address, atOld, atNext, use }) => {
    const { store } = await use();
    await atOld.redis.replicaof(...NOBODY);
    address.leadTo(next.url);
    const movedAt = performance.now();
    await eventually(async () => (await store.redis.set('spot:written', 1)) === 'OK', WITHIN_MS);
    expect(await atNext.redis.get('spot:written')).toBe('1');
    // A refused write makes it look at once.
    expect(performance.now() - movedAt).toBeLessThan(4_000);
  }),
);

it.concurrent(
  'readers and followers leave a host that is gone without a word',
  inWorld(open, async ({ next, address, atNext, use }) => {
    const { isAt, hearsOf } = await use();
    address.silence();
    address.leadTo(next.url);
    await isAt('next');
    await hearsOf(atNext, 'spot:{btcusdt}:price');
  }),
);

it.concurrent(
  'readers follow also where INFO is forbidden',
  inWorld(open, async ({ next, address, atOld, atNext, use }) => {
    const rules = ['on', '>word', '~*', '&*', '+@all', '-info'];
    for (const at of [atOld, atNext]) await at.redis.call('ACL', 'SETUSER', 'reader', ...rules);
    const { isAt } = await use(address.url.replace('redis://', 'redis://reader:word@'));
    await atOld.redis.replicaof(...NOBODY);
    address.leadTo(next.url);
    await isAt('next');
  }),
);

it.concurrent(
  'a connection to a replica of several, all of them well, is kept',
  inWorld(open, async ({ start, connect, next, address, atOld, use }) => {
    const third = await start('third');
    const atThird = await connect(third.url);
    for (const at of [atOld, atThird]) await at.redis.replicaof('127.0.0.1', new URL(next.url).port);
    const isLinked = async (at: Store) => /master_link_status:up/.test(await at.redis.info('replication'));
    await eventually(async () => (await isLinked(atOld)) && (await isLinked(atThird)), WITHIN_MS);
    const { came } = await use();
    address.leadTo(third.url);
    const before = address.taken();
    await eventually(() => address.taken() >= before + 2, WITHIN_MS);
    expect(came).toEqual(['live']);
  }),
);

it.concurrent(
  'a replica that cannot be written to is said to be one, and is not connected to over and over',
  inWorld(open, async ({ address, atOld, use }) => {
    const { store, came } = await use();
    await atOld.redis.replicaof(...NOBODY);
    const before = address.taken();
    await eventually(async () => {
      await store.redis.set('spot:written', 1).catch(() => undefined);
      return address.taken() >= before + 2;
    }, WITHIN_MS);
    expect(came).toEqual(['live']);
    expect(store.refusals.current()).toMatch(
      /^Redis refuses writes: READONLY You can't write against a read only replica: it is a replica: redis.url must lead/,
    );
  }),
);
