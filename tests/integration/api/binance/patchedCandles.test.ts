import fc from 'fast-check';
import { createCandles } from '../../../../api/binance/candles.ts';
import { tradedRow } from '../../../../api/binance/series/candleRow.ts';
import { readSeriesPage, seriesPages } from '../../../../api/binance/series/seriesPage.ts';
import type { Params } from '../../../../model/endpoint.ts';
import { MINUTE, openDialectWorld, storedCandles, textOf } from './dialectWorld.ts';
import { minute, minuteCandles, PATH, whose } from './minuteCandles.ts';

const series = minuteCandles();
const { collect } = series;

it('however a series changes, a page that is patched is the page that is read anew', async () => {
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
      const world = await openDialectWorld();
      const candles = createCandles(world.context(), world.api.cache);
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
  const page = await readSeriesPage(series.world.api.store, query);
  const write = async (minutes: number) => {
    const at = minute - minutes * MINUTE;
    const row = JSON.parse(
      await series.world.told(PATH, { ...whose, startTime: at, endTime: at, limit: 1 }),
    ) as unknown[][];
    for (const each of row) each[8] = 7;
    await series.world.store('klines', storedCandles(JSON.stringify(row), 2), { interval: 1 });
  };
  await write(1);
  const version = page.version + 1;
  const change = { key: query.key, version, asOf: series.world.now, lowest: minute - MINUTE, total: 60 };
  expect(seriesPages.follow(page, change)).toBe('behind');
  expect((await seriesPages.patch?.(page, series.world.api.store))?.version).toBe(version);
  await write(5);
  expect(await seriesPages.patch?.(page, series.world.api.store)).toBeNull();
});
