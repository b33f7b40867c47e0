import { setTimeout as wait } from 'node:timers/promises';
import { dataKey } from '../../../../store/redis/keys.ts';
import { writeLatest } from '../../../../store/values/latest.ts';
import { eventually } from '../../../eventually.ts';
import { book, NOW, trade } from '../apiFixture.ts';
import { createEventsFixture, type EventsFixture } from './eventsFixture.ts';

let fixture: EventsFixture;
beforeEach(async () => {
  fixture = await createEventsFixture();
});
afterEach(() => fixture.close());

const price = (value: string) => ({ symbol: 'BTCUSDT', price: value });

const priceOf = (code: string, value: string, asOf = NOW) =>
  writeLatest(fixture.api.store, dataKey('spot', code, 'price'), JSON.stringify({ symbol: code, price: value }), {
    ...{ fence: 1, source: 'simulator', asOf },
  });

it('a reader is told the present value at once, and each new one', async () => {
  await fixture.api.latest('price', price('1.5'));
  fixture.api.now = NOW + 700;
  const reader = await fixture.open('spot:BTCUSDT:price');
  const [first] = await reader.await('spot:btcusdt:price');
  expect(reader.text()).toMatch(/^retry: \d+\n\nid: /);
  expect(first).toMatchObject({
    name: 'value',
    data: { topic: 'spot:btcusdt:price', first: true, asOf: NOW, age: 700, stale: false, source: 'simulator' },
  });
  expect(first?.data.data).toEqual([price('1.5')]);
  await fixture.api.latest('price', price('1.6'), NOW + 500);
  const [, second] = await reader.await('spot:btcusdt:price', 2);
  expect(second?.data).toEqual({
    ...{ topic: 'spot:btcusdt:price', asOf: NOW + 500, age: 200, stale: false, source: 'simulator' },
    data: [price('1.6')],
  });
  expect(new Set(reader.events().map(({ id }) => id)).size).toBe(2);
});

it('what is only confirmed is told by its age alone, at most once a second', async () => {
  await fixture.api.latest('price', price('1.5'));
  const reader = await fixture.open('spot:btcusdt:price,spot:*:price');
  await reader.await('spot:btcusdt:price');
  await fixture.api.latest('price', price('1.5'), NOW + 1_000);
  const [age] = await reader.await('spot:btcusdt:price', 1, 'age');
  expect(age?.data).toEqual({ topic: 'spot:btcusdt:price', asOf: NOW + 1_000, age: 0, stale: false });
  const [ages] = await reader.await('spot:*:price', 1, 'ages');
  expect(ages?.data.data).toEqual([{ code: 'btcusdt', asOf: NOW + 1_000, age: 0, stale: false }]);
  expect(reader.of('spot:btcusdt:price', 'value')).toHaveLength(1);
});

it('that a value has become stale is told though nothing is announced', async () => {
  await fixture.api.latest('price', price('1.5'));
  const reader = await fixture.open('spot:btcusdt:price');
  await reader.await('spot:btcusdt:price');
  fixture.api.now = NOW + 60_000;
  const [age] = await reader.await('spot:btcusdt:price', 1, 'age');
  expect(age?.data).toMatchObject({ asOf: NOW, age: 60_000, stale: true });
});

it.each(['spot:btcusdt:price', 'spot:*:price', 'spot:btcusdt:trades'])(
  'that %s has become stale is told to all, however many readers come meanwhile',
  async (topic) => {
    await fixture.api.latest('price', price('1.5'));
    await fixture.api.series('trades', [trade(1)]);
    const reader = await fixture.open(topic);
    await reader.await(topic);
    fixture.api.now = NOW + 60_000;
    await eventually(async () => {
      const other = await fixture.open(topic);
      const [first] = await other.await(topic);
      expect(JSON.stringify(first?.data)).toContain('"stale":true');
      other.close();
      await wait(300);
      return reader.of(topic).length > 1;
    }, 10_000);
    const told = reader.of(topic)[1];
    expect(told?.name).toMatch(/^ages?$/);
    expect(JSON.stringify(told?.data)).toContain('"stale":true');
  },
);

it('of values that change all the time four a second are told, and the last one is', async () => {
  const reader = await fixture.open('spot:btcusdt:price');
  const startedAt = performance.now();
  let written = 0;
  while (performance.now() - startedAt < 2_000) await priceOf('btcusdt', String(++written));
  const last = String(written);
  await eventually(() => reader.of('spot:btcusdt:price').at(-1)?.data.data[0]?.price === last);
  const seconds = (performance.now() - startedAt) / 1000;
  const told = reader.of('spot:btcusdt:price', 'value');
  expect(written).toBeGreaterThan(20);
  // One at the beginning beside the four of each second.
  expect(told.length).toBeLessThanOrEqual(4 * seconds + 2);
  expect(told.length).toBeGreaterThan(2);
});

it('a book is shown as GetData shows it: its first ten levels, with its number', async () => {
  await fixture.api.latest('depth', book({ bids: 12, asks: 3 }));
  const reader = await fixture.open('spot:btcusdt:depth');
  const [first] = await reader.await('spot:btcusdt:depth');
  const page = (await (await fetch(`${fixture.url}/GetData?type=depth&code=btcusdt`)).json()) as { data: unknown[] };
  expect(first?.data).toMatchObject({ lastUpdateId: 91_000_000_001, data: page.data });
  expect(page.data).toHaveLength(10);
});

it('all pairs of a value are one topic: the present values first, then those that change', async () => {
  await priceOf('btcusdt', '1');
  await priceOf('ethusdt', '2');
  const reader = await fixture.open('spot:*:price');
  const [first] = await reader.await('spot:*:price');
  expect(first?.name).toBe('values');
  expect(first?.data).toMatchObject({
    first: true,
    data: [
      { code: 'btcusdt', asOf: NOW, stale: false, data: [{ price: '1' }] },
      { code: 'ethusdt', data: [{ price: '2' }] },
    ],
  });
  await priceOf('ethusdt', '3');
  const [, second] = await reader.await('spot:*:price', 2, 'values');
  expect(second?.data.data).toMatchObject([{ code: 'ethusdt', data: [{ price: '3' }] }]);
});

it('a value of which nothing is stored is told as that, and later as what it is', async () => {
  const reader = await fixture.open('spot:btcusdt:price');
  const [first] = await reader.await('spot:btcusdt:price');
  expect(first?.data).toMatchObject({ first: true, asOf: null, age: null, stale: true, data: [] });
  await priceOf('btcusdt', '1');
  const [, second] = await reader.await('spot:btcusdt:price', 2, 'value');
  expect(second?.data.data).toMatchObject([{ price: '1' }]);
});

it('readers of one topic cost one read of Redis, and GetData is answered from the same page', async () => {
  await fixture.api.latest('price', price('1.5'));
  const readers = await Promise.all(Array.from({ length: 5 }, () => fixture.open('spot:btcusdt:price')));
  for (const reader of readers) await reader.await('spot:btcusdt:price');
  const calls = async (): Promise<number> => {
    const [, count] = /cmdstat_get:calls=(\d+)/.exec(await fixture.api.store.redis.info('commandstats')) ?? [];
    return Number(count ?? 0);
  };
  const before = await calls();
  // One to write it.
  await fixture.api.latest('price', price('1.6'));
  for (const reader of readers) await reader.await('spot:btcusdt:price', 2, 'value');
  expect(await (await fetch(`${fixture.url}/GetData?type=price&code=btcusdt`)).text()).toContain('1.6');
  expect((await calls()) - before).toBe(2);
});
