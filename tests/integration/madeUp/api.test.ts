import request from 'supertest';
import { eventually } from '../../eventually.ts';
import { openMadeUpApi } from '../../madeUp/api.ts';
import { type MadeUpInstallation, openMadeUpInstallation, partOf } from '../../madeUp/installation.ts';
import { fillsBetween, keyOf } from '../../madeUp/stored.ts';
import { MADE_UP } from '../../madeUp/table.ts';

const WITHIN_MS = 170_000;
const part = partOf('btc-usd', 'eth-usd');

let installation: MadeUpInstallation;
let api: ReturnType<typeof openMadeUpApi>;
const get = (path: string) => request(api.app).get(path);
const page = (type: string | number, code = 'btc-usd') => get(`/GetData?market=${MADE_UP}&type=${type}&code=${code}`);
beforeAll(async () => {
  installation = await openMadeUpInstallation({ isRealTime: true });
  await installation.start(part);
  api = openMadeUpApi(installation.store, part);
  await eventually(async () => (await installation.store.redis.zcard(keyOf('btc-usd', 'fills'))) >= 60, WITHIN_MS);
  await eventually(async () => (await installation.store.redis.exists(keyOf('eth-usd', 'bars', 240))) === 1, WITHIN_MS);
});
afterAll(async () => {
  api.board.close();
  await installation.close();
});

it('GetData answers its rows as its table names them, says whose they are and how old', async () => {
  await eventually(async () => {
    await api.board.refresh();
    const { body, headers } = await page('quotes');
    expect(body).toMatchObject({ market: MADE_UP, code: 'btc-usd', type: 'quotes', total: 1, next: null });
    expect(body.data).toEqual([{ last: expect.any(String), bid: expect.any(String), ask: expect.any(String) }]);
    expect(headers).toMatchObject({ 'x-data-source': 'made-up', 'x-data-stale': 'false' });
    expect(Number(headers['x-data-age-ms'])).toBeLessThan(5_000);
    return true;
  }, WITHIN_MS);
  const bars = await page(1);
  expect(Object.keys(bars.body.data[0])).toEqual([
    'start',
    'first',
    'top',
    'bottom',
    'last',
    'done',
    'units',
    'worth',
    'end',
  ]);
  // The newest one may just have closed.
  expect(bars.body.data[0].done).toEqual(expect.any(Boolean));
});

it('pages of fills follow each other without a hole, though their ids leave some out', async () => {
  const seen: number[] = [];
  let path: string | null = `/GetData?market=${MADE_UP}&type=fills&code=btc-usd`;
  for (let pages = 0; pages < 5 && path !== null; pages++) {
    const { body } = await get(path);
    seen.push(...body.data.map((fill: { no: number }) => fill.no));
    path = body.next;
  }
  expect(seen).toHaveLength(50);
  const expected = fillsBetween(installation.server, 'XBT/USD', seen.at(-1) ?? 0, seen[0] ?? 0).map(([no]) => no);
  expect(seen).toEqual(expected.toReversed());
});

it('its book, which it does not number, is paged level by level', async () => {
  const body = await eventually(async () => {
    const read = await page('ladder');
    expect(read.body).toMatchObject({ total: 12, pages: 2, lastUpdateId: null });
    return read.body;
  }, WITHIN_MS);
  expect(body.data[0]).toEqual({
    ...{ level: 1, bidPrice: expect.stringMatching(/^6\d+\.\d\d$/), bidQty: '0.01' },
    ...{ askPrice: expect.stringMatching(/^6\d+\.\d\d$/), askQty: '0.01' },
  });
});

it('types that its table does not have are named', async () => {
  const { status, body } = await page(5);
  expect(status).toBe(400);
  expect(body.accepted).toEqual(['instruments', 'quotes', 'ladder', 'fills', 1, 2, 60, 240]);
});

it('/health shows its exchange, its limit and each of its feeds, fresh', async () => {
  const { body } = await eventually(async () => {
    await api.board.refresh();
    const answer = await get('/health');
    const own = answer.body.feeds.filter(({ market }: { market?: string }) => market === MADE_UP);
    return own.length === 16 && own.every(({ stale }: { stale: boolean }) => !stale) && answer;
  }, WITHIN_MS);
  expect(body.markets[MADE_UP]).toMatchObject({
    source: 'made-up',
    exchange: { name: 'The made-up exchange', reachable: true },
    weight: { limit: 1200, budget: 1080 },
  });
  expect(body.markets[MADE_UP].weight.used).toBeGreaterThan(0);
  const workers = body.workers.filter(({ market }: { market?: string }) => market === MADE_UP);
  expect(workers.map(({ name, alive }: { name: string; alive: boolean }) => [name, alive])).toEqual(
    ['instruments', 'quotes', 'ladder', 'fills', 'bars-1', 'bars-2', 'bars-60', 'bars-240'].map((name) => [
      `${MADE_UP}-${name}`,
      true,
    ]),
  );
});
