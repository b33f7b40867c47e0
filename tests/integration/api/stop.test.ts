import { once } from 'node:events';
import http, { type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type ApiServer, createHttpServer } from '../../../api/http/server/server.ts';
import { eventually } from '../../eventually.ts';
import { answersIn, call } from './rawCaller.ts';

const ask = (target = '/'): string => `GET ${target} HTTP/1.1\r\nHost: localhost\r\n\r\n`;
const grace = { silentMs: 10_000, mostMs: 15_000 };

let server: ApiServer;
let port: number;
/** Answers that are held back until they are let go. */
let held: (() => void)[];
const listener: RequestListener = (request, response) => {
  const send = () => response.end(JSON.stringify(request.url));
  if (request.url === '/held') held.push(send);
  else send();
};
beforeEach(async () => {
  held = [];
  server = createHttpServer(listener);
  await once(server.http.listen(0, '127.0.0.1'), 'listening');
  port = (server.http.address() as AddressInfo).port;
});
afterEach(() => server.stop({ silentMs: 0, mostMs: 0 }));

it('a connection that is open gets its next answer, which says that it is the last one', async () => {
  const caller = await call(port, ask('/1'));
  await eventually(() => answersIn(caller.text()).length === 1);
  const stopped = server.stop(grace);
  caller.socket.write(ask('/2'));
  await caller.ended;
  const [first, second] = answersIn(caller.text());
  expect(first?.head).toMatch(/\r\nConnection: keep-alive/);
  expect(second).toMatchObject({ status: 200, body: '/2' });
  expect(second?.head).toMatch(/\r\nConnection: close/);
  caller.socket.end();
  await stopped;
});

it('an answer that is under way says that it is the last one', async () => {
  const caller = await call(port, ask('/held'));
  await eventually(() => held.length === 1);
  const stopped = server.stop(grace);
  held[0]?.();
  await caller.ended;
  expect(answersIn(caller.text())[0]?.head).toMatch(/\r\nConnection: close/);
  caller.socket.end();
  await stopped;
});

it('of requests that were sent together all are answered, and the last answer says so', async () => {
  const caller = await call(port, ask('/held') + ask('/2') + ask('/3'));
  await eventually(() => held.length === 1);
  const stopped = server.stop(grace);
  held[0]?.();
  await caller.ended;
  const answers = answersIn(caller.text());
  expect(answers.map(({ body }) => body)).toEqual(['/held', '/2', '/3']);
  expect(answers.map(({ head }) => /\r\nConnection: close/.test(head))).toEqual([false, false, true]);
  caller.socket.end();
  await stopped;
});

it('a connection is not accepted any more', async () => {
  const stopped = server.stop(grace);
  await expect(once(http.get({ port }), 'response')).rejects.toThrow('ECONNREFUSED');
  await stopped;
});

it('a connection that stays silent is closed after its time, and one that waits for its answer later', async () => {
  const silent = await call(port, ask('/1'));
  const waiting = await call(port, ask('/held'));
  await eventually(() => held.length === 1);
  const ended: string[] = [];
  void silent.ended.then(() => ended.push('silent'));
  void waiting.ended.then(() => ended.push('waiting'));
  const startedAt = performance.now();
  const stopped = server.stop({ silentMs: 200, mostMs: 700 });
  await silent.ended;
  expect(performance.now() - startedAt).toBeGreaterThan(150);
  await Promise.all([waiting.ended, stopped]);
  expect(performance.now() - startedAt).toBeGreaterThan(650);
  expect(ended).toEqual(['silent', 'waiting']);
  silent.socket.destroy();
});
