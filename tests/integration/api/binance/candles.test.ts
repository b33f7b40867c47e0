import fc from 'fast-check';
import type { Answerer } from '../../../../api/binance/asked.ts';
import { createCandles } from '../../../../api/binance/candles.ts';
import { tradedRow } from '../../../../api/binance/series/candleRow.ts';
import { readSeriesPage, seriesPages } from '../../../../api/binance/series/seriesPage.ts';
import { type CallerGate, NoRoom } from '../../../../gateway/callers/callerGate.ts';
import type { Params } from '../../../../model/endpoint.ts';
import { type Gap, writeGaps } from '../../../../store/values/gaps.ts';
import { eventually } from '../../../eventually.ts';
import { AT, type DialectWorld, MINUTE, openDialectWorld, storedCandles, textOf } from './dialectWorld.ts';

const PATH = '/api/v3/klines';
const minute = Math.floor(AT / MINUTE) * MINUTE;
const whose = { symbol: 'BTCUSDT', interval: '1m' };

let world: DialectWorld;
let candles: Answerer;
beforeEach(async () => {
  world = await openDialectWorld();
  candles = createCandles(world.context(), world.api.cache);
});
afterEach(() => world.close());

const ask = (params: Params, path = PATH) => textOf(candles(world.asked(path, { ...whose, ...params })));
const tell = (params: Params) => world.told(PATH, { ...whose, ...params });

/** Stores the newest candles as the simulator answers them now. */
async function collect(count = 1000, lastState: 0 | 1 | 2 = 1): Promise<void> {
  await world.store('klines', storedCandles(await tell({ limit: count }), lastState), { interval: 1 });
}

describe('candles from memory', () => {
  it.each([
    ['the newest, as many as by default', {}],
    ['one', { limit: 1 }],
    ['all that are stored', { limit: 1000 }],
    ['from a time on', { startTime: minute - 100 * MINUTE, limit: 7 }],
    ['from a time between two candles', { startTime: minute - 100 * MINUTE + 1, limit: 7 }],
    ['from a time on up to now', { startTime: minute - 100 * MINUTE }],
    ['up to a time', { endTime: minute - 300 * MINUTE, limit: 20 }],
    ['up to a time within a candle', { endTime: minute - 300 * MINUTE + 30_000, limit: 20 }],
    ['up to a time to come', { endTime: minute + 300 * MINUTE, limit: 20 }],
    ['between two times', { startTime: minute - 50 * MINUTE, endTime: minute - 10 * MINUTE }],
    ['between two times, of which a few', { startTime: minute - 50 * MINUTE, endTime: minute - 10 * MINUTE, limit: 3 }],
    ['of one time', { startTime: minute - 50 * MINUTE, endTime: minute - 50 * MINUTE }],
    ['in the time zone of the exchange', { timeZone: '0', limit: 5 }],
  ] as [string, Params][])('%s: to the letter what the exchange answers', async (_, params) => {
    await collect();
    const expected = await tell(params);
    expect(await ask(params)).toBe(expected);
    // From memory now.
    expect(await ask(params)).toBe(expected);
    expect(world.sent).toEqual([]);
  });

  it.each([
    ['before what is stored', { startTime: minute - 2000 * MINUTE, limit: 5 }],
    ['from the first candle of all', { startTime: 0, limit: 1 }],
    ['up to a time before what is stored', { endTime: minute - 2000 * MINUTE }],
    ['more than is stored', { endTime: minute - 900 * MINUTE, limit: 500 }],
    ['of another time zone', { timeZone: '8' }],
    ['of seconds', { interval: '1s' }],
    ['of a pair that is not collected', { symbol: 'LTCUSDT' }],
    ['of an interval without rows', { interval: '5m' }],
    ['of a time to come', { startTime: minute + 10 * MINUTE }],
  ] as [string, Params][])('are not answered %s', async (_, params) => {
    await collect();
    expect(await ask(params)).toBeNull();
  });

  it('are not answered once nobody has confirmed them for a while, nor while the pair is not traded', async () => {
    await collect();
    expect(await ask({ limit: 2 })).not.toBeNull();
    world.now += 6_000;
    expect(await ask({ limit: 2 })).toBeNull();
  });

  it('are not answered where a stored row is damaged', async () => {
    await collect(20);
    await world.known(async () => {
      await world.api.store.redis.zremrangebyscore('spot:{btcusdt}:klines:1', minute - MINUTE, minute - MINUTE);
      await world.api.store.redis.zadd('spot:{btcusdt}:klines:1', minute - MINUTE, '[1,"x');
      await world.api.latest('price', { symbol: 'BTCUSDT', price: '1' });
    });
    expect(await ask({ limit: 5 })).toBeNull();
    expect(world.api.messages.join()).toContain('spot:{btcusdt}:klines:1');
  });
});

