import { setTimeout as wait } from 'node:timers/promises';
import { writeListings } from '../../../../store/market/listing.ts';
import { dataKey } from '../../../../store/redis/keys.ts';
import { writeLatest } from '../../../../store/values/latest.ts';
import { eventually } from '../../../eventually.ts';
import { IMPATIENT, NOW, trade } from '../apiFixture.ts';
import { call } from '../rawCaller.ts';
import type { EventReader } from './eventReader.ts';
import { createEventsFixture, type EventsFixture } from './eventsFixture.ts';

const TRADES = 'spot:btcusdt:trades';
const PRICE = 'spot:btcusdt:price';

let fixture: EventsFixture;
beforeEach(async () => {
  fixture = await createEventsFixture(
    {},
    { ...IMPATIENT, backlog: { each: 100_000, eachWhenFull: 100_000, all: 10_000_000 } },
  );
});
afterEach(async () => {
  fixture.api.redis.resume();
  await fixture.close();
});

const range = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, index) => from + index);
const trades = (from: number, to: number) => fixture.api.series('trades', range(from, to).map(trade));
const idsOf = (reader: EventReader): number[] =>
  reader.of(TRADES, 'rows').flatMap(({ data }) => data.data.map(({ id }: { id: number }) => id));
const health = async () => (await (await fetch(`${fixture.url}/health`)).json()) as { events: Record<string, unknown> };

it('while Redis is frozen streams stay open and state says so, and what came meanwhile follows', async () => {
  await trades(1, 10);
  const reader = await fixture.open(`state,${TRADES},${PRICE}`);
  await reader.await(TRADES);
  fixture.api.redis.pause();
  await eventually(() => reader.of('state').at(-1)?.data.redis.ok === false);
  expect(reader.of('state').at(-1)?.data).toMatchObject({
    ...{ status: 'degraded', ready: false, why: ['Redis does not answer'] },
    config: { ok: true, hash: fixture.api.configStatus.hash },
  });
  // Who comes now is not sent away.
  const late = await fixture.open(`state,${TRADES}`);
  await late.await('state');
  fixture.api.redis.resume();
  await eventually(() => reader.of('state').at(-1)?.data.redis.ok === true);
  await trades(11, 15);
  await eventually(() => idsOf(reader).at(-1) === 15 && idsOf(late).at(-1) === 15);
  expect(idsOf(reader)).toEqual(range(1, 15));
  expect(late.of(TRADES, 'rows')[0]?.data.first).toBe(true);
  expect(reader.isEnded()).toBe(false);
});

it('the age of a pair that the exchange does not trade is no news of the state', async () => {
  fixture.edit({ pairs: ['btcusdt', 'ethusdt'] });
  const listing = (status: string) => ({ status, asOf: NOW });
  const listings = { btcusdt: listing('TRADING'), ethusdt: listing('BREAK') };
  await writeListings(fixture.api.store, 'spot', new Map(Object.entries(listings)));
  const reader = await fixture.open('state');
  await reader.await('state');
  const { ages } = reader.of('state').at(-1)?.data ?? {};
  expect(ages.length).toBeGreaterThan(5);
  expect(new Set(ages.map(({ code, pairs }: { code: string; pairs: number }) => `${code} of ${pairs}`))).toEqual(
    new Set(['btcusdt of 1']),
  );
});

it('what is announced while nobody could hear it is read anew, from the last row sent', async () => {
  await trades(1, 10);
  const reader = await fixture.open(`${TRADES},${PRICE}`);
  await reader.await(TRADES);
  await reader.await(PRICE);
  const { redis } = fixture.api.store;
  // In one piece: the connection that announcements come by is lost, and both are written before it is there again.
  await Promise.all([
    redis.call('CLIENT', 'KILL', 'TYPE', 'pubsub'),
    trades(11, 300),
    fixture.api.latest('price', { symbol: 'BTCUSDT', price: '7' }),
  ]);
  await eventually(() => idsOf(reader).at(-1) === 300);
  expect(idsOf(reader)).toEqual(range(1, 300));
  await eventually(() => reader.of(PRICE, 'value').at(-1)?.data.data[0]?.price === '7');
});

it('what is announced over a connection that stands and brings nothing is told all the same', async () => {
  await fixture.close();
  fixture = await createEventsFixture({}, { isDeaf: true, silentAfterMs: 3_000 });
  await trades(1, 10);
  const reader = await fixture.open(`${TRADES},${PRICE}`);
  await reader.await(TRADES);
  await reader.await(PRICE);
  await trades(11, 300);
  await fixture.api.latest('price', { symbol: 'BTCUSDT', price: '7' });
  await eventually(() => idsOf(reader).at(-1) === 300, 20_000);
  expect(idsOf(reader)).toEqual(range(1, 300));
  await eventually(() => reader.of(PRICE, 'value').at(-1)?.data.data[0]?.price === '7', 20_000);
});

it('a reader that never reads is cut off and counted, and others are told in time', async () => {
  const { port } = new URL(fixture.url);
  const stuck = await call(Number(port));
  stuck.socket.pause();
  stuck.socket.write(`GET /events?topics=${TRADES} HTTP/1.1\r\nHost: localhost\r\n\r\n`);
  await trades(1, 10);
  const reader = await fixture.open(TRADES);
  await reader.await(TRADES);
  await eventually(async () => (await health()).events.readers === 2);
  let last = 10;
  await eventually(async () => {
    await trades(last + 1, last + 1_000);
    last += 1_000;
    await eventually(() => idsOf(reader).at(-1) === last, 10_000);
    return (await health()).events.readers === 1;
  });
  expect(idsOf(reader)).toEqual(range(1, last));
  expect((await health()).events).toMatchObject({ ended: { slow: 1 }, waiting: 0 });
  stuck.socket.destroy();
});

