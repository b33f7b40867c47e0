import { rowOf } from '../../../markets/markets.js';
import { rowLayoutOf } from '../../../markets/rowLayout.ts';
import type { Store } from '../../../store/redis/connect.ts';
import { dataKey } from '../../../store/redis/keys.ts';
import { writeSeries } from '../../../store/values/series.ts';
import { readManyRows, readWindow, type Window } from '../../../store/values/window.ts';
import { openTestStore } from '../../testStore.ts';

const KEY = dataKey('spot', 'btcusdt', 'klines', 1);
const MINUTE = 60_000;
const FIRST = 1_800_000_000_000;
const ROWS = 400;

let store: Store;
let close: () => Promise<void>;
beforeEach(async () => {
  ({ store, close } = await openTestStore());
});
afterEach(() => close());

const at = (index: number): number => FIRST + index * MINUTE;

async function write(from: number, to: number, retention = ROWS, trades = 1): Promise<void> {
  const rows = [];
  for (let index = from; index < to; index++) {
    const fields = [at(index), '1', '2', '1', '1.5', '3', at(index + 1) - 1, '4', trades, '1', '1', '0', 1];
    rows.push({ score: at(index), member: JSON.stringify(fields) });
  }
  await writeSeries(store, KEY, rows, {
    ...{ fence: 1, asOf: at(to), source: 'simulator', kind: 'candles', retention, confirmsNewest: true },
    layout: rowLayoutOf(rowOf('spot', 'klines')),
  });
}

const windows: [string, Window][] = [
  ['the newest', { most: 50, which: 'newest' }],
  ['all', { most: 1_000, which: 'newest' }],
  ['the newest up to a score', { most: 60, which: 'newest', to: at(200) }],
  ['the newest up to a score near the beginning', { most: 60, which: 'newest', to: at(20) }],
  ['the newest from a score on', { most: 60, which: 'newest', from: at(350) }],
  ['the oldest from a score on', { most: 60, which: 'oldest', from: at(100) }],
  ['the oldest of all', { most: 60, which: 'oldest', from: 0 }],
  ['the oldest between two', { most: 500, which: 'oldest', from: at(10), to: at(90) }],
  ['none', { most: 60, which: 'oldest', from: at(2_000) }],
  ['few', { most: 3, which: 'newest' }],
];

describe.each([
  ['all are shown', ROWS],
  ['the oldest are hidden', ROWS - 3],
])('many rows, of which %s', (_, retention) => {
  it.each(windows)('%s: as by one command', async (__, window) => {
    await write(0, ROWS, retention);
    expect(await readManyRows(store, KEY, window)).toEqual(await readWindow(store, KEY, window));
  });
});

it('nothing is stored, or something else: as by one command', async () => {
  const window = { most: 50, which: 'newest' } as const;
  expect(await readManyRows(store, KEY, window)).toEqual(await readWindow(store, KEY, window));
  await store.redis.set(KEY, 'text');
  expect((await readManyRows(store, KEY, window)).members).toEqual([]);
});

it('where rows change between what is read of them, all is read at once', async () => {
  await write(0, ROWS);
  const { redis } = store;
  const window = { most: 50, which: 'newest' } as const;
  const rows = jest.spyOn(redis, 'zrangeBuffer');
  rows.mockImplementationOnce(async () => {
    rows.mockRestore();
    const members = await redis.zrangeBuffer(KEY, -50, '-1');
    await write(ROWS - 1, ROWS + 1, ROWS, 2);
    return members;
  });
  const version = jest.spyOn(redis, 'hget');
  version.mockImplementationOnce(async (key, field) => {
    version.mockRestore();
    for (;;) {
      const now = await redis.hget(String(key), String(field));
      if (now !== String(at(ROWS))) return now;
    }
  });
  const read = await readManyRows(store, KEY, window);
  expect(read).toEqual(await readWindow(store, KEY, window));
  expect(read.meta?.version).toBe(at(ROWS) + 1);
});