describe('a series that is shorter than what is asked for', () => {
  it('is answered where the exchange has nothing before it, which is asked for once', async () => {
    const first = JSON.parse(
      await world.told(PATH, { ...whose, interval: '1w', startTime: 0, limit: 1 }),
    )[0][0] as number;
    const all = await world.told(PATH, { ...whose, interval: '1w', startTime: first, limit: 1000 });
    expect(JSON.parse(all).length).toBeLessThan(1000);
    await world.store('klines', storedCandles(all), { interval: 10_080 });
    for (let round = 0; round < 3; round++) expect(await ask({ interval: '1w', limit: 1000 })).toBe(all);
    expect(world.sent).toEqual([`${PATH}?symbol=BTCUSDT&interval=1w&limit=1&startTime=0`]);
  });

  it('is not where there is more, or nobody can be asked', async () => {
    await collect(20);
    expect(await ask({ limit: 100 })).toBeNull();
    candles = createCandles({ ...world.context(), callers: () => null }, world.api.cache);
    expect(await ask({ limit: 100 })).toBeNull();
  });
});

it('who has no weight left takes nothing from others who ask for the same', async () => {
  const gate = world.context().callers('spot') as CallerGate;
  const refusing: CallerGate = {
    symbols: () => gate.symbols(),
    async fetch(request, caller) {
      await eventually(() => true);
      if (caller === 'a flooder') throw new NoRoom('throttled', 'no weight is left', 1_000);
      return gate.fetch(request, caller);
    },
  };
  candles = createCandles({ ...world.context(), callers: () => refusing }, world.api.cache);
  const by = (caller: string, params: Params) =>
    textOf(candles({ ...world.asked(PATH, { ...whose, ...params }), caller })).catch(() => 'refused');
  const week = { ...whose, interval: '1w', limit: 1000 };
  const all = await world.told(PATH, { ...week, startTime: 0 });
  await world.store('klines', storedCandles(all), { interval: 10_080 });
  expect(await Promise.all(['a flooder', 'a flooder', 'a bot'].map((caller) => by(caller, week)))).toEqual([
    null,
    null,
    all,
  ]);
  world.now = minute + MINUTE - 500;
  await collect(100);
  world.now = minute + MINUTE + 300;
  const expected = await tell({ limit: 50 });
  const answers = await Promise.all(['a flooder', 'a bot', 'a flooder'].map((caller) => by(caller, { limit: 50 })));
  expect(answers[1]).toBe(expected);
});

