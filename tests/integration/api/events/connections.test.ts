import { once } from 'node:events';
import { eventually } from '../../../eventually.ts';
import { IMPATIENT } from '../apiFixture.ts';
import { call } from '../rawCaller.ts';
import { createEventsFixture, type EventsFixture } from './eventsFixture.ts';

let fixture: EventsFixture;
afterEach(() => fixture.close());

const health = async () => (await (await fetch(`${fixture.url}/health`)).json()) as { events: Record<string, unknown> };
const portOf = (): number => Number(new URL(fixture.url).port);

it('a second stream asked for over one connection leaves no reader behind', async () => {
  fixture = await createEventsFixture();
  const ask = 'GET /events?topics=state HTTP/1.1\r\nHost: localhost\r\n\r\n';
  const requests: string[] = [];
  let read = () => 0;
  fixture.server.http.on('request', ({ url = '' }) => requests.push(url));
  fixture.server.http.once('connection', (socket) => {
    read = () => socket.bytesRead;
  });
  // The end of the first head comes in two pieces: so the server does not see it in either.
  const caller = await call(portOf(), ask.slice(0, -1));
  await eventually(() => read() === ask.length - 1);
  caller.socket.write(`\n${ask}`);
  await eventually(() => requests.filter((url) => url.startsWith('/events')).length === 2);
  caller.socket.destroy();
  await eventually(async () => (await health()).events.readers === 0, 10_000);
  expect((await health()).events).toMatchObject({ topics: 0, followed: 0 });
});

it('one caller has a part of all streams, told by its access key, else by its address', async () => {
  fixture = await createEventsFixture({}, { events: { most: 16 } });
  const status = (headers = {}) =>
    fixture.open('state', headers).then(
      () => 200,
      ({ message }: Error) => message,
    );
  expect([await status(), await status(), await status()]).toEqual([200, 200, 'answered 503']);
  const answer = await fetch(`${fixture.url}/events?topics=state`);
  expect(answer.headers.get('retry-after')).toBe('10');
  expect(await answer.json()).toMatchObject({
    error: 'no-room',
    detail: expect.stringMatching(/^2 streams .*this address/),
  });
  // A caller of another kind, though from the same address.
  fixture.edit({ api: { accessKeys: ['the-one-key', 'the-other-key'] } });
  const keys = ['the-one-key', 'the-one-key', 'the-one-key', 'the-other-key'].map((key) => ({ 'x-api-key': key }));
  const all: unknown[] = [];
  for (const headers of keys) all.push(await status(headers));
  expect(all).toEqual([200, 200, 'answered 503', 200]);
});

it('who closes a stream may open another one', async () => {
  fixture = await createEventsFixture({}, { events: { mostOfCaller: 1 } });
  for (let round = 0; round < 3; round++) {
    const reader = await fixture.open('state');
    await reader.await('state');
    await expect(fixture.open('state')).rejects.toThrow('answered 503');
    reader.close();
    await eventually(async () => (await health()).events.readers === 0);
  }
});

it('new callers take the place of others that wait, never that of a stream', async () => {
  fixture = await createEventsFixture({}, { ...IMPATIENT, server: { most: 3 } });
  const streams = [await fixture.open('state'), await fixture.open('state')];
  await Promise.all(streams.map((reader) => reader.await('state')));
  fixture.api.redis.pause();
  const waiting = await call(portOf(), 'GET /GetData?type=price&code=btcusdt HTTP/1.1\r\nHost: localhost\r\n\r\n');
  await once(fixture.server.http, 'request');
  const newest = await call(portOf(), 'GET /live HTTP/1.1\r\nHost: localhost\r\n\r\n');
  await eventually(() => newest.text().includes(' 200 OK'));
  await waiting.ended;
  fixture.api.redis.resume();
  expect(streams.map((reader) => reader.isEnded())).toEqual([false, false]);
});

it('of all connections a part stays free of streams', async () => {
  fixture = await createEventsFixture({}, { server: { most: 4 }, events: { most: 100 } });
  for (let count = 0; count < 3; count++) await fixture.open('state');
  const answer = await fetch(`${fixture.url}/events?topics=state`);
  expect(answer.status).toBe(503);
  expect(await answer.json()).toMatchObject({ error: 'no-room', detail: expect.stringContaining('WebSockets') });
  expect((await fetch(`${fixture.url}/live`)).status).toBe(200);
});
