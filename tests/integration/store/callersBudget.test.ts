import fc from 'fast-check';
import { readCallersInWindow, readUsedWeight } from '../../../store/budget/budget.ts';
import { chargeLate, reserveWeight, type Wanted } from '../../../store/budget/fixedWindow.ts';
import { callerKind, type Kind } from '../../../store/budget/reservation.ts';
import { reserveSliding, settleSliding } from '../../../store/budget/slidingWindow.ts';
import { connectStore, type Store } from '../../../store/redis/connect.ts';
import { openTestStore, type TestStore } from '../../testStore.ts';
import { inHash } from './damage/damages.ts';

const NOON = Date.UTC(2026, 10, 21, 12);
const MINUTE = 60_000;
const account = { egress: 'local', market: 'spot' } as const;
const counter = `collector:budget:local:spot:${NOON / MINUTE}`;
const slidingCounter = 'collector:budget:local:spot:sliding-60000';

let test: TestStore;
/** Another process's connection. */
let other: Store;
beforeAll(async () => {
  test = await openTestStore();
  other = await connectStore({ url: test.server.url, db: 2, name: 'other', log: test.log, commandTimeoutMs: 20_000 });
});
afterAll(async () => {
  await other.close();
  await test.close();
});
beforeEach(() => test.store.redis.flushdb());

interface Wish {
  readonly callers?: number;
  readonly allowance?: number;
  readonly store?: Store;
  readonly now?: number;
  readonly more?: Partial<Wanted>;
}
type Reserve = (kind: Kind, weight: number, wish?: Wish) => ReturnType<typeof reserveWeight>;

const fixed: Reserve = (kind, weight, { callers = 40, allowance = 100, store = test.store, now = NOON, more } = {}) =>
  reserveWeight(store, account, { weight, allowance, kind, callers, now, marginMs: 0, ...more });
const sliding: Reserve = (kind, weight, { callers = 40, allowance = 100, store = test.store, now = NOON } = {}) => {
  const wanted = { weight, kind, allowance, fillAllowance: allowance - callers, callers, isPing: false };
  return reserveSliding(store, account, { ...wanted, now, uncertainty: 0 }, MINUTE);
};
const [ann, bob, cid] = ['ann', 'bob', 'cid'].map(callerKind) as [Kind, Kind, Kind];

describe.each<[string, Reserve, { windowMs?: number; window?: 'sliding' }]>([
  ['a fixed window', fixed, {}],
  ['a sliding window', sliding, { windowMs: MINUTE, window: 'sliding' }],
])('of %s', (_name, reserve, counted) => {
  const spent = () => readCallersInWindow(test.store, account, NOON, counted);

  it('callers have no more than they may in all, in all processes together', async () => {
    const outcomes = [];
    for (const [kind, store] of [
      [ann, test.store],
      [bob, other],
      [cid, test.store],
    ] as const) {
      outcomes.push(await reserve(kind, 10, { store }));
    }
    expect(outcomes.map(({ outcome }) => outcome)).toEqual(['granted', 'granted', 'granted']);
    expect(await reserve(callerKind('dan'), 11, { store: other })).toMatchObject({
      outcome: 'spent',
      spent: 'callers',
    });
    expect(await spent()).toBe(30);
  });

  it('one caller has at most half of what the others leave', async () => {
    await reserve(ann, 20);
    expect(await reserve(ann, 1, { store: other })).toMatchObject({ outcome: 'spent', spent: 'caller' });
    await reserve(bob, 10, { store: other });
    expect(await reserve(bob, 1)).toMatchObject({ outcome: 'spent', spent: 'caller' });
    expect((await reserve(cid, 5)).outcome).toBe('granted');
    expect((await reserve(callerKind('dan'), 2)).outcome).toBe('granted');
    expect(await spent()).toBe(37);
  });

  it('whoever comes first may have all in one: half would never do for what is dear', async () => {
    expect(await reserve(ann, 41)).toMatchObject({ outcome: 'spent', spent: 'callers' });
    expect((await reserve(ann, 40)).outcome).toBe('granted');
    expect(await reserve(ann, 1)).toMatchObject({ outcome: 'spent', spent: 'callers' });
    await test.store.redis.flushdb();
    await reserve(bob, 1);
    expect(await reserve(ann, 39)).toMatchObject({ outcome: 'spent', spent: 'caller' });
  });

  it('callers leave what live polls still need, and live polls need not ask what they have', async () => {
    await reserve('live', 85);
    expect(await reserve(ann, 10, { allowance: 90 })).toMatchObject({ outcome: 'spent', spent: 'window' });
    await reserve(ann, 5, { allowance: 90 });
    expect((await reserve('live', 10)).outcome).toBe('granted');
    expect((await reserve('live', 1)).outcome).toBe('spent');
    expect(await readUsedWeight(test.store, account, NOON, counted)).toBe(100);
  });

  it('history leaves callers what they have not spent of theirs', async () => {
    expect((await reserve('fill', 61)).outcome).toBe('spent');
    expect((await reserve('fill', 60)).outcome).toBe('granted');
    expect((await reserve(ann, 20)).outcome).toBe('granted');
    expect((await reserve(bob, 10)).outcome).toBe('granted');
    expect((await reserve('fill', 1)).outcome).toBe('spent');
  });

  it('where callers may have nothing, they get nothing, and history all', async () => {
    expect(await reserve(ann, 1, { callers: 0 })).toMatchObject({ outcome: 'spent', spent: 'callers' });
    expect((await reserve(ann, 1, { callers: -7 })).outcome).toBe('spent');
    expect((await reserve('fill', 100, { callers: 0 })).outcome).toBe('granted');
  });

  it.each([Number.NaN, Number.POSITIVE_INFINITY, 1e300])('grants nothing where they may have %d', async (callers) => {
    for (const kind of [ann, 'fill'] as const) {
      expect((await reserve(kind, 50, { callers })).outcome).not.toBe('granted');
    }
  });

  it('grants callers never more than they may have, whatever is put in the place of the counter; live polls go on', async () => {
    const fields = ['own', 'callers', `caller:${ann.slice(7)}`, `${ann}:${NOON + 60_000}`, 'caller-x:1', 'foreign'];
    const key = counted.window === undefined ? counter : slidingCounter;
    await fc.assert(
      fc.asyncProperty(inHash(fields, '3'), fc.nat({ max: 3 }), async (damage, before) => {
        await test.store.redis.flushdb();
        const granted = new Map<Kind, number>();
        const spend = async (times: number) => {
          for (let time = 0; time < times; time++) {
            for (const kind of [ann, bob, cid]) {
              const { outcome } = await reserve(kind, 3);
              if (outcome === 'granted') granted.set(kind, (granted.get(kind) ?? 0) + 3);
            }
          }
        };
        await spend(before);
        await damage(test.store.redis, key);
        const sum = () => [...granted.values()].reduce((total, weight) => total + weight, 0);
        const known = sum();
        await spend(10);
        // What was lost may be spent once more, and no more than that.
        expect(sum() - known).toBeLessThanOrEqual(40);
        const stored = await readCallersInWindow(test.store, account, NOON, counted);
        expect(stored === null || Number.isSafeInteger(stored)).toBe(true);
      }),
      { numRuns: 40 },
    );
  });
});