describe('a hole between stored candles', () => {
  const gap = (state: Gap['state'], cause: Gap['cause'] = 'exchange-gap', to = minute - 8 * MINUTE): Gap => ({
    code: 'btcusdt',
    from: minute - 9 * MINUTE,
    to,
    cause,
    state,
    foundAt: AT,
    changedAt: AT,
    left: null,
    rows: 0,
  });

  async function collectWithHole(): Promise<string> {
    const rows = JSON.parse(await tell({ limit: 100 })) as [number][];
    const without = JSON.stringify(rows.filter(([open]) => open < minute - 9 * MINUTE || open > minute - 8 * MINUTE));
    await world.store('klines', storedCandles(without), { interval: 1 });
    return without;
  }

  it('is answered as it is where the exchange has no such candles', async () => {
    await writeGaps(world.api.store, 'klines-1', 1, [gap('unfillable')]);
    const without = await collectWithHole();
    expect(await ask({ limit: 98 })).toBe(without);
    const around = [{ startTime: minute - 9 * MINUTE }, { endTime: minute - 8 * MINUTE, limit: 5 }];
    const rows = JSON.parse(without) as unknown[];
    const shown = await Promise.all(around.map(async (params) => JSON.parse((await ask(params)) ?? 'null') as unknown));
    expect(shown).toEqual([rows.slice(-8), rows.slice(-13, -8)]);
  });

  it.each([
    ['is not on record', []],
    ['is still to be filled', [gap('open')]],
    ['has candles that cannot be right', [gap('unfillable', 'invalid-row')]],
    ['is on record in part', [gap('unfillable', 'exchange-gap', minute - 9 * MINUTE)]],
    ['is another pair’s', [{ ...gap('unfillable'), code: 'ethusdt' }]],
  ] as [string, Gap[]][])('is never answered where it %s', async (_, gaps) => {
    await writeGaps(world.api.store, 'klines-1', 1, gaps);
    await collectWithHole();
    expect(await ask({ limit: 20 })).toBeNull();
    expect(await ask({ startTime: minute - 20 * MINUTE })).toBeNull();
    expect(await ask({ startTime: minute - 8 * MINUTE })).toBeNull();
    expect(await ask({ endTime: minute - 8 * MINUTE, limit: 5 })).toBeNull();
    expect(await ask({ limit: 8 })).not.toBeNull();
  });
});

it('however a series changes, a page that is patched is the page that is read anew', async () => {
  await world.close();
  const windows: Params[] = [
    { limit: 5 },
    { limit: 40 },
    { startTime: minute - 10 * MINUTE },
    { startTime: minute - 10 * MINUTE, limit: 12 },
    { endTime: minute + 2 * MINUTE, limit: 9 },
    { startTime: minute - 10 * MINUTE, endTime: minute + MINUTE, limit: 500 },
  ];
  const step = fc.record({
    /** How many candles further the newest one is. */
    on: fc.constantFrom(0, 0, 0, 1, 1, 2, 5),
    /** Rows that are written, the newest last. */
    rows: fc.integer({ min: 1, max: 6 }),
    history: fc.boolean(),
    asks: fc.boolean(),
  });
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 12 }), async (steps) => {
      world = await openDialectWorld();
      candles = createCandles(world.context(), world.api.cache);
      try {
        let newest = minute;
        let trades = 0;
        const row = (open: number): [number, ...unknown[]] => {
          trades += 1;
          return [open, '1', '2', '1', '1.5', '3', open + MINUTE - 1, '4', trades, '1', '1', '0'];
        };
        const write = async (from: number, to: number, isHistory = false) => {
          const rows = [];
          for (let open = from; open <= to; open += MINUTE) rows.push(row(open));
          const last = isHistory ? 2 : 1;
          const options = { interval: 1, retention: 45, confirmsNewest: !isHistory };
          await world.store('klines', storedCandles(JSON.stringify(rows), last), options);
        };
        await write(minute - 30 * MINUTE, minute);
        let oldest = minute - 30 * MINUTE;
        for (const { on, rows, history, asks } of steps) {
          if (history) {
            await write(oldest - rows * MINUTE, oldest - MINUTE, true);
            oldest -= rows * MINUTE;
          } else {
            const before = newest;
            newest += on * MINUTE;
            world.now = newest + 20_000;
            await write(Math.min(before, newest - (rows - 1) * MINUTE), newest);
          }
          if (!asks) continue;
          const fresh = createCandles({ ...world.context(), callers: () => null }, world.unfollowed());
          for (const window of windows) {
            const direct = await textOf(fresh(world.asked(PATH, { ...whose, ...window })));
            expect([window, await textOf(candles(world.asked(PATH, { ...whose, ...window })))]).toEqual([
              window,
              direct,
            ]);
          }
        }
      } finally {
        await world.close();
      }
    }),
    { numRuns: 12 },
  );
  world = await openDialectWorld();
});

