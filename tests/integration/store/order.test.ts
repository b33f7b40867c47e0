import fc from 'fast-check';
import { dataKey, metaKey } from '../../../store/redis/keys.ts';
import { type LatestWrite, readLatest, writeLatest } from '../../../store/values/latest.ts';
import { openTestStore, type TestStore } from '../../testStore.ts';
import { followAnnouncements } from './announcements.ts';

/** What decides between two latest values, and what confirms one: docs/decisions/0013-order-and-confirmation.md. */

let test: TestStore;
beforeAll(async () => {
  test = await openTestStore();
});
afterAll(() => test.close());
beforeEach(() => test.store.redis.flushdb());

const key = dataKey('spot', 'btcusdt', 'depth');
const T0 = 1_790_000_000_000;
const SECOND = 1_000;
const MINUTE = 60 * SECOND;

const write = (value: string, asOf: number, options: Partial<LatestWrite> = {}) =>
  writeLatest(test.store, key, value, { fence: 3, asOf, source: 'binance', ...options });
const textOf = (order: number): string => `{"u":${order}}`;
/** What the exchange has sent. */
const event = (order: number, asOf: number) => write(textOf(order), asOf, { order, isReceived: true });
/** What is stored, once more: nothing newer has come up to `asOf`. */
const confirm = (order: number, asOf: number) => write(textOf(order), asOf, { order });
const unordered = (value: string, asOf: number) => write(value, asOf, { isReceived: true });

const outOfOrder = { reason: 'out-of-order' };
const late = { reason: 'late' };
const stored = async () => {
  const { value, meta } = await readLatest(test.store, key);
  return { value, asOf: meta?.asOf };
};
const refusedAt = () => test.store.redis.hget(metaKey(key), 'refusedAt');

it('an event of a higher order is stored 40 ms below the asOf of a confirmation, which stays', async () => {
  const announced = await followAnnouncements(test.store);
  await event(100, T0);
  await confirm(100, T0 + SECOND);
  expect(await event(101, T0 + 960)).toEqual({ isChanged: true, version: T0 + 1 });
  const meta = { asOf: T0 + SECOND, changedAt: T0 + SECOND, version: T0 + 1, source: 'binance' };
  expect(await readLatest(test.store, key)).toEqual({ value: textOf(101), meta });
  expect(await announced(3)).toEqual([
    `${key} ${T0} ${T0} -`,
    `${key} ${T0} ${T0 + SECOND} -`,
    `${key} ${T0 + 1} ${T0 + SECOND} -`,
  ]);
});

it('an event of the stored order confirms it, and never lowers its asOf', async () => {
  await event(100, T0);
  await event(100, T0 + 50);
  await event(100, T0 + 20);
  expect(await stored()).toEqual({ value: textOf(100), asOf: T0 + 50 });
});

it('of two values of one order the one that was asked for later stays', async () => {
  await write('{"a":1}', T0 + 50, { order: 100 });
  expect(await write('{"a":2}', T0, { order: 100 })).toMatchObject({ isChanged: false });
  expect(await stored()).toEqual({ value: '{"a":1}', asOf: T0 + 50 });
  expect(await write('{"a":3}', T0 + 60, { order: 100 })).toMatchObject({ isChanged: true });
});

it('confirmations between refusals neither move asOf nor put off the new beginning', async () => {
  await event(77, T0);
  for (let second = 1; second <= 60; second++) {
    await expect(event(second, T0 + second * SECOND)).rejects.toMatchObject(outOfOrder);
    await confirm(77, T0 + second * SECOND + 500);
    expect(await stored()).toEqual({ value: textOf(77), asOf: T0 });
  }
  await event(61, T0 + 61 * SECOND);
  await event(62, T0 + 62 * SECOND);
  expect(await stored()).toEqual({ value: textOf(62), asOf: T0 + 62 * SECOND });
  expect(await refusedAt()).toBeNull();
});

it.each([
  ['a higher order', 101],
  ['the stored order, as the exchange sends it: its sequence goes on', 100],
])('after a refusal nothing is confirmed until a value comes with %s', async (_name, order) => {
  await event(100, T0);
  await expect(event(99, T0 + SECOND)).rejects.toMatchObject(outOfOrder);
  expect(await confirm(100, T0 + 2 * SECOND)).toMatchObject({ isChanged: false });
  expect(await stored()).toEqual({ value: textOf(100), asOf: T0 });
  await event(order, T0 + 3 * SECOND);
  await confirm(order, T0 + 4 * SECOND);
  expect(await stored()).toEqual({ value: textOf(order), asOf: T0 + 4 * SECOND });
});

it('a refusal of an event from before the stored asOf ends confirmation, too', async () => {
  await event(100, T0);
  await expect(event(99, T0 - 40)).rejects.toMatchObject(outOfOrder);
  await confirm(100, T0 + SECOND);
  expect((await stored()).asOf).toBe(T0);
});

it('a replica that lags now and then is no new beginning, however long the value stands', async () => {
  await event(100, T0);
  for (let minute = 1; minute <= 5; minute++) {
    await expect(event(98, T0 + minute * MINUTE)).rejects.toMatchObject(outOfOrder);
    await event(100, T0 + minute * MINUTE + SECOND);
    expect((await stored()).asOf).toBe(T0 + minute * MINUTE + SECOND);
  }
});

