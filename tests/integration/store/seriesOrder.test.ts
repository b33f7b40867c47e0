import fc from 'fast-check';
import { rowOf } from '../../../markets/markets.js';
import { rowLayoutOf } from '../../../markets/rowLayout.ts';
import type { SeriesRow } from '../../../model/seriesRow.ts';
import { dataKey, metaKey } from '../../../store/redis/keys.ts';
import { readSeries, type SeriesWrite, writeSeries } from '../../../store/values/series.ts';
import { openTestStore, type TestStore } from '../../testStore.ts';
import { followAnnouncements } from './announcements.ts';

/** What decides between two states of a row, and what confirms a series: docs/decisions/0013-order-and-confirmation.md. */

let test: TestStore;
beforeAll(async () => {
  test = await openTestStore();
});
afterAll(() => test.close());
beforeEach(() => test.store.redis.flushdb());

const key = dataKey('spot', 'btcusdt', 'klines', 1);
const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const T0 = 1_790_000_040_000;

/** A stored candle: `state` 0 rolled up, 1 forming, 2 final. */
function candle(index: number, trades: number, state: 0 | 1 | 2, close = '10'): SeriesRow {
  const openTime = T0 + index * MINUTE;
  const fields = [openTime, '10', '11', '9', close, '1', openTime + MINUTE - 1, '10', trades, '0', '0', '0', state];
  return { score: openTime, member: JSON.stringify(fields) };
}
const write = (rows: readonly SeriesRow[], asOf: number, options: Partial<SeriesWrite> = {}) =>
  writeSeries(test.store, key, rows, {
    fence: 1,
    asOf,
    source: 'binance',
    kind: 'candles',
    layout: rowLayoutOf(rowOf('spot', 'klines')),
    retention: 1000,
    confirmsNewest: true,
    ...options,
  });
/** Nothing newer than what is stored has come up to `asOf`. */
const confirm = (asOf: number) => write([], asOf);
const stored = async () => {
  const { rows, meta } = await readSeries(test.store, key, { offset: 0 }, 100);
  return { rows, asOf: meta?.asOf };
};
const refusedAt = () => test.store.redis.hget(metaKey(key), 'refusedAt');
const membersOf = (rows: readonly SeriesRow[]): string[] => rows.map(({ member }) => member);

it('trades of a lower asOf than a confirmation are stored, for their ids tell them apart, and asOf stays', async () => {
  const trade = (id: number): SeriesRow => ({ score: id, member: JSON.stringify([id, '10', '1', id, id, T0, false]) });
  const announced = await followAnnouncements(test.store);
  const options = { kind: 'aggTrades', layout: rowLayoutOf(rowOf('spot', 'trades')) } as const;
  await write([trade(1)], T0, options);
  await write([], T0 + SECOND, options);
  expect(await write([trade(2), trade(3)], T0 + 960, options)).toMatchObject({ changed: 2, asOf: T0 + SECOND });
  expect(await stored()).toEqual({ rows: membersOf([trade(3), trade(2), trade(1)]), asOf: T0 + SECOND });
  expect((await announced(3)).at(-1)).toBe(`${key} ${T0 + 1} ${T0 + SECOND} 2 3`);
});

describe('a candle of a lower asOf than the series', () => {
  const cases: [string, SeriesRow | null, SeriesRow, boolean][] = [
    ['that nothing is stored of, is stored', null, candle(1, 1, 1), true],
    ['that knows more trades, is stored', candle(1, 5, 1), candle(1, 6, 1), true],
    ['that knows as many, stays out: nothing but asOf tells', candle(1, 5, 1), candle(1, 5, 1, '10.5'), false],
    ['that knows fewer, stays out', candle(1, 5, 1), candle(1, 4, 1), false],
    ['that is final, is stored', candle(1, 5, 1), candle(1, 5, 2), true],
    ['that is final, replaces a sum', candle(1, 5, 0), candle(1, 4, 2), true],
    ['that is final as the stored one is, stays out', candle(1, 5, 2), candle(1, 6, 2), false],
  ];
  it.each(cases)('%s', async (_name, old, next, isTaken) => {
    await write(old === null ? [candle(0, 1, 2)] : [candle(0, 1, 2), old], T0 + SECOND);
    expect(await write([next], T0)).toMatchObject({ regressed: isTaken ? 0 : 1, restated: 0, asOf: T0 + SECOND });
    const newest = isTaken ? next : (old ?? next);
    expect(await stored()).toEqual({ rows: membersOf([newest, candle(0, 1, 2)]), asOf: T0 + SECOND });
  });

  it('stays out where forming rows outrank sums, too', async () => {
    await write([candle(0, 5, 0)], T0 + SECOND);
    expect(await write([candle(0, 4, 1)], T0, { outranksSums: true })).toMatchObject({ regressed: 1 });
  });
});

