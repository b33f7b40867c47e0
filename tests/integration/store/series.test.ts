import { rowOf } from '../../../markets/markets.js';
import { type RowLayout, rowLayoutOf } from '../../../markets/rowLayout.ts';
import type { SeriesRow } from '../../../model/seriesRow.ts';
import { dataKey, metaKey } from '../../../store/redis/keys.ts';
import { readSeries, type SeriesWrite, writeSeries } from '../../../store/values/series.ts';
import { openTestStore, type TestStore } from '../../testStore.ts';
import { followAnnouncements } from './announcements.ts';

let test: TestStore;
beforeAll(async () => {
  test = await openTestStore();
});
afterAll(() => test.close());
beforeEach(() => test.store.redis.flushdb());

const key = dataKey('spot', 'btcusdt', 'klines', 1);
const layout = rowLayoutOf(rowOf('spot', 'klines'));
const withoutOrder = { ...layout, order: 0 };
const MINUTE = 60_000;
const T0 = 1_790_000_040_000;

/** A stored candle: `state` 1 forming, 2 final. */
const candle = (index: number, trades: number, state: 0 | 1 | 2, close = '10.5'): SeriesRow => ({
  score: T0 + index * MINUTE,
  member: JSON.stringify([
    T0 + index * MINUTE,
    '10',
    '11',
    '9',
    close,
    '1',
    T0 + index * MINUTE + 59_999,
    '10',
    trades,
    '0',
    '0',
    '0',
    state,
  ]),
});
const trade = (id: number): SeriesRow => ({ score: id, member: JSON.stringify([id, '10', '1', id, id, T0, false]) });

const write = (rows: readonly SeriesRow[], options: Partial<SeriesWrite> = {}, at = key) =>
  writeSeries(test.store, at, rows, {
    fence: 1,
    asOf: T0,
    source: 'binance',
    kind: 'candles',
    layout,
    retention: 1000,
    confirmsNewest: true,
    ...options,
  });
const stored = async (at = key) => (await readSeries(test.store, at, { offset: 0 }, 100)).rows;

it('keeps rows newest first and says how many there are', async () => {
  await write([candle(0, 5, 2), candle(1, 3, 1)]);
  const page = await readSeries(test.store, key, { offset: 0 }, 10);
  expect(page).toMatchObject({ total: 2, rows: [candle(1, 3, 1).member, candle(0, 5, 2).member], kind: 'candles' });
  expect(page.meta).toEqual({ asOf: T0, changedAt: T0, version: T0, source: 'binance' });
});

it('an unchanged poll moves asOf and nothing else', async () => {
  await write([candle(0, 5, 1)]);
  const { changed } = await write([candle(0, 5, 1)], { asOf: T0 + 1000 });
  expect(changed).toBe(0);
  expect((await readSeries(test.store, key, { offset: 0 }, 1)).meta).toEqual({
    asOf: T0 + 1000,
    changedAt: T0,
    version: T0,
    source: 'binance',
  });
});

it('a changed row raises the version by one', async () => {
  await write([candle(0, 5, 1)]);
  await write([candle(0, 6, 1)], { asOf: T0 + 1000 });
  const { meta, rows } = await readSeries(test.store, key, { offset: 0 }, 10);
  expect(meta).toMatchObject({ version: T0 + 1, changedAt: T0 + 1000 });
  expect(rows).toEqual([candle(0, 6, 1).member]);
});

