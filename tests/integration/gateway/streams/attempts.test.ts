import fc from 'fast-check';
import { type Attempts, createAttempts } from '../../../../gateway/streams/attempts.ts';
import { pauseEgress } from '../../../../store/budget/pause.ts';
import { attemptsKey, attemptsTroubleKey } from '../../../../store/redis/keys.ts';
import { eventually } from '../../../eventually.ts';
import { startStandIn } from '../../../streamStandIn.ts';
import { openTestStore, type TestStore } from '../../../testStore.ts';
import { openHub, toldFollower } from './hubFixture.ts';

let test: TestStore;
beforeAll(async () => {
  test = await openTestStore();
});
afterAll(() => test.close());
beforeEach(() => test.store.redis.flushdb());

const account = { egress: 'local', market: 'spot' } as const;
const counter = attemptsKey('local', 'spot');
const trouble = attemptsTroubleKey('local', 'spot');
const clock = { nowOrWall: () => Date.now(), uncertainty: () => 0 };
const limit = { attempts: { weight: 10, windowMs: 300_000, window: 'sliding' }, reservedAttempts: 3 } as const;
const of = (who: string, now = clock.nowOrWall): Attempts =>
  createAttempts({ store: test.store, account, protocol: limit, clock: { ...clock, nowOrWall: now }, who });
const granted = async (attempts: Attempts, isReplacement = false) =>
  (await attempts.ask('', isReplacement)).why === null;
const grants = async (attempts: Attempts, times: number, isReplacement = false) => {
  const all = await Promise.all(Array.from({ length: times }, () => granted(attempts, isReplacement)));
  return all.filter(Boolean).length;
};

describe('the account of attempts', () => {
  it('is one for all processes, and keeps some for sockets that take another one’s place', async () => {
    const [a, b] = [of('a'), of('b')];
    expect((await grants(a, 5)) + (await grants(b, 5))).toBe(7);
    expect(await a.ask('', false)).toEqual({ why: 'as many sockets were opened as may be', waitMs: 5_000 });
    expect([a.left(), of('c').left()]).toEqual([3, null]);
    expect(await grants(b, 5, true)).toBe(3);
    expect(b.left()).toBe(0);
  });

  it('is free again five minutes later, and not sooner', async () => {
    const began = Date.now();
    await grants(of('a'), 7);
    expect(await granted(of('a', () => began + 299_000))).toBe(false);
    expect(await granted(of('a', () => began + 320_000))).toBe(true);
  });

  it('obeys a pause of the egress', async () => {
    const now = Date.now();
    await pauseEgress(test.store, account, { status: 418, until: now + 60_000 }, now);
    expect(await of('a').ask('', true)).toMatchObject({ why: 'the exchange has told us to wait' });
    expect(await test.store.redis.exists(counter)).toBe(0);
  });
});

describe('after two failures in a row of any process', () => {
  const fail = async (attempts: Attempts, times = 2, waitMs = 0) => {
    for (let time = 0; time < times; time++) await attempts.failed('', waitMs);
  };

  it('one tries each two seconds, the others wait for its success, and then go on at once', async () => {
    const [a, b, c] = [of('a'), of('b'), of('c')];
    await a.failed('', 0);
    expect(await granted(b)).toBe(true);
    await b.failed('', 0);
    expect(await granted(a)).toBe(true);
    const asked = await Promise.all([a, b, c].map((each) => each.ask('', false)));
    expect(asked.map(({ why }) => why)).toEqual(
      Array(3).fill('the sockets opened last have failed: one is tried for all'),
    );
    const [own = { why: null }, other = { why: null }] = asked;
    expect(own).toMatchObject({ waitMs: expect.any(Number) });
    expect('waitMs' in own && own.waitMs > 1_500 && own.waitMs <= 2_000).toBe(true);
    expect('waitMs' in other && other.waitMs <= 1_000).toBe(true);
    await a.succeeded('');
    expect(await grants(c, 2)).toBe(2);
  });

  it('sockets of another kind wait for nothing', async () => {
    const [a, b] = [of('a'), of('b')];
    await fail(a);
    await granted(a);
    expect(await granted(b)).toBe(false);
    expect(await b.ask('public', false)).toEqual({ why: null });
    await b.succeeded('public');
    expect(await granted(b)).toBe(false);
  });

  it('another one takes its place where it does not try any more', async () => {
    const [a, b] = [of('a'), of('b')];
    await fail(a);
    await granted(a);
    expect(await granted(b)).toBe(false);
    const triedAt = Number(await test.store.redis.hget(trouble, 'triedAt'));
    await test.store.redis.hset(trouble, 'triedAt', triedAt - 5_001);
    expect([await granted(b), await granted(a)]).toEqual([true, false]);
  });

  it('a time that the exchange tells holds for all, and is never shortened', async () => {
    await of('a').failed('', 20_000);
    await of('b').failed('', 1_000);
    const answer = await of('c').ask('', true);
    expect('waitMs' in answer && answer.waitMs > 18_000 && answer.waitMs <= 20_000).toBe(true);
    expect(await test.store.redis.ttl(trouble)).toBeGreaterThan(60);
  });

  const damaged = fc.constantFrom('', 'NaN', '-1', 'inf', '1e999', '99999999999999999999', '9007199254740991', '{}');
  it('what is damaged counts as missing, and never stops us for good', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.dictionary(fc.constantFrom('failures', 'who', 'triedAt', 'until'), damaged, { minKeys: 1 }),
        async (fields) => {
          await test.store.redis.flushdb();
          await test.store.redis.hset(trouble, { failures: '7', who: 'x', triedAt: String(Date.now()), ...fields });
          const answer = await of('a').ask('', false);
          expect('waitMs' in answer ? answer.waitMs : 0).toBeLessThanOrEqual(2_000);
          await of('a').failed('', 0);
          expect(await test.store.redis.ttl(trouble)).toBeGreaterThan(0);
        },
      ),
      { numRuns: 40 },
    );
    await test.store.redis.set(trouble, 'x', 'EX', 60);
    expect(await granted(of('a'))).toBe(true);
  });
});