it('an older state of the newest row confirms nothing, and neither does anything else until one as new comes', async () => {
  const announced = await followAnnouncements(test.store);
  await write([candle(0, 5, 1)], T0);
  expect(await write([candle(0, 4, 1)], T0 + SECOND)).toMatchObject({ regressed: 1, asOf: T0 });
  expect(await confirm(T0 + 2 * SECOND)).toMatchObject({ asOf: T0 });
  expect(await write([candle(-1, 9, 2)], T0 + 3 * SECOND)).toMatchObject({ changed: 1, asOf: T0 });
  expect(await announced(4)).toEqual([
    `${key} ${T0} ${T0} ${T0} 1`,
    `${key} ${T0} ${T0} - 1`,
    `${key} ${T0} ${T0} - 1`,
    `${key} ${T0 + 1} ${T0} ${T0 - MINUTE} 2`,
  ]);
  expect(await write([candle(0, 5, 1)], T0 + 4 * SECOND)).toMatchObject({ asOf: T0 + 4 * SECOND });
  expect(await confirm(T0 + 5 * SECOND)).toMatchObject({ asOf: T0 + 5 * SECOND });
  expect(await refusedAt()).toBeNull();
});

it('an older state of a row before the newest one does not keep that one from being confirmed', async () => {
  await write([candle(0, 5, 2), candle(1, 3, 1)], T0);
  const lagging = await write([candle(0, 4, 1), candle(1, 4, 1)], T0 + SECOND);
  expect(lagging).toMatchObject({ regressed: 1, asOf: T0 + SECOND });
});

it('a sum of as many trades confirms a final candle, which stays', async () => {
  await write([candle(0, 5, 2)], T0);
  expect(await write([candle(0, 5, 0)], T0 + SECOND)).toMatchObject({ regressed: 1, asOf: T0 + SECOND });
  expect(await write([candle(0, 4, 0)], T0 + 2 * SECOND)).toMatchObject({ regressed: 1, asOf: T0 + SECOND });
});

it('history says nothing of the newest row, neither for it nor against it', async () => {
  await write([candle(0, 5, 1)], T0);
  await write([candle(0, 4, 1)], T0 + SECOND, { confirmsNewest: false });
  expect(await confirm(T0 + 2 * SECOND)).toMatchObject({ asOf: T0 + 2 * SECOND });
  await write([candle(0, 4, 1)], T0 + 3 * SECOND);
  await write([candle(0, 6, 1)], T0 + 4 * SECOND, { confirmsNewest: false });
  expect(await confirm(T0 + 5 * SECOND)).toMatchObject({ asOf: T0 + 2 * SECOND });
});

it('a candle that knows less for a minute since the first refusal is of a market that has begun anew', async () => {
  await write([candle(0, 1_000, 1)], T0);
  const first = T0 + 5 * MINUTE;
  for (let second = 0; second < 60; second++) {
    const asOf = first + second * SECOND;
    expect(await write([candle(0, second, 1)], asOf)).toMatchObject({ regressed: 1, asOf: T0 });
    expect(await confirm(asOf + 500)).toMatchObject({ asOf: T0 });
  }
  const anew = candle(0, 60, 1);
  expect(await write([anew], first + MINUTE)).toMatchObject({ regressed: 0, asOf: first + MINUTE });
  expect(await stored()).toEqual({ rows: [anew.member], asOf: first + MINUTE });
});

it('a final candle stays final, however long the answers say otherwise', async () => {
  await write([candle(0, 5, 2)], T0);
  await write([candle(0, 4, 1)], T0 + SECOND);
  expect(await write([candle(0, 4, 1)], T0 + 10 * MINUTE)).toMatchObject({ regressed: 1, asOf: T0 });
});

it('whatever the order of delivery, the newest state of each candle stays, as of the highest asOf', async () => {
  // Three minutes of a market, as it answers: each time the forming candle and, once there is one, the final one before it.
  const trades = fc.array(fc.nat({ max: 3 }), { minLength: 4, maxLength: 12 }).map((steps) => {
    const perMinute = Math.ceil(steps.length / 3);
    let count = 1;
    let closed: SeriesRow | null = null;
    return steps.map((step, index) => {
      const minute = Math.floor(index / perMinute);
      if (index % perMinute === 0 && index > 0) {
        closed = candle(minute - 1, count, 2);
        count = 1;
      }
      count += step;
      const forming = candle(minute, count, 1);
      return { rows: closed === null ? [forming] : [closed, forming], asOf: T0 + index * SECOND };
    });
  });
  const deliveries = trades.chain((replies) =>
    fc
      .shuffledSubarray([...replies, ...replies], { minLength: replies.length })
      .filter((some) => replies.every((reply) => some.includes(reply)))
      .map((delivered) => ({ replies, delivered })),
  );
  await fc.assert(
    fc.asyncProperty(deliveries, async ({ replies, delivered }) => {
      await test.store.redis.flushdb();
      for (const { rows, asOf } of delivered) await write(rows, asOf);
      const last = new Map(replies.flatMap(({ rows }) => rows).map((row) => [row.score, row.member]));
      const expected = [...last].sort(([one], [other]) => other - one).map(([, member]) => member);
      expect(await stored()).toEqual({ rows: expected, asOf: replies.at(-1)?.asOf });
    }),
    { numRuns: 60 },
  );
});
