import { DialectError, tooManyRequests } from '../../../../api/binance/dialectError.ts';
import { eventually } from '../../../eventually.ts';
import { FIRST_ID, refusalOf } from './requester.ts';
import { answerOf, createRequestsFixture, NOW, type RequestsFixture } from './requestsFixture.ts';

/** Requests over sockets: what goes to whoever answers, and in which form answers come. */

let fixture: RequestsFixture;
beforeEach(async () => {
  fixture = await createRequestsFixture();
});
afterEach(() => fixture.close());

const limits = (count: number, limit = 6000) => [
  { rateLimitType: 'REQUEST_WEIGHT', interval: 'MINUTE', intervalNum: 1, limit, count },
];

it('asks what REST would ask, for whoever asks, and answers with its body to the byte', async () => {
  fixture.answer = () => Promise.resolve(answerOf('{"lastUpdateId":9007199254740993, "bids":[]}'));
  const caller = await fixture.open();
  const { text } = await caller.ask('depth', { symbol: 'BTCUSDT', limit: 5 });
  expect(fixture.asked).toEqual([{ path: '/api/v3/depth', query: 'symbol=BTCUSDT&limit=5', caller: '127.0.0.1' }]);
  expect(text).toBe(
    `{"id":${FIRST_ID},"status":200,"result":{"lastUpdateId":9007199254740993, "bids":[]},"rateLimits":${JSON.stringify(limits(0))}}`,
  );
  expect(fixture.counted).toEqual(['spot depth memory']);
});

it('futures have methods and a limit of their own', async () => {
  fixture.weightPerMinute = 2400;
  const caller = await fixture.open('/ws-fapi/v1');
  expect(await caller.ask('v1/ticker.price')).toMatchObject({ status: 200, rateLimits: limits(0, 2400) });
  expect(fixture.asked).toEqual([{ path: '/fapi/v2/ticker/price', query: '', caller: '127.0.0.1' }]);
  expect(await caller.ask('avgPrice', { symbol: 'BTCUSDT' })).toMatchObject({ status: 404, error: { code: -1020 } });
  expect(fixture.counted).toEqual(['usdm ticker.price memory', 'usdm other refused']);
});

it('limits are told as the address or the request says', async () => {
  const without = await fixture.open('/ws-api/v3?returnRateLimits=false');
  expect((await without.ask('ping')).text).toBe(`{"id":${FIRST_ID},"status":200,"result":{}}`);
  expect((await without.ask('order.place')).rateLimits).toBeUndefined();
  expect((await without.ask('ping', { returnRateLimits: true })).rateLimits).toEqual(limits(0));
  const withThem = await fixture.open();
  expect((await withThem.ask('ping', { returnRateLimits: false })).rateLimits).toBeUndefined();
  expect((await withThem.ask('order.place')).rateLimits).toEqual(limits(0));
  expect((await withThem.say('{')).rateLimits).toEqual(limits(0));
});

it("what is counted is what this caller's requests have cost at the exchange, and nothing else", async () => {
  const passed = { ...answerOf('{}'), from: 'passed', usedWeight: 4711, weight: 25 } as const;
  const [one, another] = [await fixture.open(), await fixture.open()];
  expect((await one.ask('depth')).rateLimits).toEqual(limits(0));
  fixture.answer = () => Promise.resolve(passed);
  expect((await one.ask('depth')).rateLimits).toEqual(limits(25));
  fixture.answer = () => Promise.resolve({ ...answerOf('{"code":-1121,"msg":"x"}'), ...passed, status: 400 });
  expect(await another.ask('depth')).toMatchObject({ status: 400, rateLimits: limits(50) });
  fixture.answer = () => Promise.resolve({ ...answerOf('{}'), from: 'kept' });
  expect((await one.ask('depth')).rateLimits).toEqual(limits(50));
  expect((await (await fixture.open('/ws-fapi/v1')).ask('depth')).rateLimits).toEqual(limits(0));
});