it('a page is read anew where what was written of it has not been announced yet', async () => {
  await collect(60);
  const query = {
    key: 'spot:{btcusdt}:klines:1',
    window: { most: 20, which: 'newest' },
    kind: 'candles',
    rowOf: tradedRow,
    previous: (score: number) => score - MINUTE,
    next: (score: number) => score + MINUTE,
  } as const;
  const page = await readSeriesPage(world.api.store, query);
  const write = async (minutes: number) => {
    const at = minute - minutes * MINUTE;
    const row = JSON.parse(await world.told(PATH, { ...whose, startTime: at, endTime: at, limit: 1 })) as unknown[][];
    for (const each of row) each[8] = 7;
    await world.store('klines', storedCandles(JSON.stringify(row), 2), { interval: 1 });
  };
  await write(1);
  const version = page.version + 1;
  const change = { key: query.key, version, asOf: world.now, lowest: minute - MINUTE, total: 60 };
  expect(seriesPages.follow(page, change)).toBe('behind');
  expect((await seriesPages.patch?.(page, world.api.store))?.version).toBe(version);
  await write(5);
  expect(await seriesPages.patch?.(page, world.api.store)).toBeNull();
});

describe('at the end of a candle', () => {
  /** The minute is over, and nothing of the next one is stored. */
  async function passBoundary(): Promise<void> {
    world.now = minute + MINUTE - 500;
    await collect(100);
    world.now = minute + MINUTE + 300;
  }

  /** The exchange, with other rows, as of some time ago. */
  function answering(rowsOf: (rows: unknown[]) => unknown[], ageMs = 0): CallerGate {
    const gate = world.context().callers('spot') as CallerGate;
    return {
      symbols: () => gate.symbols(),
      async fetch(request, caller) {
        const passed = await gate.fetch(request, caller);
        return {
          ...passed,
          ageMs,
          isKept: ageMs > 0,
          body: JSON.stringify(rowsOf(JSON.parse(passed.body) as unknown[])),
        };
      },
    };
  }

  it('the next one comes of one fetch that all who ask share', async () => {
    await passBoundary();
    const expected = await tell({ limit: 50 });
    const all = await Promise.all([ask({ limit: 50 }), ask({ limit: 50 }), ask({ limit: 20 })]);
    expect(all[0]).toBe(expected);
    expect(all[1]).toBe(expected);
    expect(all[2]).toBe(await tell({ limit: 20 }));
    expect(world.sent).toEqual([`${PATH}?symbol=BTCUSDT&interval=1m&limit=3`]);
    // A moment later that is still so.
    expect(await ask({ limit: 50 })).toBe(expected);
    expect(world.sent.length).toBe(1);
  });

  it.each([1, 2, 3])('so it does where what is fetched has all %d that are asked for', async (limit) => {
    await passBoundary();
    for (const params of [{ limit }, { limit, endTime: minute + MINUTE }])
      expect([params, await ask(params)]).toEqual([params, await tell(params)]);
  });

  it('no answer ends with the one that is over while the exchange does not list the next one, unless it never does', async () => {
    await passBoundary();
    const known = storedCandles(await world.told(PATH, { ...whose, limit: 100, endTime: minute }));
    candles = createCandles(
      { ...world.context(), callers: () => answering((rows) => rows.slice(0, -1)) },
      world.api.cache,
    );
    await expect(ask({ limit: 50 })).rejects.toMatchObject({ status: 503, exchangeCode: -1001 });
    expect(world.sent.length).toBe(2);
    world.now = minute + MINUTE + 6_000;
    await world.store('klines', known, { interval: 1 });
    expect(await ask({ limit: 50 })).toBe(JSON.stringify((JSON.parse(await tell({ limit: 51 })) as []).slice(0, -1)));
  });

  it('it is not there by an answer of before, nor is that borne out by what has come since', async () => {
    await passBoundary();
    candles = createCandles({ ...world.context(), callers: () => answering((rows) => rows, 1_500) }, world.api.cache);
    await expect(ask({ limit: 50 })).rejects.toMatchObject({ status: 503, exchangeCode: -1001 });
  });

  it('what comes while somebody waits is looked at as the first page is', async () => {
    await passBoundary();
    world.isOpen = false;
    const waiting = ask({ limit: 50 });
    await eventually(() => world.sent.length > 0);
    const beyond = storedCandles(await world.told(PATH, { ...whose, startTime: minute, endTime: minute, limit: 1 }), 2);
    world.now = minute + 2 * MINUTE + 300;
    const next = storedCandles(await tell({ limit: 1 }));
    await world.store('klines', [...beyond, ...next], { interval: 1 });
    // The candle between them is missing.
    expect(await waiting).toBeNull();
  });

  it('nobody waits for an older candle to be final, which no fetch of the newest ones brings', async () => {
    await passBoundary();
    const older = storedCandles(await world.told(PATH, { ...whose, endTime: minute - 7 * MINUTE, limit: 1 }), 1);
    await world.known(async () => {
      await world.api.store.redis.zremrangebyscore('spot:{btcusdt}:klines:1', minute - 7 * MINUTE, minute - 7 * MINUTE);
      const [{ score, member } = { score: 0, member: '' }] = older;
      await world.api.store.redis.zadd('spot:{btcusdt}:klines:1', score, member);
      await world.api.latest('price', { symbol: 'BTCUSDT', price: '1' });
    });
    world.api.cache.clear();
    expect(await ask({ limit: 50 })).toBeNull();
    expect(world.sent).toEqual([]);
    expect(await ask({ limit: 5 })).toBe(await tell({ limit: 5 }));
  });

  it('it comes of the collectors where they are first, and nothing is fetched', async () => {
    await passBoundary();
    const asked = ask({ limit: 50 });
    await collect(3);
    expect(await asked).toBe(await tell({ limit: 50 }));
    expect(world.sent).toEqual([]);
  });

  it('it does not appear while the one before it is not final', async () => {
    await passBoundary();
    world.isOpen = false;
    const rows = storedCandles(await tell({ limit: 2 })).map(({ score, member }) => ({
      score,
      member: member.replace(/,2\]$/, ',1]'),
    }));
    await world.store('klines', rows, { interval: 1 });
    await expect(ask({ limit: 50 })).rejects.toMatchObject({ status: 503, exchangeCode: -1001 });
  });

  it('nobody waits for long, whatever the exchange does', async () => {
    await passBoundary();
    world.gate = new Promise(() => undefined);
    const before = performance.now();
    await expect(ask({ limit: 50 })).rejects.toMatchObject({ status: 503, exchangeCode: -1001 });
    expect(performance.now() - before).toBeLessThan(2_000);
  });

  it('what ends before it is answered at once', async () => {
    await passBoundary();
    world.isOpen = false;
    const params = { endTime: minute - MINUTE, limit: 10 };
    expect(await ask(params)).toBe(await tell(params));
  });

  it('a window that ends with it waits for its final figures', async () => {
    await passBoundary();
    const params = { endTime: minute, limit: 10 };
    expect(await ask(params)).toBe(await tell(params));
    expect(world.sent.length).toBe(1);
  });
});

