import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { holderName } from '../../../runtime/machine.ts';
import { createLease, LEASE_TTL_MS } from '../../../store/values/lease.ts';
import { eventually } from '../../eventually.ts';
import { openTestStore, type TestStore } from '../../testStore.ts';

let test: TestStore;
beforeAll(async () => {
  test = await openTestStore();
});
afterAll(() => test.close());
beforeEach(() => test.store.redis.flushdb());

const lease = (serial: string, clock?: () => number) => createLease(test.store, 'price', holderName(serial), clock);

it('is held by one at a time, and handed over on release with a higher fence', async () => {
  const [first, second] = [lease('a'), lease('b')];
  expect(await first.hold()).toBe(true);
  expect(await second.hold()).toBe(false);
  expect(second.holder()).toBe(holderName('a'));
  const fence = first.fence();
  await first.release();
  expect(first.fence()).toBe(0);
  expect(await second.hold()).toBe(true);
  expect(second.fence()).toBeGreaterThan(fence);
});

it('renewing keeps the fence', async () => {
  const held = lease('a');
  await held.hold();
  const fence = held.fence();
  expect(await held.hold()).toBe(true);
  expect(held.fence()).toBe(fence);
});

it('its holder stops by itself when it could not renew in time', async () => {
  let now = 1_000;
  const held = lease('a', () => now);
  await held.hold();
  now += LEASE_TTL_MS - 1;
  expect(held.fence()).toBeGreaterThan(0);
  now += 1;
  expect(held.fence()).toBe(0);
});

it('runs out when its holder is silent', async () => {
  const [first, second] = [lease('a'), lease('b')];
  await first.hold();
  await test.store.redis.hset('collector:lease:price', 'until', Date.now() - 1);
  expect(await second.hold()).toBe(true);
  expect(await first.hold()).toBe(false);
});

it('is taken at once from a process of this machine that is dead', async () => {
  const child = spawn('true');
  await once(child, 'exit');
  const dead = holderName().replace(`|${process.pid}|`, `|${child.pid}|`);
  await createLease(test.store, 'price', dead).hold();
  expect(await lease('b').hold()).toBe(true);
});

it('is not taken from a process of another machine', async () => {
  const child = spawn('true');
  await once(child, 'exit');
  await createLease(test.store, 'price', `elsewhere/1|boot|${child.pid}|1|`).hold();
  expect(await lease('b').hold()).toBe(false);
});

it('never hands out an old fence again, even after Redis was wiped', async () => {
  const held = lease('a');
  await held.hold();
  const fence = held.fence();
  await eventually(() => Date.now() > fence + 1);
  await test.store.redis.flushdb();
  expect(await held.hold()).toBe(true);
  expect(held.fence()).toBeGreaterThan(fence);
});
