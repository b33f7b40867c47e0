import request from 'supertest';
import { eventually } from '../../eventually.ts';
import { type ApiFixture, book, candle, createApiFixture, NOW } from './apiFixture.ts';

const path = '/GetData?type=1&code=btcusdt';
const closers: (() => unknown)[] = [];
let api: ApiFixture;
beforeAll(async () => {
  api = await createApiFixture();
  const changes = await api.follow(api.pages);
  closers.push(() => changes.close());
  const candles = Array.from({ length: 25 }, (_, index) => candle(NOW - index * 60_000));
  await api.series('klines', candles, { interval: 1 });
  await api.latest('depth', book({ bids: 25, asks: 3 }));
});
afterAll(async () => {
  for (const close of closers) await close();
  await api.close();
});

const get = (prefix?: string, target = path, more: Record<string, string> = {}) =>
  request(api.app)
    .get(target)
    .set({ ...(prefix === undefined ? {} : { 'X-Forwarded-Prefix': prefix }), ...more });
const nextOf = async (prefix?: string, target?: string) => (await get(prefix, target)).body.next;

it.each([
  ['/binance', '/binance'],
  ['/binance/', '/binance'],
  ['/a/b-c_d.e~1', '/a/b-c_d.e~1'],
])('behind a proxy that serves us under %s, next leads there', async (prefix, front) => {
  const plain = await nextOf();
  expect(plain).toMatch(/^\/GetData\?pageSize=2&type=1&code=btcusdt&before=\d+$/);
  expect(await nextOf(prefix)).toBe(`${front}${plain}`);
  expect(await nextOf(prefix, '/GetData?type=depth&code=btcusdt')).toBe(
    `${front}/GetData?pageSize=2&type=depth&code=btcusdt`,
  );
  expect(await nextOf(prefix, '/GetData?type=1&code=btcusdt&pageSize=3')).toBeNull();
});

it.each([
  '/',
  '',
  'binance',
  '//evil.example',
  '/a//evil.example',
  '/..',
  '/a/../b',
  '/a?b',
  '/a#b',
  '/a b',
  '/a"b',
  '/a\\b',
  '/a%2f',
  '/a, /b',
  'https://evil.example',
  '/a$&',
  `/${'a'.repeat(512)}`,
  '/a'.repeat(11),
])('the prefix "%s" is no path for next, and changes nothing', async (prefix) => {
  const plain = await get();
  const { text, headers } = await get(prefix);
  expect(text).toBe(plain.text);
  expect(headers.etag).toBe(plain.headers.etag);
});

it("a prefix stays in its caller's answer: the page in memory is the same for all, and there is one", async () => {
  const plain = await eventually(async () => {
    const answer = await get();
    return api.pages.kept(path) !== undefined && answer;
  });
  const kept = api.pages.kept(path);
  for (const prefix of ['/one', '/two', '/three']) {
    const { body, headers, text } = await get(prefix);
    expect(body.next).toBe(`${prefix}${plain.body.next}`);
    expect(body.data).toEqual(plain.body.data);
    expect(Number(headers['content-length'])).toBe(Buffer.byteLength(text));
  }
  expect(api.pages.kept(path)).toBe(kept);
  expect((await get()).text).toBe(plain.text);
});

it('a tag belongs to its prefix, so that no cache takes the page of one for that of another', async () => {
  const tags = await Promise.all(
    [undefined, '/one', '/two'].map(async (prefix) => (await get(prefix)).headers.etag ?? ''),
  );
  expect(new Set(tags).size).toBe(3);
  const [plain = '', one = ''] = tags;
  expect((await get('/one', path, { 'If-None-Match': one })).status).toBe(304);
  expect((await get('/one', path, { 'If-None-Match': one })).headers.etag).toBe(one);
  expect((await get('/two', path, { 'If-None-Match': one })).status).toBe(200);
  expect((await get('/one', path, { 'If-None-Match': plain })).status).toBe(200);
  expect((await get(undefined, path, { 'If-None-Match': one })).status).toBe(200);
});

it('an access key in the path goes on in next, behind the path of a proxy', async () => {
  const plain = await nextOf();
  expect(await nextOf(undefined, `/k/some-key-1${path}`)).toBe(`/k/some-key-1${plain}`);
  expect(await nextOf('/binance', `/k/some-key-1${path}`)).toBe(`/binance/k/some-key-1${plain}`);
  expect(await nextOf(undefined, path)).toBe(plain);
});

it('an access key in the path stands in no header of the answer', async () => {
  const [first, other] = [`/k/.secret-key-1${path}`, `/k/.secret-key-2${path}`];
  const { headers, body } = await get(undefined, first);
  expect(JSON.stringify(headers)).not.toContain('secret');
  expect(headers.etag).not.toBe((await get(undefined, other)).headers.etag);
  expect((await get(undefined, first, { 'If-None-Match': headers.etag ?? '' })).status).toBe(304);
  // One that begins with a dot goes on as well.
  expect(body.next).toMatch(/^\/k\/\.secret-key-1\/GetData/);
});