it('a damaged count opens nothing, and says so apart from the weight', async () => {
  await test.store.redis.set(counter, 'x');
  expect(await of('a').ask('', false)).toMatchObject({ why: 'the count of opened sockets in Redis is damaged' });
  expect(test.messages.at(-1)).toContain('the count of opened sockets in Redis is damaged: it grants no weight');
});

it('several hubs of an egress against an exchange that is away: one probes, and all are back soon after it is', async () => {
  const exchange = await startStandIn();
  exchange.refuse({ status: 503 });
  const protocol = { attempts: { weight: 300, windowMs: 300_000, window: 'sliding' }, reservedAttempts: 60 } as const;
  const own = (who: string) => createAttempts({ store: test.store, account, protocol, clock, who });
  const fixtures = await Promise.all(['a', 'b', 'c'].map((who) => openHub({ attempts: own(who) }, exchange)));
  const followings = fixtures.map(({ hub }) => hub.follow('btcusdt@aggTrade', toldFollower()));
  await eventually(async () => Number(await test.store.redis.hget(trouble, 'failures')) >= 3);
  const began = performance.now();
  await eventually(() => performance.now() - began > 4_500);
  const during = exchange.wishes.filter((at) => at >= began && at < began + 4_500).length;
  expect(during).toBeGreaterThanOrEqual(1);
  // One each two seconds, and what was on its way; each for itself would have tried forty times.
  expect(during).toBeLessThanOrEqual(6);
  exchange.refuse(null);
  const at = performance.now();
  await eventually(() => followings.every((following) => following.state() === 'asked'));
  expect(performance.now() - at).toBeLessThan(20_000);
  for (const { hub } of fixtures) hub.close();
  await exchange.close();
});

it('with Redis away sockets that stand go on, new ones wait for it, and it is said', async () => {
  const other = await openTestStore();
  const protocol = { attempts: { weight: 300, windowMs: 300_000, window: 'sliding' }, reservedAttempts: 60 } as const;
  const attempts = createAttempts({ store: other.store, account, protocol, clock, who: 'a' });
  const fixture = await openHub({ attempts, protocol: { mostStreams: 4 } });
  const { hub, exchange } = fixture;
  const told = toldFollower();
  const stands = hub.follow('btcusdt@aggTrade', told);
  await eventually(() => stands.state() === 'asked');
  await other.server.stop();
  await eventually(() => !other.store.isUp());
  for (const pair of ['a', 'b', 'c']) hub.follow(`${pair}@aggTrade`, toldFollower());
  await eventually(() => hub.report().waitsFor === 'Redis is away, which counts opened sockets');
  await exchange.carrying('btcusdt@aggTrade');
  exchange.event('btcusdt@aggTrade', { E: Date.now() });
  await eventually(() => stands.state() === 'heard');
  expect([told.downs, exchange.sockets.length]).toEqual([[], 1]);
  expect(fixture.messages).toContain('warn streams: no socket is opened: Redis is away, which counts opened sockets');
  await fixture.close();
  await other.close();
});
