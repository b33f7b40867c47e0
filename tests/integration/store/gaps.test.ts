import { rowOf } from '../../../markets/markets.js';
import { rowLayoutOf } from '../../../markets/rowLayout.ts';
import type { SeriesRow } from '../../../model/seriesRow.ts';
import { dataKey, gapsKey } from '../../../store/redis/keys.ts';
import {
  countOpenGaps,
  findHoles,
  type Gap,
  MOST_GAPS,
  readGaps,
  removeGaps,
  writeGaps,
} from '../../../store/values/gaps.ts';
import { forgetPair, readKnownPairs, rememberPair } from '../../../store/values/knownPairs.ts';
import { readSeries, writeSeries } from '../../../store/values/series.ts';
import { openTestStore, type TestStore } from '../../testStore.ts';

let test: TestStore;
beforeAll(async () => {
  test = await openTestStore();
});
afterAll(() => test.close());
beforeEach(() => test.store.redis.flushdb());

const worker = 'klines-1';
const key = gapsKey(worker);
const MINUTE = 60_000;
const T0 = 1_790_000_040_000;

const gap = (fields: Partial<Gap> = {}): Gap => ({
  code: 'btcusdt',
  from: T0,
  to: T0 + 4 * MINUTE,
  cause: 'exchange-down',
  state: 'open',
  foundAt: T0 + 10 * MINUTE,
  changedAt: T0 + 10 * MINUTE,
  left: T0 + 4 * MINUTE,
  rows: 0,
  ...fields,
});
/** An entry found, and closed, so many ms after the first. */
const closed = (index: number, fields: Partial<Gap> = {}): Gap =>
  gap({ from: index, to: index, foundAt: T0 + index, changedAt: T0 + index, state: 'filled', left: null, ...fields });

const write = (gaps: readonly Gap[], fence = 7) => writeGaps(test.store, worker, fence, gaps);
const read = () => readGaps(test.store, worker);
const openCount = async () => (await countOpenGaps(test.store, [worker]))[0];

describe('the ledger', () => {
  it('keeps entries as they are written, newest found first', async () => {
    const gaps = [closed(3), closed(1), closed(2, { code: 'ethusdt' })];
    await write(gaps);
    expect(await read()).toEqual([gaps[0], gaps[2], gaps[1]]);
  });

  it('replaces the entry of the same pair and start, and only that', async () => {
    await write([gap(), gap({ code: 'ethusdt' }), gap({ from: T0 + MINUTE })]);
    const progress = gap({ left: T0 + MINUTE, rows: 3, to: T0 + 5 * MINUTE });
    await write([progress], 8);
    expect(await read()).toEqual([gap({ from: T0 + MINUTE }), progress, gap({ code: 'ethusdt' })]);
  });

  it('of a worker that found nothing is empty', async () => {
    await write([]);
    expect([await read(), await openCount(), await test.store.redis.exists(key)]).toEqual([[], 0, 0]);
  });

  it('counts its open entries, whatever becomes of them', async () => {
    await write([gap({ from: 1 }), gap({ from: 2 }), closed(3), gap({ from: 4, code: 'ethusdt' })]);
    expect(await openCount()).toBe(3);
    await write([gap({ from: 1 }), gap({ from: 2, state: 'unfillable', left: null })]);
    expect(await openCount()).toBe(2);
    await write([closed(3, { state: 'open' })]);
    expect(await openCount()).toBe(3);
    await removeGaps(test.store, worker, 7, 'btcusdt');
    expect(await openCount()).toBe(1);
    await writeGaps(test.store, 'trades', 1, [gap({ from: 1 })]);
    expect(await countOpenGaps(test.store, ['trades', 'klines-5', worker])).toEqual([1, 0, 1]);
  });

  it('refuses a lower fence, and changes nothing', async () => {
    await write([gap()], 7);
    await expect(write([gap({ rows: 9 }), gap({ from: 1 })], 6)).rejects.toMatchObject({ reason: 'fenced' });
    await expect(removeGaps(test.store, worker, 6, 'btcusdt')).rejects.toMatchObject({ reason: 'fenced' });
    expect([await read(), await openCount()]).toEqual([[gap()], 1]);
    await write([gap({ rows: 1 })], 7);
    await write([gap({ rows: 2 })], 8);
    await expect(write([gap({ rows: 3 })], 7)).rejects.toMatchObject({ reason: 'fenced' });
    expect(await read()).toEqual([gap({ rows: 2 })]);
  });

  it('loses the entries of a pair that is removed, not those of a pair whose name begins with it', async () => {
    await write([gap(), closed(1), gap({ code: 'btcusdtx' })]);
    await removeGaps(test.store, worker, 8, 'btcusdt');
    expect(await read()).toEqual([gap({ code: 'btcusdtx' })]);
    await expect(write([gap()], 7)).rejects.toMatchObject({ reason: 'fenced' });
  });

  it('is not begun by a removal', async () => {
    await removeGaps(test.store, worker, 7, 'btcusdt');
    expect(await test.store.redis.exists(key)).toBe(0);
  });
});