describe('refuses, and stores nothing:', () => {
  const cases: [string, Partial<SeriesWrite>, string][] = [
    ['a lower fence', { fence: 6, asOf: T0 + 1000 }, 'fenced'],
    ['a lower fence before a lower asOf', { fence: 6, asOf: T0 - 1000 }, 'fenced'],
    ['a late reply whose rows have no order', { fence: 7, asOf: T0 - 1, layout: withoutOrder }, 'late'],
    ['a late reply of another kind', { fence: 7, asOf: T0 - 1, kind: 'trades' }, 'late'],
    ['late history of another kind', { fence: 7, asOf: T0 - 1, kind: 'trades', confirmsNewest: false }, 'late'],
    ['history of another kind', { fence: 7, asOf: T0 + 1, kind: 'trades', confirmsNewest: false }, 'late'],
    [
      'late history that would drop rows',
      { fence: 7, asOf: T0 - 1, keepFrom: T0 + MINUTE, confirmsNewest: false },
      'late',
    ],
    ['a late reply that would remove rows', { fence: 7, asOf: T0 - 1, keepTo: 'none' }, 'late'],
    ['a late reply that would drop rows', { fence: 7, asOf: T0 - 1, keepFrom: T0 + MINUTE }, 'late'],
  ];
  it.each(cases)('%s', async (_name, options, reason) => {
    await write([candle(0, 5, 1)], { fence: 7 });
    await expect(write([candle(0, 9, 1), candle(1, 1, 1)], options)).rejects.toMatchObject({ reason });
    expect(await stored()).toEqual([candle(0, 5, 1).member]);
    expect((await readSeries(test.store, key, { offset: 0 }, 1)).meta?.asOf).toBe(T0);
  });
});

describe('a candle already stored', () => {
  const cases: [string, SeriesRow, SeriesRow, boolean, object][] = [
    ['forming, gives way to more trades', candle(0, 5, 1), candle(0, 6, 1, '10.6'), true, { regressed: 0 }],
    ['forming, gives way to other values at as many trades', candle(0, 5, 1), candle(0, 5, 1, '10.6'), true, {}],
    ['forming, stays when the other has fewer trades', candle(0, 5, 1), candle(0, 4, 1), false, { regressed: 1 }],
    [
      'forming, stays when one called final has fewer trades',
      candle(0, 5, 1),
      candle(0, 4, 2),
      false,
      { regressed: 1 },
    ],
    ['forming, gives way to a sum of as many trades', candle(0, 5, 1), candle(0, 5, 0), true, {}],
    ['forming, stays when a sum has fewer trades', candle(0, 5, 1), candle(0, 4, 0), false, { regressed: 1 }],
    ['rolled up, gives way to the final one even with fewer trades', candle(0, 5, 0), candle(0, 4, 2), true, {}],
    ['final, stays when the other is rolled up', candle(0, 5, 2), candle(0, 9, 0), false, { regressed: 1 }],
    ['final, stays when the other still forms', candle(0, 5, 2), candle(0, 9, 1), false, { regressed: 1 }],
    ['final, gives way to a restated final one', candle(0, 5, 2), candle(0, 7, 2), true, { restated: 1 }],
  ];
  it.each(cases)('%s', async (_name, old, next, replaced, counts) => {
    await write([old]);
    expect(await write([next], { asOf: T0 + 1000 })).toMatchObject(counts);
    expect(await stored()).toEqual([(replaced ? next : old).member]);
  });

  it('forming, gives way to a final one with fewer trades a minute after its end', async () => {
    await write([candle(0, 5, 1)]);
    const asOf = T0 + 2 * MINUTE;
    await write([candle(0, 4, 2)], { asOf: asOf - 2 });
    expect(await stored()).toEqual([candle(0, 5, 1).member]);
    await write([candle(0, 4, 2)], { asOf });
    expect(await stored()).toEqual([candle(0, 4, 2).member]);
  });
});

it('drops what lies below the lowest score that is kept', async () => {
  await write([0, 1, 2].map((index) => candle(index, 1, 2)));
  expect(await write([candle(5, 1, 1)], { keepFrom: candle(2, 1, 2).score })).toMatchObject({ total: 2 });
  expect(await stored()).toEqual([candle(5, 1, 1).member, candle(2, 1, 2).member]);
});

