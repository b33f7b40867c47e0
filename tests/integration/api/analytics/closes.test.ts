import request from 'supertest';
import { closesKey } from '../../../../store/redis/keys.ts';
import { addCloses } from '../../../../store/reports/comparedCloses.ts';
import { type ApiFixture, createApiFixture, NOW } from '../apiFixture.ts';

let api: ApiFixture;
beforeAll(async () => {
  api = await createApiFixture();
});
afterAll(() => api.close());
beforeEach(() => api.store.redis.flushdb());

const T0 = 1_789_999_980_000;
const get = (query: string) => request(api.app).get(`/analytics/closes${query}`);

it('tells what was compared of a pair, the oldest first', async () => {
  const closes = [[T0, '5.10', '5.10'] as const, [T0 + 60_000, null, '5.2'] as const];
  await addCloses(api.store, 'spot', 'btcusdt', { at: NOW, closes });
  const { status, body, headers } = await get('?code=BTCUSDT&market=spot');
  expect([status, headers['cache-control']]).toEqual([200, 'no-store']);
  expect(body).toEqual({
    ...{ market: 'spot', code: 'btcusdt', interval: 1, asOf: NOW },
    closes: [
      { time: T0, stream: '5.10', rest: '5.10' },
      { time: T0 + 60_000, stream: null, rest: '5.2' },
    ],
    statistics: {
      ...{ rows: 2, matched: 1, equal: 1, unequal: 0 },
      largestDifference: { absolute: '0', at: T0 },
      highest: { stream: { close: '5.10', at: T0 }, rest: { close: '5.2', at: T0 + 60_000 }, higher: 'rest' },
      lowest: { stream: { close: '5.10', at: T0 }, rest: { close: '5.10', at: T0 }, higher: 'equal' },
      mean: { stream: '5.1', rest: '5.15', both: '5.13333333' },
    },
  });
});

it('of a pair of which nothing was compared there are none, nor where what is stored is damaged', async () => {
  const nowhere = { stream: null, rest: null, higher: null };
  const none = {
    ...{ market: 'spot', code: 'ethusdt', interval: 1, asOf: null, closes: [] },
    statistics: {
      ...{ rows: 0, matched: 0, equal: 0, unequal: 0, largestDifference: null, highest: nowhere, lowest: nowhere },
      mean: { stream: null, rest: null, both: null },
    },
  };
  expect((await get('?code=ethusdt')).body).toEqual(none);
  const minute = '[60000,"1","1"]';
  for (const damaged of ['[60000,"1",null]', '[5,"1","1"]', `${minute},${minute}`, `[120000,"1","1"],${minute}`]) {
    await api.store.redis.set(closesKey('spot', 'ethusdt'), `{"at":5,"closes":[${damaged}]}`);
    expect((await get('?code=ethusdt')).body).toEqual(none);
  }
  await api.store.redis.set(closesKey('spot', 'ethusdt'), `{"at":5,"closes":[${minute},[120000,"1","1"]]}`);
  expect((await get('?code=ethusdt')).body.closes).toHaveLength(2);
});

it.each([
  ['', 400, 'missing-parameter'],
  ['?code=btcusdt&code=ethusdt', 400, 'repeated-parameter'],
  ['?code=../x', 400, 'invalid-parameter'],
  ['?code=nonesuch', 404, 'pair-not-configured'],
  ['?code=btcusdt&market=moon', 400, 'invalid-parameter'],
])('%s is refused', async (query, status, error) => {
  const answer = await get(query);
  expect([answer.status, answer.body.error]).toEqual([status, error]);
});
