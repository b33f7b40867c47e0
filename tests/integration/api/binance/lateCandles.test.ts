import { setImmediate } from 'node:timers/promises';
import { createCandles } from '../../../../api/binance/candles.ts';
import type { Pages } from '../../../../api/pages/page.ts';
import { createPages } from '../../../../api/pages/pages.ts';
import { keepCandles } from '../../../../bench/dialect/keepCandles.ts';
import type { Params } from '../../../../model/endpoint.ts';
import type { SeriesRow } from '../../../../model/seriesRow.ts';
import type { Change } from '../../../../store/values/changes.ts';
import { eventually } from '../../../eventually.ts';
import { type DialectWorld, MINUTE, openDialectWorld, storedCandles, textOf } from './dialectWorld.ts';
import { minute, PATH, whose } from './minuteCandles.ts';

/* Collectors that store the candle that is over a second late, and nobody who could be asked instead. */

const KEY = 'spot:{btcusdt}:klines:1';

let world: DialectWorld;
/** Reads of the store. */
let reads: number;
/** Waits for an announcement. */
let waits: number;
let pages: Pages;
let changes: { close(): void };
/** Announcements that are on their way to the pages for longer than those to others; null: none is held back. */
let heldBack: Change[] | null;
beforeEach(async () => {
  world = await openDialectWorld();
  [reads, waits] = [0, 0];
  const kept = createPages({
    read(from) {
      reads += 1;
      return from(world.api.store);
    },
  });
  pages = {
    ...kept,
    onNext(key, listener) {
      waits += 1;
      return kept.onNext(key, listener);
    },
  };
  heldBack = null;
  const onChange = (change: Change) => (heldBack === null ? pages.onChange(change) : void heldBack.push(change));
  changes = await world.api.follow({ ...pages, onChange });
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

/** The same once it is final, with more trades than it ever had, and the next one. */
async function storeFinal(): Promise<void> {
  const rows = await stored({ limit: 2 });
  await store(
    rows.map(({ score, member }) => {
      const fields = JSON.parse(member) as unknown[];
      return { score, member: JSON.stringify([...fields.slice(0, 8), 2_000_000, ...fields.slice(9)]) };
    }),
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
  await storeFinal();
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

describe('a process to which an announcement comes later than what it reads', () => {
  const announce = () => {
    for (const change of heldBack ?? []) pages.onChange(change);
    heldBack = null;
  };
  /** Some time passes with each look: who asks without end meets its deadline, and nothing else has its turn until then. */
  const counting = () => {
    let ms = 0;
    return Object.assign(() => (ms += 0.1), { pass: (more: number) => (ms += more) });
  };

  /** Who waits does not stop the process, and gets the new candle once it is announced. */
  async function expectToWait(asked: Promise<string | null>): Promise<void> {
    let hasEnded = false;
    const answer = asked.finally(() => {
      hasEnded = true;
    });
    answer.catch(() => undefined);
    const before = waits;
    await eventually(() => waits > before || hasEnded);
    // Whatever has its turn now would have waited for the deadline of one who asks without end.
    await setImmediate();
    expect(hasEnded).toBe(false);
    announce();
    await storeFinal();
    expect(await answer).toContain(`[${minute + MINUTE},`);
  }

  it('waits for it, where its own page was read before and the newest candles after', async () => {
    world.now = minute + MINUTE - 500;
    await store(await stored({ limit: 100 }));
    const candles = createCandles({ ...world.context(), callers: () => null }, pages, counting());
    const ask = () => textOf(candles(world.asked(PATH, { ...whose, limit: 50 })));
    await ask();
    expect(reads).toBe(1);
    heldBack = [];
    await storeForming(1_000_000);
    world.now = minute + MINUTE + 300;
    await expectToWait(ask());
  }, 20_000);

  it('waits for it, where the newest candles were read before and its own page after', async () => {
    const monotonic = counting();
    const ask = await passBoundary(monotonic);
    const early = ask({ limit: 50 });
    early.catch(() => undefined);
    await eventually(() => reads === 2);
    // Those who were there gave up: what they looked at is kept.
    monotonic.pass(5_000);
    await expect(early).rejects.toMatchObject({ status: 503 });
    heldBack = [];
    await storeForming(1_000_000);
    await expectToWait(ask({ limit: 70 }));
  }, 20_000);
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
