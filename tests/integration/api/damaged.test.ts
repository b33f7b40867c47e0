import fc from 'fast-check';
import request from 'supertest';
import { dataKey, metaKey } from '../../../store/redis/keys.ts';
import { type ApiFixture, book, candle, code, createApiFixture, NOW } from './apiFixture.ts';

let api: ApiFixture;
beforeEach(async () => {
  api = await createApiFixture();
});
afterEach(() => api.close());

const minute = Math.floor(NOW / 60_000) * 60_000;
const get = (query: string) => request(api.app).get(`/GetData?code=${code}&${query}`);
const candles = dataKey('spot', code, 'klines', 1);
const depth = dataKey('spot', code, 'depth');

it('a damaged row is left out of its page, the others are answered, and the next page goes on below them', async () => {
  const rows = Array.from({ length: 24 }, (_, index) => candle(minute - index * 60_000));
  await api.series('klines', rows, { interval: 1 });
  for (const [index, damaged] of [
    ['3', '{"'],
    ['9', '[null]'],
    ['12', '[1e999,"x"]'],
  ] as const) {
    const score = minute - Number(index) * 60_000;
    await api.store.redis.zremrangebyscore(candles, score, score);
    await api.store.redis.zadd(candles, score, damaged);
  }
  // One sign of these is another one.
  const whole = (index: number) => rows[index]?.member ?? '';
  for (const [index, damaged] of [
    [14, whole(14).replace(/\]$/, ',')],
    [15, whole(15).replace(/,(\d+),/, ']$1,')],
    [16, whole(16).replace(/,(\d+)\]$/, ',0$1]')],
  ] as const) {
    const score = minute - index * 60_000;
    await api.store.redis.zremrangebyscore(candles, score, score);
    await api.store.redis.zadd(candles, score, damaged);
  }
  const times: number[] = [];
  for (let address = 'type=1'; address !== ''; ) {
    const { status, body } = await get(address);
    expect(status).toBe(200);
    times.push(...body.data.map(({ openTime }: { openTime: number }) => openTime));
    address = body.next === null ? '' : body.next.split('?')[1].replace(`&code=${code}`, '');
  }
  const sound = rows.map(({ score }) => score).filter((_, index) => ![3, 9, 12, 14, 15, 16].includes(index));
  expect(times).toEqual(sound);
  expect(api.messages).toEqual([
    expect.stringMatching(/^warn a part of spot:\{btcusdt\}:klines:1 in Redis is damaged/),
  ]);
  expect((await request(api.app).get('/health')).body.redis.warning).toMatch(/damaged.*klines:1/);
});

it('a value that is damaged in any way is no value: the answer is JSON, has no rows and is stale', async () => {
  const whole = JSON.stringify(book({ bids: 12, asks: 12 }));
  const damaged = fc.oneof(
    fc.nat({ max: whole.length - 1 }).map((length) => whole.slice(0, length)),
    fc.constantFrom(
      'null',
      '7',
      '[]',
      '{}',
      'NaN',
      '{"lastUpdateId":1e999,"bids":[],"asks":[]}',
      '{"lastUpdateId":1,"bids":7}',
    ),
    fc.json().filter((json) => !json.startsWith('{')),
  );
  await fc.assert(
    fc.asyncProperty(damaged, async (text) => {
      await api.latest('depth', book({ bids: 12, asks: 12 }));
      await api.store.redis.set(depth, text);
      const { status, headers, body } = await get('type=depth');
      expect([status, headers['x-data-stale'], body.asOf, body.total, body.data]).toEqual([200, 'true', null, 0, []]);
    }),
    { numRuns: 30 },
  );
  await api.latest('depth', book({ bids: 12, asks: 12 }), NOW + 1_000);
  expect((await get('type=depth')).body).toMatchObject({ total: 12, asOf: NOW + 1_000 });
});

