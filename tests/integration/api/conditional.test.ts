import { createServer, type RequestListener, request as send } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createApp } from '../../../api/app.ts';
import { createAnswering } from '../../../api/binance/answer.ts';
import { createGetDataPages } from '../../../api/getData/getDataPages.ts';
import { readStore } from '../../../api/http/readStore.ts';
import { createPages } from '../../../api/pages/pages.ts';
import { createMetrics } from '../../../api/state/metrics/metrics.ts';
import { eventually } from '../../eventually.ts';
import { type ApiFixture, candle, createApiFixture, NOW } from './apiFixture.ts';

const path = '/GetData?type=1&code=btcusdt';
const closers: (() => unknown)[] = [];
let api: ApiFixture;
/** Base URLs of the fast path and of Express alone. */
const servers: Record<string, string> = {};

async function serve(listener: RequestListener): Promise<string> {
  const server = createServer(listener).listen(0, '127.0.0.1');
  await eventually(() => server.listening);
  closers.push(() => new Promise((resolve) => server.close(resolve).closeAllConnections()));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

beforeAll(async () => {
  api = await createApiFixture();
  const changes = await api.follow(api.pages);
  closers.push(() => changes.close());
  await api.series('klines', [candle(NOW - 60_000), candle(NOW, 1)], { interval: 1 });
  const unfollowed = createGetDataPages(createPages({ read: (from) => readStore(api.context, from) }));
  servers['fast path'] = await serve(api.app);
  servers.Express = await serve(
    createApp(api.context, unfollowed, createMetrics(), createAnswering(api.context, api.cache), 0),
  );
});
afterAll(async () => {
  for (const close of closers.reverse()) await close();
  await api.close();
});

const ways = ['fast path', 'Express'];
const methods = ['GET', 'HEAD'];
const ask = (way: string, method: string, headers: Record<string, string>, target = path) =>
  fetch(`${servers[way]}${target}`, { method, headers });
const tagOf = async (way: string): Promise<string> => (await ask(way, 'GET', {})).headers.get('etag') ?? '';

describe.each(ways)('If-None-Match on the %s', (way) => {
  it.each(methods)('is obeyed in a %s by fetch, which adds Cache-Control: no-cache', async (method) => {
    const tag = await tagOf(way);
    const answer = await ask(way, method, { 'If-None-Match': tag });
    expect([answer.status, await answer.text(), answer.headers.get('etag')]).toEqual([304, '', tag]);
    expect(answer.headers.get('x-data-age-ms')).not.toBeNull();
    expect(answer.headers.get('content-type')).toBeNull();
    const changed = await ask(way, method, { 'If-None-Match': 'W/"1-1.btcusdt.1"' });
    expect(changed.status).toBe(200);
  });

  it.each(['no-cache', 'no-store', 'max-age=0', 'no-cache, max-age=0'])('is obeyed with %s', async (control) => {
    const headers = { 'If-None-Match': await tagOf(way), 'Cache-Control': control, Pragma: 'no-cache' };
    expect((await ask(way, 'GET', headers)).status).toBe(304);
  });

  it.each([
    ['the strong form of the tag', (tag: string) => tag.slice(2), 304],
    ['one tag of a list', (tag: string) => `"a", ${tag} ,W/"b"`, 304],
    ['a list without spaces', (tag: string) => `"a",${tag},"b"`, 304],
    ['a tag of a list whose others hold commas', (tag: string) => `"a, b" , "c,", ${tag}`, 304],
    ['*', () => '*', 304],
    ['another tag', () => '"a", W/"b"', 200],
    ['a tag that holds the tag', (tag: string) => `"x${tag.slice(3)}`, 200],
    ['the tag without quotes', (tag: string) => tag.slice(3, -1), 200],
    ['half a tag', (tag: string) => tag.slice(0, -1), 200],
    ['an empty list', () => '', 200],
  ] as [string, (tag: string) => string, number][])('understands %s', async (_, given, status) => {
    expect((await ask(way, 'GET', { 'If-None-Match': given(await tagOf(way)) })).status).toBe(status);
  });
});

it('If-None-Match is obeyed where a spelling takes the slow path', async () => {
  const { port } = new URL(servers['fast path'] ?? '');
  const headers = { 'If-None-Match': await tagOf('fast path'), 'Cache-Control': 'no-cache' };
  const status = await new Promise((resolve, reject) => {
    // Absolute form, as to a proxy.
    const sent = send({ port, path: `http://127.0.0.1${path}`, headers, agent: false }, (response) => {
      response.resume();
      resolve(response.statusCode);
    });
    sent.on('error', reject).end();
  });
  expect(status).toBe(304);
});

it.each(['/health', '/live', '/metrics', '/gaps'])('%s has no tag, so it always answers', async (route) => {
  for (const given of ['*', '"a"']) {
    const headers = { 'If-None-Match': given, 'Cache-Control': 'max-age=60' };
    expect((await ask('fast path', 'GET', headers, route)).status).toBe(200);
  }
});
