import request from 'supertest';
import { gapsKey } from '../../../store/redis/keys.ts';
import { type Gap, gapStates, writeGaps } from '../../../store/values/gaps.ts';
import { type ApiFixture, configWith, createApiFixture, NOW } from './apiFixture.ts';

let api: ApiFixture;
beforeAll(async () => {
  api = await createApiFixture();
});
afterAll(() => api.close());

const MINUTE = 60_000;
const T0 = 1_789_999_980_000;
const get = (query = '') => request(api.app).get(`/gaps${query}`);

const gap = (fields: Partial<Gap> = {}): Gap => ({
  code: 'btcusdt',
  from: T0,
  to: T0 + 4 * MINUTE,
  cause: 'exchange-refused',
  state: 'open',
  foundAt: NOW - 5000,
  changedAt: NOW - 5000,
  left: T0 + 2 * MINUTE,
  rows: 2,
  ...fields,
});
const closed = { state: 'filled', left: null } as const;

beforeEach(async () => {
  api.config = configWith();
  await api.store.redis.flushdb();
  await writeGaps(api.store, 'klines-1', 1, [gap(), gap({ code: 'ethusdt', foundAt: NOW - 3000, ...closed })]);
  await writeGaps(api.store, 'klines-5', 1, [gap({ to: T0 + 10 * MINUTE, foundAt: NOW - 4000 })]);
  const expired = { cause: 'collector-down', state: 'expired', left: null, foundAt: NOW - 2000 } as const;
  await writeGaps(api.store, 'trades', 1, [gap({ from: 101, to: 350, rows: 0, ...expired })]);
});

const starts = (body: { gaps: { type: unknown; code: string }[] }) =>
  body.gaps.map(({ type, code }) => [type, code].join(' '));

it('lists the gaps of all feeds and pairs, newest found first', async () => {
  const { status, body, headers } = await get();
  expect([status, headers['cache-control']]).toEqual([200, 'no-store']);
  expect(Object.keys(body)).toEqual(['at', 'total', 'open', 'gaps']);
  expect(body).toMatchObject({ at: NOW, total: 4, open: 2 });
  expect(starts(body)).toEqual(['trades btcusdt', '1 ethusdt', '5 btcusdt', '1 btcusdt']);
  expect(body.gaps[2]).toEqual({
    feed: 'klines',
    type: 5,
    code: 'btcusdt',
    from: T0,
    to: T0 + 10 * MINUTE,
    missing: 3,
    cause: 'exchange-refused',
    state: 'open',
    foundAt: NOW - 4000,
    changedAt: NOW - 5000,
    rows: 2,
  });
  expect(body.gaps[0]).toMatchObject({ feed: 'trades', type: 'trades', from: 101, to: 350, missing: 250 });
});

it.each([
  ['?feed=trades', ['trades btcusdt']],
  ['?feed=klines', ['1 ethusdt', '5 btcusdt', '1 btcusdt']],
  ['?feed=5', ['5 btcusdt']],
  ['?feed=1440', []],
  ['?code=EthUsdt', ['1 ethusdt']],
  ['?state=open', ['5 btcusdt', '1 btcusdt']],
  ['?state=unfillable', []],
  ['?feed=1&code=btcusdt&state=open&other=1', ['1 btcusdt']],
  ['?limit=1000', ['trades btcusdt', '1 ethusdt', '5 btcusdt', '1 btcusdt']],
] as [string, string[]][])('%s lists those it names', async (query, expected) => {
  const { status, body } = await get(query);
  expect([status, starts(body), body.total]).toEqual([200, expected, expected.length]);
});

it('counts also what the limit leaves out', async () => {
  const { body } = await get('?limit=1');
  expect([starts(body), body.total, body.open]).toEqual([['trades btcusdt'], 4, 2]);
});

it('shows a hundred unless told otherwise', async () => {
  const many = Array.from({ length: 130 }, (_, index) => gap({ from: T0 - index * MINUTE, to: T0, ...closed }));
  await writeGaps(api.store, 'klines-1', 1, many);
  expect((await get('?feed=1&code=btcusdt')).body).toMatchObject({ total: 130, gaps: { length: 100 } });
});

