import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { allMarkets } from '../../../api/context/markets.ts';
import { mostConnections } from '../../../api/http/server/mostConnections.ts';
import { type ApiServer, createHttpServer, type ServerOptions } from '../../../api/http/server/server.ts';
import { eventually } from '../../eventually.ts';
import { type ApiFixture, createApiFixture, IMPATIENT } from './apiFixture.ts';
import { answersIn, call, type RawCaller } from './rawCaller.ts';

let api: ApiFixture;
let server: ApiServer;
let port: number;
beforeAll(async () => {
  api = await createApiFixture({}, allMarkets, IMPATIENT);
});
afterEach(() => server.stop({ silentMs: 0, mostMs: 0 }));
afterAll(() => api.close());

async function serve(options: ServerOptions): Promise<void> {
  server = createHttpServer(api.app, options);
  await once(server.http.listen(0, '127.0.0.1'), 'listening');
  port = (server.http.address() as AddressInfo).port;
}
const ask = 'GET /live HTTP/1.1\r\nHost: localhost\r\n\r\n';
const isAnswered = (caller: RawCaller, times = 1) => eventually(() => answersIn(caller.text()).length === times);

it('the connection that was used longest ago makes room for a new caller', async () => {
  await serve({ most: 3 });
  const [first, second, third] = [await call(port, ask), await call(port, ask), await call(port, ask)];
  await Promise.all([first, second, third].map((caller) => isAnswered(caller)));
  first.socket.write(ask);
  await isAnswered(first, 2);
  const fourth = await call(port, ask);
  await isAnswered(fourth);
  await second.ended;
  for (const caller of [first, third, fourth]) {
    const before = answersIn(caller.text()).length;
    caller.socket.write(ask);
    await isAnswered(caller, before + 1);
  }
});

it('a caller that waits for its answer stays, and idle ones go', async () => {
  await serve({ most: 2 });
  api.redis.pause();
  const waiting = await call(port, 'GET /GetData?type=price&code=btcusdt HTTP/1.1\r\nHost: localhost\r\n\r\n');
  await once(server.http, 'request');
  const idle = await call(port, ask);
  await isAnswered(idle);
  const newest = await call(port, ask);
  await Promise.all([isAnswered(newest), idle.ended]);
  await isAnswered(waiting);
  api.redis.resume();
});

it('where none is idle, one that does not take its answer makes room', async () => {
  await serve({ most: 2 });
  const endless = 'GET /openapi.json HTTP/1.1\r\nHost: localhost\r\n\r\n'.repeat(200_000);
  const stuck = [await call(port), await call(port)];
  for (const { socket } of stuck) socket.pause().write(endless);
  await eventually(() => stuck.every(({ socket }) => socket.writableLength > 0));
  const caller = await call(port, ask);
  await isAnswered(caller);
});

it('a caller that takes nothing of its answer is let go', async () => {
  await serve({ stalledMs: 300 });
  const { socket } = await call(port);
  socket.pause().write('GET /openapi.json HTTP/1.1\r\nHost: localhost\r\n\r\n'.repeat(200_000));
  await eventually(
    () => new Promise<boolean>((resolve) => server.http.getConnections((_, count) => resolve(count === 1))),
  );
  await eventually(
    () => new Promise<boolean>((resolve) => server.http.getConnections((_, count) => resolve(count === 0))),
  );
  socket.destroy();
});

it.each([
  [64, 8],
  [100, 36],
  [400, 320],
  [1024, 819],
  [1_048_576, 4_000],
  [1_000_000_000, 4_000],
])('a process that may have %d descriptors has %d connections at most', (descriptors, most) => {
  expect(mostConnections(descriptors)).toBe(most);
});

it('the limit of this very process is known', () => {
  expect(mostConnections()).toBeGreaterThan(0);
});