it('takes an asOf from before a clock that was far ahead', async () => {
  await write([candle(0, 5, 1)], { asOf: T0 + 3_600_000 });
  await write([candle(0, 6, 1)], { asOf: T0 });
  expect((await readSeries(test.store, key, { offset: 0 }, 1)).meta?.asOf).toBe(T0);
});

it('history adds rows but neither moves asOf nor replaces a final row', async () => {
  await write([candle(5, 5, 2)]);
  await write([candle(4, 4, 2), candle(5, 9, 2)], { confirmsNewest: false, asOf: T0 + 9000 });
  const { rows, meta } = await readSeries(test.store, key, { offset: 0 }, 10);
  expect(rows).toEqual([candle(5, 5, 2).member, candle(4, 4, 2).member]);
  expect(meta).toMatchObject({ asOf: T0, version: T0 + 1 });
});

it('trims to retention, the oldest first', async () => {
  await write(
    [0, 1, 2, 3].map((index) => candle(index, 1, 2)),
    { retention: 3 },
  );
  expect(await stored()).toEqual([3, 2, 1].map((index) => candle(index, 1, 2).member));
});

it('a known trade id is never written again, a missing one between is', async () => {
  const trades = dataKey('spot', 'btcusdt', 'trades');
  const layout = rowLayoutOf(rowOf('spot', 'trades'));
  await write([trade(1), trade(3)], { kind: 'aggTrades', layout }, trades);
  const other = { ...trade(3), member: trade(3).member.replace('"10"', '"99"') };
  await write([trade(2), other, trade(4)], { kind: 'aggTrades', layout }, trades);
  expect(await stored(trades)).toEqual([4, 3, 2, 1].map((id) => trade(id).member));
});

it('another id space clears the series first', async () => {
  const trades = dataKey('spot', 'btcusdt', 'trades');
  const layout = rowLayoutOf(rowOf('spot', 'trades'));
  await write([trade(1), trade(2)], { kind: 'aggTrades', layout }, trades);
  await write([trade(900)], { kind: 'trades', layout, asOf: T0 + 1 }, trades);
  expect(await stored(trades)).toEqual([trade(900).member]);
});

it('announces key, version, asOf, the lowest changed score and the rows there are', async () => {
  const announced = await followAnnouncements(test.store);
  const rows = [candle(0, 5, 2), candle(1, 1, 1)];
  await write(rows);
  await write(rows, { asOf: T0 + 1000 });
  await write([candle(1, 2, 1)], { asOf: T0 + 2000 });
  // A row is dropped for the new one: what counted from it or up to it counts otherwise.
  await write([candle(2, 1, 1)], { asOf: T0 + 3000, retention: 2 });
  await write([candle(2, 1, 1)], { asOf: T0 + 4000, retention: 2, keepFrom: T0 + 2 * MINUTE });
  expect(await announced(5)).toEqual([
    `${key} ${T0} ${T0} ${T0} 2`,
    `${key} ${T0} ${T0 + 1000} - 2`,
    `${key} ${T0 + 1} ${T0 + 2000} ${T0 + MINUTE} 2`,
    `${key} ${T0 + 2} ${T0 + 3000} 0 2 ${T0 + MINUTE} ${T0 + 2 * MINUTE}`,
    `${key} ${T0 + 3} ${T0 + 4000} 0 1`,
  ]);
});

it('pages by rank and by score agree', async () => {
  await write(Array.from({ length: 25 }, (_, index) => candle(index, 1, 2)));
  const second = await readSeries(test.store, key, { offset: 10 }, 10);
  const before = await readSeries(test.store, key, { before: T0 + 15 * MINUTE }, 10);
  expect(before.rows).toEqual(second.rows);
  expect(second.rows).toHaveLength(10);
});

it('a series that is not there reads as empty', async () => {
  expect(await readSeries(test.store, key, { offset: 0 }, 10)).toEqual({ total: 0, rows: [], meta: null, kind: null });
  expect(await test.store.redis.exists(metaKey(key))).toBe(0);
});