it.each([
  ['/fapi/v1/klines', { symbol: 'BTCUSDT' }, 'klines'],
  ['/fapi/v1/continuousKlines', { pair: 'BTCUSDT', contractType: 'PERPETUAL' }, 'klines-perpetual'],
] as const)('futures: %s to the letter', async (path, params, feed) => {
  const all = { ...params, interval: '1m', limit: 700 };
  const body = await world.told(path, all);
  await world.store(feed, storedCandles(body), { market: 'usdm', interval: 1, asOf: world.now });
  for (const limit of [1, 499, 700]) {
    const some = { ...all, limit };
    expect(await textOf(candles(world.asked(path, some)))).toBe(await world.told(path, some));
  }
});

it.each([
  ['/fapi/v1/markPriceKlines', { symbol: 'BTCUSDT' }, 'klines-mark'],
  ['/fapi/v1/indexPriceKlines', { pair: 'BTCUSDT' }, 'klines-index'],
  ['/fapi/v1/premiumIndexKlines', { symbol: 'BTCUSDT' }, 'klines-premium'],
] as const)('futures: %s, but for the number of prices that they were made of', async (path, params, feed) => {
  const asked = { ...params, interval: '5m', limit: 100 };
  const rows = JSON.parse(await world.told(path, asked)) as [number, ...unknown[]][];
  const stored = rows.map((row, index) => ({
    score: row[0],
    member: JSON.stringify([...row.slice(0, 5), row[6], index < rows.length - 1 ? 2 : 1]),
  }));
  await world.store(feed, stored, { market: 'usdm', interval: 5 });
  const expected = rows.map((row) => row.map((field, index) => (index === 8 ? 0 : field)));
  expect(await textOf(candles(world.asked(path, asked)))).toBe(JSON.stringify(expected));
});