it('what cannot be answered now says when it can', async () => {
  fixture.answer = () => Promise.reject(tooManyRequests('wait.', 9));
  const caller = await fixture.open();
  expect(await caller.ask('depth')).toMatchObject({
    ...{ status: 429, rateLimits: limits(0) },
    error: { code: -1003, data: { serverTime: NOW, retryAfter: NOW + 9_000 } },
  });
  fixture.answer = () => Promise.reject(new DialectError(-1121, 'Invalid symbol.'));
  expect(await caller.ask('depth')).toMatchObject({ status: 400, error: { code: -1121, msg: 'Invalid symbol.' } });
  expect(fixture.counted).toEqual(['spot depth throttled', 'spot depth refused']);
});

it('of a defect a caller learns only that there was one', async () => {
  const defect = new TypeError('a secret');
  fixture.answer = () => Promise.reject(defect);
  const caller = await fixture.open();
  expect((await caller.ask('depth')).text).not.toContain('secret');
  expect(caller.answers[0]).toMatchObject({ status: 500, error: { code: -1000 } });
  expect([fixture.defects, fixture.counted]).toEqual([[defect], ['spot depth failed']]);
  expect(await caller.ask('session.logon')).toMatchObject({ status: 403 });
});

it('answers come in the order in which they are ready', async () => {
  const open = new Map<string, () => void>();
  fixture.answer = ({ query }) =>
    new Promise((resolve) => open.set(query, () => resolve(answerOf(JSON.stringify(query)))));
  const caller = await fixture.open('/ws-api/v3?returnRateLimits=false');
  for (const id of ['a', 'b', 'c']) {
    caller.socket.send(JSON.stringify({ id, method: 'avgPrice', params: { symbol: id } }));
  }
  await eventually(() => open.size === 3);
  for (const id of ['b', 'c', 'a']) open.get(`symbol=${id}`)?.();
  await eventually(() => caller.answers.length === 3);
  expect(caller.answers.map(({ id, result }) => [id, result])).toEqual([
    ['b', 'symbol=b'],
    ['c', 'symbol=c'],
    ['a', 'symbol=a'],
  ]);
});

it('an answer of many megabytes comes whole, and others after it', async () => {
  const parts = Array.from({ length: 40 }, (_, index) => Buffer.alloc(500_000 + index, String(index % 10)));
  fixture.answer = ({ path }) =>
    Promise.resolve(answerOf(path.endsWith('ping') ? '{}' : [Buffer.from('"'), ...parts, Buffer.from('"')]));
  const caller = await fixture.open();
  const [info] = await Promise.all([caller.ask('exchangeInfo'), caller.ask('ping')]);
  expect(info.result === Buffer.concat(parts).toString()).toBe(true);
  expect(caller.answers.map(({ id }) => id)).toEqual([FIRST_ID, FIRST_ID + 1]);
});

describe('a socket is opened', () => {
  it.each([
    ['/ws-api/v3?timeUnit=MICROSECOND', 400, -1194],
    ['/ws-api/v3?responseFormat=sbe', 400, -1155],
    ['/ws-api/v1', 404, -1020],
    ['/ws-dapi/v1', 404, -1020],
    ['/ws/btcusdt@trade', 404, -1020],
  ])('not at %s', async (path, status, code) => {
    expect(await refusalOf(`${fixture.url}${path}`)).toMatchObject({ status, body: { code } });
  });

  it('not for a page of another site', async () => {
    const headers = { Origin: 'http://elsewhere.example' };
    expect(await refusalOf(`${fixture.url}/ws-api/v3`, { headers })).toMatchObject({ status: 403 });
  });

  it('with an access key, however it is sent, where one is wanted', async () => {
    fixture.api = { accessKeys: ['key-of-one-bot'] };
    expect(await refusalOf(`${fixture.url}/ws-api/v3`)).toMatchObject({ status: 401, body: { code: -2014 } });
    expect(await refusalOf(`${fixture.url}/k/another-key-here/ws-api/v3`)).toMatchObject({ body: { code: -2015 } });
    const inPath = await fixture.open('/k/key-of-one-bot/ws-api/v3?returnRateLimits=false');
    const asHeader = await fixture.open('/ws-fapi/v1', { headers: { 'X-MBX-APIKEY': 'key-of-one-bot' } });
    for (const caller of [inPath, asHeader]) expect(await caller.ask('depth')).toMatchObject({ status: 200 });
    expect(fixture.asked.map(({ caller }) => caller)).toEqual(
      Array(2).fill(expect.stringMatching(/^key [0-9a-f]{12}$/)),
    );
  });
});