it('counts the months of a gap by the calendar', async () => {
  const months = gap({ from: Date.UTC(2022, 10, 1), to: Date.UTC(2026, 1, 1) });
  await writeGaps(api.store, 'klines-43200', 1, [months, { ...months, code: 'ethusdt', to: months.from }]);
  const { body } = await get('?feed=43200');
  expect(body.gaps.map(({ missing }: { missing: number }) => missing).sort()).toEqual([1, 40]);
});

it('leaves out feeds that are not collected, and what cannot be read', async () => {
  api.config = configWith({ klines: { intervals: [1] } });
  await api.store.redis.hset(gapsKey('klines-1'), 'btcusdt:7', '{"code":');
  expect(starts((await get()).body)).toEqual(['trades btcusdt', '1 ethusdt', '1 btcusdt']);
});

it('is empty where nothing was ever found', async () => {
  await api.store.redis.flushdb();
  expect((await get()).body).toEqual({ at: NOW, total: 0, open: 0, gaps: [] });
});

it.each([
  ['feed=price', 400, 'invalid-parameter', 'feed'],
  ['feed=', 400, 'invalid-parameter', 'feed'],
  ['feed=Trades', 400, 'invalid-parameter', 'feed'],
  ['feed=2', 400, 'invalid-parameter', 'feed'],
  ['feed=constructor', 400, 'invalid-parameter', 'feed'],
  ['feed=1&feed=5', 400, 'repeated-parameter', 'feed'],
  ['state=lost', 400, 'invalid-parameter', 'state'],
  ['state=', 400, 'invalid-parameter', 'state'],
  ['state=OPEN', 400, 'invalid-parameter', 'state'],
  ['state=open&state=open', 400, 'repeated-parameter', 'state'],
  ['code=', 400, 'invalid-parameter', 'code'],
  ['code=*', 400, 'invalid-parameter', 'code'],
  ['code=btcusdt:1', 400, 'invalid-parameter', 'code'],
  ['code=btcusdt&code=ethusdt', 400, 'repeated-parameter', 'code'],
  ['code=dogeusdt', 404, 'pair-not-configured', 'code'],
  ['limit=0', 400, 'invalid-parameter', 'limit'],
  ['limit=1001', 400, 'invalid-parameter', 'limit'],
  ['limit=1e2', 400, 'invalid-parameter', 'limit'],
  ['limit=-1', 400, 'invalid-parameter', 'limit'],
  ['limit=5&limit=5', 400, 'repeated-parameter', 'limit'],
  ['feed=5', 404, 'feed-disabled', 'feed'],
  ['feed=trades', 404, 'feed-disabled', 'feed'],
] as [string, number, string, string][])('%s is refused', async (query, status, error, parameter) => {
  api.config = configWith({ klines: { intervals: [1] }, feeds: { trades: { enabled: false } } });
  const { body, headers, ...answer } = await get(`?${query}`);
  expect([answer.status, body.error, body.parameter]).toEqual([status, error, parameter]);
  expect(headers['content-type']).toBe('application/problem+json; charset=utf-8');
  expect(body.accepted.length).toBeGreaterThan(0);
});

it('a refusal names what there is', async () => {
  api.config = configWith({ klines: { intervals: [1, 5] } });
  expect((await get('?state=x')).body.accepted).toEqual(gapStates);
  expect((await get('?feed=x')).body.accepted).toEqual(['trades', 'klines', 1, 5, 15, 30, 60, 1440, 10080, 43200]);
  expect((await get('?feed=60')).body.accepted).toEqual(['trades', 1, 5]);
});

it('is a 503 while Redis is away', async () => {
  api.apiStore = null;
  const { status, body, headers } = await get();
  api.apiStore = api.store;
  expect([status, body.error, headers['retry-after']]).toEqual([503, 'redis-unavailable', '1']);
});
