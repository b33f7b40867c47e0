import request, { type Response } from 'supertest';
import { allMarkets } from '../../../api/context/markets.ts';
import { eventually } from '../../eventually.ts';
import { type ApiFixture, createApiFixture, IMPATIENT } from './apiFixture.ts';

let api: ApiFixture;
beforeEach(async () => {
  api = await createApiFixture({}, allMarkets, IMPATIENT);
  await api.latest('price', { symbol: 'BTCUSDT', price: '1.0' });
});
afterEach(async () => {
  api.redis.resume();
  await api.close();
});

const get = (path: string) => request(api.app).get(path);
const data = '/GetData?type=price&code=btcusdt';

async function timed(answer: PromiseLike<Response>): Promise<Response & { ms: number }> {
  const startedAt = performance.now();
  const response = await answer;
  return Object.assign(response, { ms: performance.now() - startedAt });
}

const expectAway = ({ status, body, headers }: Response) => {
  expect([status, body.error, headers['retry-after']]).toEqual([503, 'redis-unavailable', '1']);
  expect(headers.etag).toBeUndefined();
};

describe('while Redis', () => {
  it('is frozen, answers come soon, also those that queue behind others, and it recovers by itself', async () => {
    api.redis.pause();
    const behind = new Promise((resolve) => setTimeout(resolve, 150)).then(() => timed(get(data)));
    const answers = [...(await Promise.all([timed(get(data)), timed(get(data)), timed(get('/ready'))])), await behind];
    for (const answer of answers) {
      expectAway(answer);
      expect(answer.ms).toBeLessThan(20_000);
    }
    const health = await timed(get('/health'));
    expect(health.ms).toBeLessThan(20_000);
    expect(health.body).toMatchObject({ status: 'degraded', redis: { ok: false } });
    // The wait for Redis is in the histogram, though the answer is Express'.
    const { text } = await get('/metrics');
    const sum = /http_request_seconds_sum\{route="\/GetData"\} (\S+)/.exec(text)?.[1];
    expect(Number(sum)).toBeGreaterThan(2.5);
    api.redis.resume();
    await expectOk();
  });

  it('is frozen, that is said once, and once that it is over', async () => {
    api.board.start(10);
    api.redis.pause();
    const said = (message: string) => api.messages.filter((line) => line.includes(message)).length;
    await eventually(() => said('Redis does not answer in time') > 0);
    // Long enough for another look, which must not say it again.
    expectAway(await timed(get(data)));
    api.redis.resume();
    await eventually(() => said('Redis answers again') > 0);
    api.board.close();
    expect([said('Redis does not answer in time'), said('Redis answers again')]).toEqual([1, 1]);
  });

  it('has not answered yet, GetData is a 503 and /live still 200', async () => {
    api.apiStore = null;
    expectAway(await get(data));
    expectAway(await get('/ready'));
    expect((await get('/live')).status).toBe(200);
    expect((await get('/health')).body).toMatchObject({ status: 'degraded', redis: { ok: false } });
    expect((await get('/metrics')).text).toContain('binance_collector_redis_up 0');
    api.apiStore = api.store;
    await expectOk();
  });

  it('is gone, answers come at once and bad input is still told apart', async () => {
    await api.redis.kill();
    // A command that is waited for takes a second. The quickest: a busy machine does not hold up each of them.
    const answers = [await timed(get(data)), await timed(get(data)), await timed(get(data)), await timed(get(data))];
    answers.forEach(expectAway);
    expect(Math.min(...answers.map(({ ms }) => ms))).toBeLessThan(900);
    expect((await get('/GetData?type=price&code=dogeusdt')).status).toBe(404);
  });

  it('answers with an error of its own, callers get a 503 and the log one line', async () => {
    await api.store.redis.call('ACL', 'SETUSER', 'default', '-eval', '-evalsha');
    expectAway(await get(data));
    expectAway(await get(data));
    expect(api.messages).toEqual([
      expect.stringMatching(/^warn Redis refuses commands: NOPERM/),
      'error /GetData failed',
    ]);
    expect(api.lines.at(-1)).toMatch(/NOPERM/);
  });
});

it('tells callers of a defect only that there is one, and the log where it is', async () => {
  api.apiStore = { ...api.store, damage: undefined as never };
  const { status, body, text } = await get('/GetData?type=depth&code=btcusdt');
  expect([status, body.error, body.detail]).toEqual([500, 'internal', 'an unexpected error, see the log']);
  expect(text).not.toMatch(/undefined|stored\.ts/);
  expect(api.lines.at(-1)).toMatch(/\/GetData: internal: .* stack=".*stored\.ts/);
});

/** Commands sent before the thaw may still fail; the first ones after it do not. */
const expectOk = () => eventually(async () => expect((await get(data)).status).toBe(200));
