import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { Redis } from 'ioredis';
import { InvalidPayload } from '../../../model/invalidPayload.ts';
import { isRedisError } from '../../../store/redis/redisError.ts';
import { describeFailure, isDefect } from '../../../store/reports/defects.ts';
import { eventually } from '../../eventually.ts';
import { openTestStore, type TestStore } from '../../testStore.ts';

let test: TestStore;
beforeEach(async () => {
  test = await openTestStore({ commandTimeoutMs: 1_000 });
});
afterEach(async () => {
  test.server.resume();
  await test.close();
});

const failureOf = (work: Promise<unknown>): Promise<unknown> =>
  work.then(
    () => 'nothing has failed',
    (error: unknown) => error,
  );

it.each<[string, () => Promise<unknown>]>([
  ['an error reply', () => test.store.redis.call('NOSUCH')],
  ['an error reply of a script', () => test.store.redis.eval("return redis.call('NOSUCH')", 0)],
  [
    'no reply in time',
    () => {
      test.server.pause();
      return test.store.redis.get('a');
    },
  ],
  [
    'a connection that is lost meanwhile',
    async () => {
      test.server.pause();
      const reply = failureOf(test.store.redis.get('a'));
      test.server.resume();
      await test.server.kill();
      throw await reply;
    },
  ],
  [
    'no connection',
    async () => {
      await test.server.kill();
      await eventually(() => !test.store.isUp());
      return test.store.redis.get('a');
    },
  ],
  [
    'a connection that is closed',
    async () => {
      test.store.redis.disconnect();
      await once(test.store.redis, 'end');
      return test.store.redis.get('a');
    },
  ],
  [
    'nobody at the address',
    async () => {
      const redis = new Redis({ port: 1, lazyConnect: true, retryStrategy: () => null });
      redis.connect().catch(() => undefined);
      const [error] = await once(redis, 'error');
      throw error;
    },
  ],
])('%s comes from Redis', async (_, fail) => {
  const failure = await failureOf(fail());
  expect([isRedisError(failure), isDefect(failure), describeFailure(failure)]).toEqual([
    true,
    false,
    `Redis: ${(failure as Error).message}`,
  ]);
});

it.each<[string, () => unknown]>([
  ['a TypeError', () => (undefined as unknown as string).length],
  ['text that is no JSON', () => JSON.parse('{')],
  ['a missing file', () => readFileSync('/nowhere/at/all')],
  ['a folder read as a file', () => readFileSync('/')],
  [
    'an error without more',
    () => {
      throw new Error('Redis is fine');
    },
  ],
])('%s is a defect of ours', async (_, fail) => {
  const failure = await failureOf(Promise.resolve().then(fail));
  expect([isRedisError(failure), isDefect(failure)]).toEqual([false, true]);
  expect(describeFailure(failure)).toBe(`internal: ${(failure as Error).message}`);
});

it('an error of the project itself is neither', () => {
  const failure = new InvalidPayload('/api/v3/depth: no book');
  expect([isRedisError(failure), isDefect(failure), describeFailure(failure)]).toEqual([false, false, failure.message]);
});
