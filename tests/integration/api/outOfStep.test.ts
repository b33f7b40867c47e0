import request from 'supertest';
import { dataKey } from '../../../store/redis/keys.ts';
import { markOutOfStep } from '../../../store/values/outOfStep.ts';
import { book, code } from './apiFixture.ts';
import { followingApi } from './followingApi.ts';

const world = followingApi();
beforeEach(() => put());

const path = '/GetData?type=depth&code=btcusdt';
const get = (target: string, headers: Record<string, string> = {}) => request(world.api.app).get(target).set(headers);
const put = () => world.known(() => world.api.latest('depth', book({ bids: 3, asks: 3 })));
const mark = () => world.known(() => markOutOfStep(world.api.store, dataKey('spot', code, 'depth'), 1));

it('a book out of step is stale at any age, from a kept page and for who has it already, until it is written', async () => {
  const { etag } = (await get(path)).headers;
  expect(world.api.pages.kept(path)).toBeDefined();
  await mark();
  for (let time = 0; time < 2; time += 1) {
    const { status, headers } = await get(path, { 'If-None-Match': String(etag) });
    expect({ status, headers }).toMatchObject({
      status: 200,
      headers: { 'x-data-stale': 'true', 'x-data-age-ms': '0' },
    });
    expect(world.api.pages.kept(path)).toMatchObject({ isOutOfStep: true });
    const again = await get(path, { 'If-None-Match': String(headers.etag) });
    expect(again).toMatchObject({ status: 304, headers: { 'x-data-stale': 'true' } });
  }
  await put();
  expect((await get(path)).headers).toMatchObject({ 'x-data-stale': 'false' });
});

it('/health says so with the reason, and /ready is not ready', async () => {
  await world.api.report('depth');
  await mark();
  const { body } = await get('/health');
  expect(body.status).toBe('stale');
  const rows: { type: unknown; outOfStep?: true }[] = body.feeds;
  expect(rows.find(({ type }) => type === 'depth')).toMatchObject({
    age: 0,
    stale: true,
    outOfStep: true,
    lastError: expect.stringContaining('out of step'),
  });
  expect(rows.filter(({ outOfStep }) => outOfStep === true)).toHaveLength(1);
  const ready = await get('/ready');
  expect(ready.status).toBe(503);
  expect(ready.body.stale).toContainEqual({ type: 'depth', code, age: 0, period: 1, status: expect.anything() });
  await put();
  const after: typeof rows = (await get('/health')).body.feeds;
  expect(after.find(({ type }) => type === 'depth')).not.toHaveProperty('outOfStep');
});
