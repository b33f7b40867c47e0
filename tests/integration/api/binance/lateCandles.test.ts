import { createCandles } from '../../../../api/binance/candles.ts';
import type { Pages } from '../../../../api/pages/page.ts';
import { createPages } from '../../../../api/pages/pages.ts';
import { keepCandles } from '../../../../bench/dialect/keepCandles.ts';
import type { Params } from '../../../../model/endpoint.ts';
import type { SeriesRow } from '../../../../model/seriesRow.ts';
import { eventually } from '../../../eventually.ts';
import { AT, type DialectWorld, MINUTE, openDialectWorld, storedCandles, textOf } from './dialectWorld.ts';

/* Collectors that store the candle that is over a second late, and nobody who could be asked instead. */

const PATH = '/api/v3/klines';
const KEY = 'spot:{btcusdt}:klines:1';
const minute = Math.floor(AT / MINUTE) * MINUTE;
const whose = { symbol: 'BTCUSDT', interval: '1m' };

let world: DialectWorld;
/** Reads of the store. */
let reads: number;
let pages: Pages;
let changes: { close(): void };
beforeEach(async () => {
  world = await openDialectWorld();
  reads = 0;
  pages = createPages({
    read(from) {
      reads += 1;
      return from(world.api.store);
    },
  });
  changes = await world.api.follow(pages);
});
afterEach(async () => {
  changes.close();
  await world.close();
});

const stored = async (params: Params): Promise<SeriesRow[]> =>
  storedCandles(await world.told(PATH, { ...whose, ...params }));
const store = (rows: readonly SeriesRow[]) => world.store('klines', rows, { interval: 1 });

/** The minute is over since 300 ms, and nothing of the next one is stored. @param monotonic of who waits, ms; by default it stands */
async function passBoundary(monotonic = () => 0): Promise<(params: Params) => Promise<string | null>> {
  world.now = minute + MINUTE - 500;
  await store(await stored({ limit: 100 }));
  world.now = minute + MINUTE + 300;
  const candles = createCandles({ ...world.context(), callers: () => null }, pages, monotonic);
  return (params) => textOf(candles(world.asked(PATH, { ...whose, ...params })));
}

/** The candle that is over, once more before it is final. */
async function storeForming(trades: number): Promise<void> {
  const rows = await stored({ limit: 1, endTime: minute });
  const fields = rows.map(({ member }) => JSON.parse(member) as unknown[]);
  await store(
    fields.map((row) => ({
      score: minute,
      member: JSON.stringify([...row.slice(0, 8), trades, ...row.slice(9)]),
    })),
  );
}

it('nobody gets an error, and all get the new candle as soon as it is announced', async () => {
  const ask = await passBoundary(() => performance.now());
  const limits = Array.from({ length: 32 }, (_, index) => 40 + index);
  const answers = Promise.all(limits.map((limit) => ask({ limit })));
  const since = performance.now();
  await eventually(() => performance.now() - since > 700);
  await store(await stored({ limit: 2 }));
  const stood = performance.now();
  const got = await answers;
  expect(performance.now() - stood).toBeLessThan(400);
  for (const [index, limit] of limits.entries()) {
    expect([limit, got[index]]).toEqual([limit, await world.told(PATH, { ...whose, limit })]);
  }
});

it('what is announced meanwhile is read once for all who wait', async () => {
  const ask = await passBoundary();
  const limits = Array.from({ length: 20 }, (_, index) => 40 + index);
  const answers = Promise.all(limits.map((limit) => ask({ limit })));
  // Each its own, and one for all.
  await eventually(() => reads === limits.length + 1);
  for (let change = 1; change <= 5; change++) {
    await storeForming(1_000_000 + change);
    await eventually(() => reads === limits.length + 1 + change);
  }
  const final = (await stored({ limit: 2 })).map(({ score, member }) => {
    const fields = JSON.parse(member) as unknown[];
    return { score, member: JSON.stringify([...fields.slice(0, 8), 2_000_000, ...fields.slice(9)]) };
  });
  await store(final);
  expect((await answers).every((body) => body?.includes(`${minute + MINUTE},`))).toBe(true);
  expect(reads).toBeLessThanOrEqual(2 * limits.length + 8);
});

it('who has looked before something came does not wait for what comes next', async () => {
  const ask = await passBoundary();
  const one = ask({ limit: 50 });
  await eventually(() => reads === 2);
  await store(await stored({ limit: 2 }));
  const other = ask({ limit: 60 });
  expect([await one, await other]).toEqual([
    await world.told(PATH, { ...whose, limit: 50 }),
    await world.told(PATH, { ...whose, limit: 60 }),
  ]);
});

it('half a second after what has been late for long they are told so, which clients ask again for', async () => {
  const ask = await passBoundary(() => performance.now());
  world.now = minute + MINUTE + 3_000;
  const before = performance.now();
  await expect(ask({ limit: 50 })).rejects.toMatchObject({ status: 503, exchangeCode: -1001 });
  const took = performance.now() - before;
  expect(took).toBeGreaterThan(450);
  expect(took).toBeLessThan(1_400);
});

it('the bench stores a final candle that the store takes in place of the forming one', async () => {
  let now = 1_800_000_000_000 - 100;
  const kept = await keepCandles(world.api.store, 'btcusdt', () => now);
  const last = async (): Promise<string[]> => world.api.store.redis.zrange(KEY, '-2', '-1');
  try {
    const before = (await last())[1];
    await eventually(async () => (await last())[1] !== before);
    now += 200;
    await eventually(async () => (await last())[0]?.startsWith('[1799999940000,') === true);
    expect((await last())[0]).toMatch(/,2\]$/);
  } finally {
    await kept.stop();
  }
});
