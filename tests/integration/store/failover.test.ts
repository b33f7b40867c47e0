import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type RedisServer, startRedisServer } from '../../../scripts/redisServer.ts';
import { followChanges } from '../../../store/changes.ts';
import { connectStore, type Store } from '../../../store/connect.ts';
import { eventually } from '../../eventually.ts';
import { createTestLog, type TestLog } from '../../testStore.ts';
import { createMovingAddress, type MovingAddress } from '../movingAddress.ts';

const WITHIN_MS = 15_000;
const NOBODY = ['127.0.0.1', '1'] as const;

let directory: string;
let log: TestLog;
let old: RedisServer;
let next: RedisServer;
let address: MovingAddress;
/** Straight to either server. */
let atOld: Store;
let atNext: Store;
let store: Store;
let came: string[];
const closers: (() => unknown)[] = [];

async function open(url: string): Promise<Store> {
  const opened = await connectStore({ url, db: 2, name: 'test', log: log.log });
  closers.push(() => opened.close());
  return opened;
}

beforeEach(async () => {
  directory = mkdtempSync(join(tmpdir(), 'failover-'));
  log = createTestLog();
  old = await startRedisServer({ directory: join(directory, 'old'), port: 0 });
  next = await startRedisServer({ directory: join(directory, 'next'), port: 0 });
  closers.push(
    () => rmSync(directory, { recursive: true, force: true }),
    () => old.stop(),
    () => next.stop(),
  );
  address = await createMovingAddress(old.url);
  closers.push(() => address.close());
  [atOld, atNext] = [await open(old.url), await open(next.url)];
  await atOld.redis.set('spot:where', 'old');
  await atNext.redis.set('spot:where', 'next');
});
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

/** A store behind the address, and what its follower is told. */
async function use(url = address.url): Promise<void> {
  store = await open(url);
  came = [];
  const changes = followChanges(store, log.log, {
    onLive: () => came.push('live'),
    onLost: () => came.push('lost'),
    onChange: ({ key }) => came.push(key),
  });
  closers.push(() => changes.close());
  await eventually(() => came.includes('live'));
}

const isAt = (where: string) => eventually(async () => (await store.redis.get('spot:where')) === where, WITHIN_MS);
const hearsOf = (told: Store, key: string) =>
  eventually(async () => {
    await told.redis.publish('collector:changes:2', `${key} 1 1 -`);
    return came.includes(key);
  }, WITHIN_MS);

it('readers and followers leave an old primary that stays up as a replica without its link', async () => {
  await use();
  await atOld.redis.replicaof(...NOBODY);
  address.leadTo(next.url);
  await isAt('next');
  await hearsOf(atNext, 'spot:{btcusdt}:price');
  expect(log.lines.join('\n')).toMatch(/is lost: .* error="the address leads to another server now, a primary"/);
});

it('readers leave an old primary that stays one, though nobody writes to it', async () => {
  await use();
  address.leadTo(next.url);
  await isAt('next');
});

it('writers leave an old primary that refuses writes as a replica', async () => {
  await use();
  await atOld.redis.replicaof(...NOBODY);
  address.leadTo(next.url);
  const movedAt = performance.now();
  await eventually(async () => (await store.redis.set('spot:written', 1)) === 'OK', WITHIN_MS);
  expect(await atNext.redis.get('spot:written')).toBe('1');
  // A refused write makes it look at once.
  expect(performance.now() - movedAt).toBeLessThan(4_000);
});

it('readers and followers leave a host that is gone without a word', async () => {
  await use();
  address.silence();
  address.leadTo(next.url);
  await isAt('next');
  await hearsOf(atNext, 'spot:{btcusdt}:price');
});

it('readers follow also where INFO is forbidden', async () => {
  const rules = ['on', '>word', '~*', '&*', '+@all', '-info'];
  for (const at of [atOld, atNext]) await at.redis.call('ACL', 'SETUSER', 'reader', ...rules);
  await use(address.url.replace('redis://', 'redis://reader:word@'));
  await atOld.redis.replicaof(...NOBODY);
  address.leadTo(next.url);
  await isAt('next');
});

it('a connection to a replica of several, all of them well, is kept', async () => {
  const third = await startRedisServer({ directory: join(directory, 'third'), port: 0 });
  closers.push(() => third.stop());
  const atThird = await open(third.url);
  for (const at of [atOld, atThird]) await at.redis.replicaof('127.0.0.1', new URL(next.url).port);
  const isLinked = async (at: Store) => /master_link_status:up/.test(await at.redis.info('replication'));
  await eventually(async () => (await isLinked(atOld)) && (await isLinked(atThird)), WITHIN_MS);
  await use();
  address.leadTo(third.url);
  const before = address.taken();
  await eventually(() => address.taken() >= before + 2, WITHIN_MS);
  expect(came).toEqual(['live']);
});

it('a replica that cannot be written to is said to be one, and is not connected to over and over', async () => {
  await use();
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
});