it('every trade comes over 20 seconds of fast writes, also to a reader that pauses', async () => {
  await trades(1, 10);
  const [reader, paused] = [await fixture.open(TRADES), await fixture.open(`${TRADES},${PRICE}`)];
  await reader.await(TRADES);
  const until = performance.now() + 20_000;
  let [last, round] = [10, 0];
  while (performance.now() < until) {
    const count = 1 + (round % 7);
    await trades(last + 1, last + count);
    last += count;
    round += 1;
    if (round === 50) paused.response.pause();
    if (round % 50 === 0)
      await writeLatest(
        fixture.api.store,
        dataKey('spot', 'btcusdt', 'price'),
        JSON.stringify({ price: String(round) }),
        { fence: 1, source: 'simulator', asOf: NOW },
      );
    if (round === 150) paused.response.resume();
    await wait(5);
  }
  paused.response.resume();
  await eventually(() => idsOf(reader).at(-1) === last && idsOf(paused).at(-1) === last);
  expect(idsOf(reader)).toEqual(range(1, last));
  expect(idsOf(paused)).toEqual(range(1, last));
  expect(paused.of(PRICE, 'value').length).toBeGreaterThan(2);
});

it('of a pair that is not collected any more that is told, and others go on', async () => {
  const reader = await fixture.open(`spot:*:price,spot:ethusdt:price,${PRICE},spot:ethusdt:trades`);
  await reader.await('spot:ethusdt:trades');
  fixture.edit({ pairs: ['btcusdt', 'solusdt'] });
  const [removed] = await reader.await('spot:ethusdt:price', 1, 'removed');
  expect(removed?.data).toMatchObject({ error: 'pair-not-configured', why: expect.stringContaining('ethusdt') });
  await reader.await('spot:ethusdt:trades', 1, 'removed');
  const [pair] = await reader.await('spot:*:price', 1, 'removed');
  expect(pair?.data).toEqual({ topic: 'spot:*:price', code: 'ethusdt' });
  // A new one is told by itself.
  await eventually(() =>
    reader
      .of('spot:*:price', 'values')
      .some(({ data }) => data.data.some(({ code }: { code: string }) => code === 'solusdt')),
  );
  await fixture.api.latest('price', { symbol: 'BTCUSDT', price: '2' });
  await eventually(() => reader.of(PRICE, 'value').at(-1)?.data.data[0]?.price === '2');
  await expect(fixture.open('spot:ethusdt:price')).rejects.toThrow('answered 404');
  // Once it is back, it is followed by whoever comes then.
  fixture.edit({});
  const again = await fixture.open(`spot:*:price,spot:ethusdt:price,${PRICE},spot:ethusdt:trades`);
  await again.await('spot:ethusdt:trades');
});

it('who still waits for the present state of a topic that is removed is told why, too', async () => {
  fixture.api.redis.pause();
  const reader = await fixture.open(`spot:ethusdt:price,${PRICE}`);
  fixture.edit({ pairs: ['btcusdt'] });
  const [removed] = await reader.await('spot:ethusdt:price', 1, 'removed');
  expect(removed?.data).toMatchObject({ error: 'pair-not-configured', why: expect.stringContaining('ethusdt') });
});

it('a stream that is silent has its comments, and those who leave are forgotten', async () => {
  await fixture.close();
  fixture = await createEventsFixture({}, { events: { commentMs: 1_000 } });
  const reader = await fixture.open(TRADES);
  await eventually(() => (reader.text().match(/^:$/gm)?.length ?? 0) >= 2);
  expect((await health()).events).toMatchObject({ readers: 1, topics: 1, followed: 1 });
  reader.close();
  await eventually(async () => (await health()).events.readers === 0);
  expect((await health()).events).toMatchObject({ topics: 0, ended: { left: 1 } });
  const metrics = await (await fetch(`${fixture.url}/metrics`)).text();
  expect(metrics).toContain('binance_collector_events_readers 0');
  expect(metrics).toContain('binance_collector_events_ended_total{cause="left"} 1');
});

it('when the process stops, streams are ended with a last event, and none is opened', async () => {
  const reader = await fixture.open(TRADES);
  await reader.await(TRADES);
  fixture.api.events.stop();
  await eventually(() => reader.isEnded());
  expect(reader.events().at(-1)).toMatchObject({ name: 'end', data: { cause: 'stopping' } });
  await expect(fixture.open(TRADES)).rejects.toThrow(/socket hang up|ECONNRESET/);
});

it('more readers than there is room for are refused, and others are served', async () => {
  await fixture.close();
  fixture = await createEventsFixture({}, { events: { most: 2, mostOfCaller: 2 } });
  const one = await fixture.open('state');
  await fixture.open('state');
  const answer = await fetch(`${fixture.url}/events?topics=state`);
  expect([answer.status, answer.headers.get('retry-after')]).toEqual([503, '10']);
  expect(await answer.json()).toMatchObject({ error: 'no-room' });
  one.close();
  await eventually(async () => (await health()).events.readers === 1);
  await (await fixture.open('state')).await('state');
});