describe('the bound of the ledger', () => {
  const range = (count: number, from = 0) => Array.from({ length: count }, (_, index) => from + index);

  it('lets the closed entries go that changed longest ago, and no open one', async () => {
    await write([gap({ from: 900_000, changedAt: 1, foundAt: 1 })]);
    await write(range(MOST_GAPS - 1, 1).map((index) => closed(index)));
    expect(await read()).toHaveLength(MOST_GAPS);
    // Found first, but changed last.
    await write([closed(1, { changedAt: T0 + 5000, state: 'expired' })]);
    await write([closed(2000), closed(2001)]);
    const kept = await read();
    expect(kept).toHaveLength(MOST_GAPS);
    const starts = new Set(kept.map(({ from }) => from));
    expect([1, 2, 3, 4, 2000, 2001, 900_000].filter((from) => !starts.has(from))).toEqual([2, 3]);
    expect(await openCount()).toBe(1);
  });

  it('holds for one large write too, and for open entries when nothing else is left', async () => {
    await write(range(MOST_GAPS + 5).map((index) => closed(index, { state: 'open' })));
    expect((await read()).map(({ from }) => from)).toEqual(range(MOST_GAPS, 5).reverse());
    expect(await openCount()).toBe(MOST_GAPS);
    await write([closed(9000)]);
    expect((await read()).some(({ from }) => from === 9000)).toBe(false);
  });

  it('lets what cannot be read go before all else', async () => {
    await write(range(MOST_GAPS - 2).map((index) => closed(index)));
    await test.store.redis.hset(key, 'btcusdt:9001', '{"state":', 'btcusdt:9002', 'null');
    await write([closed(9003), closed(9004)]);
    expect(await test.store.redis.hmget(key, 'btcusdt:9001', 'btcusdt:9002')).toEqual([null, null]);
    expect(await read()).toHaveLength(MOST_GAPS);
  });
});

it.each([
  ['no JSON', '{"code":"btcusdt"'],
  ['null', 'null'],
  ['a number', '7'],
  ['empty', ''],
  ['without a field', JSON.stringify({ ...gap({ from: 1 }), cause: undefined })],
  ['of an unknown state', JSON.stringify({ ...gap({ from: 1 }), state: 'lost' })],
  ['of a name that is every object’s', JSON.stringify({ ...gap({ from: 1 }), cause: 'constructor' })],
  ['with an end before its start', JSON.stringify({ ...gap({ from: 1 }), to: 0 })],
  ['with a price for a start', JSON.stringify({ ...gap({ from: 1 }), from: '1' })],
  ['of another place', JSON.stringify(gap({ from: 2 }))],
])('an entry that is %s is left out and hinders nobody', async (_, damaged) => {
  await write([closed(5)]);
  await test.store.redis.hset(key, 'btcusdt:1', damaged);
  expect(await read()).toEqual([closed(5)]);
  await write([closed(6)]);
  await removeGaps(test.store, worker, 7, 'ethusdt');
  expect(await read()).toEqual([closed(6), closed(5)]);
  await write([closed(1)]);
  expect(await read()).toContainEqual(closed(1));
});