it('a book with any one sign changed is answered as JSON.parse reads it, or counts as damaged', async () => {
  const whole = JSON.stringify(book({ bids: 12, asks: 3 }));
  const changed = fc
    .tuple(
      fc.nat({ max: whole.length - 1 }),
      fc.constantFrom('', ',', '[', ']', '"', '{', '}', '.', '0', ' ', 'x', '],['),
    )
    .map(([at, sign]) => `${whole.slice(0, at)}${sign}${whole.slice(at + 1)}`);
  await api.latest('depth', book({ bids: 12, asks: 3 }));
  await fc.assert(
    fc.asyncProperty(
      fc.oneof(
        changed,
        fc.constantFrom(whole, `{"E":1,${whole.slice(1)}`, whole.replace(']],', '],],'), whole.replace('[[', '[,[')),
      ),
      async (text) => {
        await api.store.redis.set(depth, text);
        const { bids, asks } = bookIn(text);
        const { body } = await get('type=depth&pageSize=2');
        expect(body.total).toBe(Math.max(bids.length, asks.length));
        expect(body.data).toEqual(
          Array.from({ length: Math.max(0, Math.min(20, body.total) - 10) }, (_, index) => ({
            level: 11 + index,
            bidPrice: bids[10 + index]?.[0] ?? null,
            bidQty: bids[10 + index]?.[1] ?? null,
            askPrice: asks[10 + index]?.[0] ?? null,
            askQty: asks[10 + index]?.[1] ?? null,
          })),
        );
      },
    ),
    { numRuns: 300 },
  );
});

it('a row with any one sign changed is answered as JSON.parse reads it, or counts as damaged', async () => {
  await api.series('klines', [candle(minute), candle(minute - 60_000)], { interval: 1 });
  const [whole = ''] = await api.store.redis.zrevrange(candles, 0, 0);
  const sound = (await get('type=1')).body.data;
  const changed = fc
    .tuple(
      fc.nat({ max: whole.length - 1 }),
      fc.constantFrom('', ',', '[', ']', '"', '.', '0', '-', ' ', 'x', '\n', '\\'),
    )
    .map(([at, sign]) => `${whole.slice(0, at)}${sign}${whole.slice(at + 1)}`);
  await fc.assert(
    fc.asyncProperty(
      fc.oneof(
        changed,
        fc.constantFrom(
          whole,
          whole.replace(/]$/, ','),
          whole.replace(',"', ']"'),
          whole.replace(',"', ',"\n'),
          `[0${whole.slice(1)}`,
          whole.replace(/,(\d+),/, ',0$1,'),
        ),
      ),
      async (text) => {
        await api.store.redis.zremrangebyscore(candles, minute, minute);
        await api.store.redis.zadd(candles, minute, text);
        const { status, body } = await get('type=1');
        const [first, second] = body.data;
        const isShown = body.data.length === 2;
        expect([status, isShown ? second : first]).toEqual([200, sound[1]]);
        if (isShown) {
          const [openTime, open, , , , volume] = rowIn(text);
          expect([first.openTime, first.open, first.volume]).toEqual([openTime, open, volume]);
        }
      },
    ),
    { numRuns: 300 },
  );
});

/** The fields of a row, in the plainest way. @throws SyntaxError where it is none */
const rowIn = (text: string): unknown[] => JSON.parse(text) as unknown[];

/** What of a text is a book, in the plainest way. */
function bookIn(text: string): { bids: unknown[][]; asks: unknown[][] } {
  try {
    const { lastUpdateId, bids, asks } = JSON.parse(text);
    const isRight = [bids, asks].every((side) => Array.isArray(side) && side.every(Array.isArray));
    // A book that is not numbered is one, too: not every exchange numbers them.
    if (isRight && (lastUpdateId === undefined || Number.isSafeInteger(lastUpdateId))) return { bids, asks };
  } catch {}
  return { bids: [], asks: [] };
}

it.each<[string, () => Promise<unknown>]>([
  ['of another type', () => api.store.redis.set(metaKey(depth), 'no hash')],
  ['with an age that is no number', () => api.store.redis.hset(metaKey(depth), 'asOf', '1e999')],
])('data whose meta is damaged, %s, is stale, and all else is as it was', async (_name, damage) => {
  await api.latest('depth', book({ bids: 12, asks: 12 }));
  await api.series('klines', [candle(minute)], { interval: 1 });
  await api.store.redis.del(metaKey(depth));
  await damage();
  expect((await get('type=depth')).headers['x-data-stale']).toBe('true');
  expect((await get('type=1')).body).toMatchObject({ total: 1, asOf: NOW });
  const { body } = await request(api.app).get('/health');
  const ages = body.feeds.filter(({ code: of }: { code: string }) => of === code);
  expect(ages.find(({ type }: { type: string }) => type === 'depth')).toMatchObject({
    age: null,
    asOf: null,
    stale: true,
  });
  expect(ages.find(({ type }: { type: number }) => type === 1)).toMatchObject({ age: 0, asOf: NOW, stale: false });
});