describe('candles of another layout', () => {
  const kinds = ['candles'];
  const layout: RowLayout = { kinds, state: 2, end: 0, order: 5 };
  /** Open time, state, high, low, volume, close: no number of trades, and no end. */
  const other = (volume: string | null, state: 0 | 1 | 2, close = '10.5'): SeriesRow => ({
    score: T0,
    member: JSON.stringify([T0, state, '11', '9', volume, close]),
  });
  const cases: [string, SeriesRow, SeriesRow, boolean][] = [
    ['forming, stays when the other has less volume', other('10.5', 1), other('9.75', 1), false],
    ['forming, gives way to more volume', other('9.75', 1), other('10.5', 1), true],
    ['forming, gives way to other values at as much volume', other('9.75', 1), other('9.750', 1, '10.6'), true],
    [
      'forming, gives way to a final one with less volume, as nothing says when it ends',
      other('9', 1),
      other('8', 2),
      true,
    ],
    ['rolled up, stays when another sum has less volume', other('10', 0), other('9', 0), false],
    ['rolled up, gives way to a final one with less volume', other('10', 0), other('9', 2), true],
    ['final, stays when the other still forms', other('10', 2), other('11', 1), false],
    ['final, gives way to a restated final one', other('10', 2), other('9', 2), true],
    ['forming, gives way to any other where the volume is no number', other('x', 1), other('9', 1), true],
    ['forming, gives way to any other without a number for its volume', other('9', 1), other('x', 1), true],
    ['forming, gives way to any other where the volume is endless', other('inf', 1), other('9', 1), true],
    ['forming, gives way to any other where neither has a volume', other(null, 1), other(null, 1, '10.6'), true],
  ];
  it.each(cases)('%s', async (_name, old, next, replaced) => {
    await write([old], { layout });
    expect(await write([next], { layout, asOf: T0 + 1000 })).toMatchObject({ regressed: replaced ? 0 : 1 });
    expect(await stored()).toEqual([(replaced ? next : old).member]);
  });

  it('forming, gives way to the later write where there is no order, though not to a late one', async () => {
    const unordered = { layout: { ...layout, order: 0 } };
    await write([other('10', 1)], unordered);
    await write([other('9', 1)], { ...unordered, asOf: T0 + 1000 });
    await expect(write([other('11', 1)], { ...unordered, asOf: T0 + 500 })).rejects.toMatchObject({ reason: 'late' });
    expect(await stored()).toEqual([other('9', 1).member]);
  });

  it('with an end, a final one with less volume waits for the minute after it', async () => {
    const at = { layout: { kinds, state: 2, end: 3, order: 4 } };
    const ending = (volume: string, state: 1 | 2): SeriesRow => ({
      score: T0,
      member: JSON.stringify([T0, state, T0 + 59_999, volume]),
    });
    await write([ending('10', 1)], at);
    await write([ending('9', 2)], { ...at, asOf: T0 + 2 * MINUTE - 2 });
    expect(await stored()).toEqual([ending('10', 1).member]);
    await write([ending('9', 2)], { ...at, asOf: T0 + 2 * MINUTE });
    expect(await stored()).toEqual([ending('9', 2).member]);
  });
});

it.each(['', 'candle', 'null', 'candles trades', 'aggTrades '])(
  'a damaged kind, %j, says nothing of the rows: they stay, and it is written anew',
  async (kind) => {
    await write([candle(0, 5, 2)]);
    await test.store.redis.hset(metaKey(key), 'kind', kind);
    await write([candle(1, 5, 1)], { asOf: T0 + 1000 });
    expect(await stored()).toEqual([candle(1, 5, 1).member, candle(0, 5, 2).member]);
    expect(await test.store.redis.hget(metaKey(key), 'kind')).toBe('candles');
  },
);