describe('holes between stored rows', () => {
  const series = dataKey('spot', 'btcusdt', 'trades');
  const trade = (id: number): SeriesRow => ({ score: id, member: JSON.stringify([id, '10', '1', id, id, T0, false]) });
  const store = async (ids: readonly number[], retention = 1_000_000) => {
    const context = {
      fence: 1,
      asOf: T0,
      source: 'binance',
      kind: 'aggTrades',
      layout: rowLayoutOf(rowOf('spot', 'trades')),
      retention,
      confirmsNewest: true,
    } as const;
    await writeSeries(test.store, series, ids.map(trade), context);
  };
  /** Ids without those in the way: so many from `from` on. */
  const ids = (from: number, count: number) => Array.from({ length: count }, (_, index) => from + index);

  it('are none in a series that has none, is empty or has one row', async () => {
    expect(await findHoles(test.store, series, 1)).toEqual([]);
    await store([5]);
    expect(await findHoles(test.store, series, 1)).toEqual([]);
    await store(ids(5, 100));
    expect(await findHoles(test.store, series, 1)).toEqual([]);
  });

  it('are found oldest first, with the rows at their edges', async () => {
    await store([...ids(10, 5), ...ids(20, 1), ...ids(23, 3)]);
    expect(await findHoles(test.store, series, 1)).toEqual([
      { after: 14, before: 20 },
      { after: 20, before: 23 },
    ]);
    expect(await findHoles(test.store, series, 3)).toEqual([{ after: 14, before: 20 }]);
  });

  it('are found where one look ends and the next begins, and at the far ends', async () => {
    // One look ends at the 500th row, the next at the 999th.
    await store([1, ...ids(3, 499), ...ids(3000, 499), ...ids(9000, 500), 12_000]);
    expect(await findHoles(test.store, series, 1)).toEqual([
      { after: 1, before: 3 },
      { after: 501, before: 3000 },
      { after: 3498, before: 9000 },
      { after: 9499, before: 12_000 },
    ]);
  });

  it('of candles are told by their open times, exactly', async () => {
    const candles = dataKey('spot', 'btcusdt', 'klines', 1);
    const rows = [0, 1, 2, 5, 6].map((index) => ({ score: T0 + index * MINUTE, member: `[${T0 + index * MINUTE}]` }));
    const context = { fence: 1, asOf: T0, source: 'binance', retention: 9, confirmsNewest: true };
    await writeSeries(test.store, candles, rows, {
      ...context,
      kind: 'candles',
      layout: rowLayoutOf(rowOf('spot', 'klines')),
    });
    expect(await findHoles(test.store, candles, MINUTE)).toEqual([{ after: T0 + 2 * MINUTE, before: T0 + 5 * MINUTE }]);
  });

  it('are not invented while rows come and old ones go', async () => {
    const kept = 3000;
    await store(ids(1, kept), kept);
    let next = kept + 1;
    let isDone = false;
    const writing = (async () => {
      // Every write trims as much as it adds: ranks shift under the looks, several of them for each.
      while (!isDone) {
        await store(ids(next, 300), kept);
        next += 300;
      }
    })();
    for (let round = 0; round < 20; round += 1) expect(await findHoles(test.store, series, 1)).toEqual([]);
    isDone = true;
    await writing;
    expect(next).toBeGreaterThan(3 * kept);
  });
});

describe('the removal of a pair', () => {
  const series = dataKey('spot', 'btcusdt', 'klines', 1);
  const context = {
    asOf: T0,
    source: 'binance',
    kind: 'candles',
    layout: rowLayoutOf(rowOf('spot', 'klines')),
    retention: 9,
    confirmsNewest: true,
  } as const;
  const row: SeriesRow = { score: T0, member: `[${T0}]` };
  beforeEach(async () => {
    await rememberPair(test.store, worker, 'btcusdt');
    await writeSeries(test.store, series, [row], { ...context, fence: 7 });
    await write([gap(), gap({ code: 'ethusdt' })]);
  });

  it('takes its rows and its gaps', async () => {
    await forgetPair(test.store, worker, 'btcusdt', series, 7);
    expect(await test.store.redis.exists(series, `${series}:meta`)).toBe(0);
    expect([await read(), await readKnownPairs(test.store, worker)]).toEqual([[gap({ code: 'ethusdt' })], []]);
  });

  it('is refused to a writer that another one has followed', async () => {
    await expect(forgetPair(test.store, worker, 'btcusdt', series, 6)).rejects.toMatchObject({ reason: 'fenced' });
    expect((await readSeries(test.store, series, { offset: 0 }, 9)).rows).toEqual([row.member]);
    expect([(await read()).length, await readKnownPairs(test.store, worker)]).toEqual([2, ['btcusdt']]);
  });
});