it('the minute up to a new beginning counts from the first refusal, whatever asOf is stored and comes after', async () => {
  await event(77, T0);
  const first = T0 + 10 * MINUTE;
  for (const [order, at] of [
    [5, first],
    [6, first + 30 * SECOND],
    [7, first + MINUTE - 1],
  ] as const) {
    await expect(event(order, at)).rejects.toMatchObject(outOfOrder);
    expect(await refusedAt()).toBe(String(first));
  }
  await event(8, first + MINUTE);
  expect(await stored()).toEqual({ value: textOf(8), asOf: first + MINUTE });
});

it('an event of minutes ago that comes once more does not begin that minute in the past', async () => {
  await event(77, T0);
  await expect(event(5, T0 - 5 * MINUTE)).rejects.toMatchObject(outOfOrder);
  await expect(event(76, T0 + SECOND)).rejects.toMatchObject(outOfOrder);
  expect(await stored()).toEqual({ value: textOf(77), asOf: T0 });
});

describe('where a value has no order', () => {
  it('a lower asOf is refused, and hinders no confirmation', async () => {
    await unordered('{"a":1}', T0);
    await expect(unordered('{"a":2}', T0 - 1)).rejects.toMatchObject(late);
    await unordered('{"a":1}', T0 + SECOND);
    expect(await stored()).toEqual({ value: '{"a":1}', asOf: T0 + SECOND });
    expect(await refusedAt()).toBeNull();
  });

  it('asOf decides between it and one that has, whichever comes first', async () => {
    await event(100, T0);
    await expect(unordered('{"a":1}', T0 - 1)).rejects.toMatchObject(late);
    await unordered('{"a":1}', T0 + SECOND);
    await expect(event(105, T0 + SECOND - 1)).rejects.toMatchObject(late);
    await event(90, T0 + SECOND + 1);
    await expect(event(89, T0 + SECOND + 2)).rejects.toMatchObject(outOfOrder);
    expect((await stored()).value).toBe(textOf(90));
  });
});

it('an asOf of an hour ahead was a wrong clock: the next value has its own', async () => {
  await event(77, T0 + 60 * MINUTE);
  await event(78, T0);
  expect(await stored()).toEqual({ value: textOf(78), asOf: T0 });
  await test.store.redis.hset(metaKey(key), 'asOf', T0 + 60 * MINUTE);
  await expect(event(5, T0 + SECOND)).rejects.toMatchObject(outOfOrder);
  await event(6, T0 + SECOND + MINUTE);
  expect(await stored()).toEqual({ value: textOf(6), asOf: T0 + SECOND + MINUTE });
});

it('a success of a process of the version before ends a refusal, though it does not say so', async () => {
  await event(77, T0);
  await expect(event(76, T0 + SECOND)).rejects.toMatchObject(outOfOrder);
  await test.store.redis.hset(metaKey(key), { asOf: T0 + 2 * SECOND, order: 78, version: T0 + 1 });
  await test.store.redis.set(key, textOf(78));
  await confirm(78, T0 + 3 * SECOND);
  expect((await stored()).asOf).toBe(T0 + 3 * SECOND);
  await expect(event(77, T0 + 5 * MINUTE)).rejects.toMatchObject(outOfOrder);
  expect(await stored()).toEqual({ value: textOf(78), asOf: T0 + 3 * SECOND });
});

it('whatever the order of delivery, the value of the highest order stays, as of the highest asOf', async () => {
  // Up to a minute of a market: its order and its time rise together, by any steps; each event comes once or twice.
  const market = fc
    .array(fc.record({ steps: fc.integer({ min: 1, max: 5 }), ms: fc.nat({ max: 5_000 }), isDoubled: fc.boolean() }), {
      minLength: 2,
      maxLength: 10,
    })
    .map((events) => {
      let [order, asOf] = [1_000, T0];
      return events.flatMap(({ steps, ms, isDoubled }) => {
        order += steps;
        asOf += ms;
        return Array.from({ length: isDoubled ? 2 : 1 }, () => ({ order, asOf }));
      });
    });
  const deliveries = market.chain((events) => fc.shuffledSubarray(events, { minLength: events.length }));
  await fc.assert(
    fc.asyncProperty(deliveries, async (events) => {
      await test.store.redis.flushdb();
      const seen: { readonly order: number; readonly asOf: number }[] = [];
      for (const each of events) {
        const highest = Math.max(0, ...seen.map(({ order }) => order));
        seen.push(each);
        const outcome = event(each.order, each.asOf);
        await (each.order < highest ? expect(outcome).rejects.toMatchObject(outOfOrder) : outcome);
        const [order, asOf] = [Math.max(highest, each.order), (await stored()).asOf];
        expect(await stored()).toEqual({ value: textOf(order), asOf });
        expect(asOf).toBe(Math.max(...seen.filter((other) => other.order <= order).map((other) => other.asOf)));
      }
    }),
    { numRuns: 60 },
  );
});
