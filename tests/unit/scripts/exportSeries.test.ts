import { gridScores, idScores, type Scores } from '../../../model/scores.ts';
import type { SeriesRow } from '../../../model/seriesRow.ts';
import { exportSeries } from '../../../scripts/export/exportSeries.ts';
import { noTotals } from '../../../scripts/export/progress.ts';

const MINUTE = 60_000;

/** A series of which the exchange has all rows, and Redis those from `oldest` on, which rises each time that the exchange is asked. */
function worldOf(scores: Scores, rows: readonly SeriesRow[], timeOf: (row: SeriesRow) => number) {
  const totals = noTotals('btcusdt');
  const given: number[] = [];
  const world = {
    totals,
    given,
    oldest: 0,
    /** How far it rises, ms, one after the other. */
    rises: [] as number[],
    /** Ranges for which the exchange was asked. */
    asked: [] as number[][],
    run(from: number | null, to: number) {
      const between = (low: number, high: number) => rows.filter((row) => timeOf(row) >= low && timeOf(row) <= high);
      return exportSeries({
        ...{ totals, scores, from, to, signal: new AbortController().signal },
        sink: {
          add(_code, member) {
            const score = Number(member);
            given.push(score);
            return { time: timeOf({ score, member }), isForming: false };
          },
        },
        stored: { ends: async () => ({ oldest: world.oldest, newest: to }) },
        lots: {
          async *before(low, high) {
            world.asked.push([low, high]);
            const found = between(low, high);
            world.oldest += world.rises.shift() ?? 0;
            yield { rows: found, sources: { rest: found.length } };
          },
          async *within(low, high) {
            const found = between(Math.max(low, world.oldest), high);
            yield { rows: found, sources: { stored: found.length } };
          },
          tell: async () => undefined,
        },
        write: async () => undefined,
      });
    },
  };
  return world;
}

const rowAt = (score: number): SeriesRow => ({ score, member: String(score) });
const candles = Array.from({ length: 200 }, (_, index) => rowAt(index * MINUTE));

test('candles that retention removes while the exchange is asked are asked for, too', async () => {
  const world = worldOf(gridScores(1, 1000), candles, ({ score }) => score);
  world.oldest = 100 * MINUTE;
  world.rises = [5 * MINUTE, 3 * MINUTE];
  await world.run(0, 199 * MINUTE);
  expect(world.given).toEqual(candles.map(({ score }) => score));
  expect(world.totals).toMatchObject({ rows: 200, holeCount: 0, sources: { rest: 109, stored: 91 } });
  expect(world.asked).toEqual([
    [0, 100 * MINUTE - 1],
    [100 * MINUTE, 106 * MINUTE - 1],
    [106 * MINUTE, 109 * MINUTE - 1],
  ]);
});

test('trades that retention removes all the time are caught up with', async () => {
  const trades = Array.from({ length: 3000 }, (_, index) => rowAt(index));
  // Three at a time, each 100 ms.
  const world = worldOf(idScores(1000), trades, ({ score }) => Math.floor(score / 3) * 100);
  world.oldest = 10_000;
  world.rises = [5_000, 200, 200, 200];
  await world.run(0, 99_900);
  expect(world.given).toEqual(trades.map(({ score }) => score));
  expect(world.totals.holeCount).toBe(0);
  expect(world.asked).toEqual([
    [0, 10_000],
    [10_000, 75_000],
  ]);
});

test.each([
  ['before the oldest stored row nothing is certain', 0, null],
  ['from the oldest stored row on there must be all', 120 * MINUTE, 120 * MINUTE],
  ['without a begin it is the oldest stored row', null, 100 * MINUTE],
])('%s', async (_name, from, certain) => {
  // Listed at the oldest stored row: the exchange has nothing before it.
  const world = worldOf(gridScores(1, 1000), candles.slice(100), ({ score }) => score);
  world.oldest = 100 * MINUTE;
  expect(await world.run(from, 199 * MINUTE)).toEqual({ from: certain });
  expect(world.totals.holeCount).toBe(0);
});

test('trades whose time has stepped back are there after an export goes on', async () => {
  const trades = Array.from({ length: 100 }, (_, index) => rowAt(index));
  const world = worldOf(idScores(1000), trades, ({ score }) => (score === 50 ? 4_000 : score * 100));
  Object.assign(world.totals, { first: { score: 0, time: 0 }, last: { score: 49, time: 4_900 }, rows: 50 });
  await world.run(0, 9_900);
  expect(world.given).toEqual(trades.slice(50).map(({ score }) => score));
  expect(world.totals).toMatchObject({ rows: 100, holeCount: 0, sources: { stored: 50 } });
});