it('what callers have spent that is damaged stops them and history, and no live poll', async () => {
  await fixed(ann, 5);
  await test.store.redis.hset(counter, 'callers', 'NaN');
  expect((await fixed(ann, 1)).outcome).toBe('damaged');
  expect((await fixed('fill', 1)).outcome).toBe('damaged');
  expect((await fixed('live', 1)).outcome).toBe('granted');
  expect(await readCallersInWindow(test.store, account, NOON)).toBeNull();
});

describe('at the turn of a window', () => {
  const after = `collector:budget:local:spot:${NOON / MINUTE + 1}`;
  const turn = (more: Partial<Wanted>) => fixed(ann, 10, { now: NOON + 59_900, more: { marginMs: 250, ...more } });

  it('a request is counted in both, for its caller too', async () => {
    await turn({});
    for (const key of [counter, after]) {
      expect(await test.store.redis.hgetall(key)).toMatchObject({
        own: '10',
        callers: '10',
        [`caller:${ann.slice(7)}`]: '10',
      });
    }
  });

  it('it must leave live polls what they need of the next one', async () => {
    expect((await turn({ after: { allowance: 9, callers: 40 } })).outcome).toBe('spent');
    expect((await turn({ after: { allowance: 90, callers: 9 } })).outcome).toBe('spent');
    expect((await turn({ after: { allowance: 90, callers: 10 } })).outcome).toBe('granted');
  });

  it('one that takes so long that it may be counted in the next window is charged to it', async () => {
    await chargeLate(test.store, account, 7, NOON / MINUTE + 1, MINUTE, ann);
    expect(await test.store.redis.hgetall(after)).toMatchObject({
      own: '7',
      callers: '7',
      [`caller:${ann.slice(7)}`]: '7',
    });
    await chargeLate(test.store, account, 7, NOON / MINUTE + 1, MINUTE);
    expect(await test.store.redis.hgetall(after)).toMatchObject({ own: '14', callers: '7' });
  });
});

it('of a sliding window it is told when enough is free again', async () => {
  const at = async (ms: number, kind: Kind, weight: number) => {
    const reservation = await sliding(kind, weight, { now: NOON + ms });
    const sent = { now: NOON + ms, uncertainty: 0 };
    if (reservation.outcome === 'granted')
      await settleSliding(test.store, account, { weight, kind }, sent, sent, MINUTE);
    return reservation;
  };
  await at(0, ann, 10);
  await at(20_000, ann, 10);
  const { freeAt = 0 } = await at(30_000, ann, 10);
  expect(freeAt).toBeGreaterThanOrEqual(NOON + MINUTE);
  expect(freeAt).toBeLessThan(NOON + MINUTE + 700);
  expect((await at(freeAt - 1 - NOON, ann, 10)).outcome).toBe('spent');
  expect((await at(freeAt - NOON, ann, 10)).outcome).toBe('granted');
});

it('a caller is stored by a part of a hash, never by name', async () => {
  await fixed(callerKind('a-secret-access-key'), 1);
  await sliding(callerKind('a-secret-access-key'), 1);
  const stored = JSON.stringify([
    await test.store.redis.hgetall(counter),
    await test.store.redis.hgetall(slidingCounter),
  ]);
  expect(stored).not.toContain('secret');
  expect(stored.match(/caller[:-][0-9a-f]{8}/g)).toHaveLength(2);
});
