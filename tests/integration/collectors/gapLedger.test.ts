import { createGapLedger, type FoundGap, isOnRecord } from '../../../collectors/gaps/gapLedger.ts';
import { trades } from '../../../exchanges/binance/spot/feeds/trades.ts';
import { readGaps, writeGaps } from '../../../store/values/gaps.ts';
import { configOf } from '../../configOf.ts';
import { openTestStore, type TestStore } from '../../testStore.ts';

let test: TestStore;
beforeAll(async () => {
  test = await openTestStore();
});
afterAll(() => test.close());
afterEach(() => test.store.redis.del('collector:gaps:trades'));

const gap = (code: string, from: number, state: FoundGap['state'] = 'open'): FoundGap => ({
  code,
  from,
  to: from + 9,
  cause: 'redis-down',
  state,
  rows: 0,
});
const { scores } = trades(configOf({ pairs: ['btcusdt'] }).feeds.trades);
const open = (fence = 7) => createGapLedger(test.store, 'trades', () => fence);

it('what pairs record at the same time is all known at once', async () => {
  const ledger = open();
  await ledger.pendingOf('a');
  const codes = ['a', 'b', 'c', 'd'];
  await Promise.all(codes.map((code) => ledger.record([gap(code, 10)], 1)));
  for (const code of codes) expect(await ledger.pendingOf(code)).toMatchObject([{ code, from: 10, left: 19 }]);
  expect(await readGaps(test.store, 'trades')).toHaveLength(4);
});

it('what is recorded while it is first read is known, too', async () => {
  const ledger = open();
  const [, first] = await Promise.all([ledger.record([gap('a', 10)], 1), ledger.pendingOf('a')]);
  expect(first.length).toBeLessThanOrEqual(1);
  expect(await ledger.pendingOf('a')).toHaveLength(1);
});

it('hands out the highest open gap first, and knows what is open or not to be asked for again', async () => {
  const ledger = open();
  await ledger.record([gap('a', 10), gap('a', 50), gap('a', 30, 'unfillable'), gap('a', 70, 'filled')], 1);
  expect((await ledger.pendingOf('a')).map(({ from }) => from)).toEqual([50, 10]);
  const knows = (code: string, from: number, to: number) => isOnRecord(ledger, code, { from, to }, scores);
  expect(await knows('a', 12, 19)).toBe(true);
  expect(await knows('a', 30, 39)).toBe(true);
  expect(await knows('a', 70, 79)).toBe(false);
  expect(await knows('a', 12, 20)).toBe(false);
  expect(await knows('b', 12, 19)).toBe(false);
  await ledger.record([gap('a', 20)], 1);
  expect(await knows('a', 12, 33)).toBe(true);
});

it.each(['begun-anew', 'source-changed'] as const)(
  'what was removed (%s) says nothing of rows with the same scores',
  async (cause) => {
    const ledger = open();
    await ledger.record([{ ...gap('a', 10, 'expired'), cause }], 1);
    expect(await isOnRecord(ledger, 'a', { from: 12, to: 14 }, scores)).toBe(false);
  },
);

it('a bad row is unfillable at once, and still to be asked for once more', async () => {
  const ledger = open();
  await ledger.record([{ ...gap('a', 10, 'unfillable'), cause: 'invalid-row' }], 1);
  expect(await ledger.pendingOf('a')).toMatchObject([{ from: 10, state: 'unfillable', left: 19 }]);
});

it('once told to forget it sees what another process has written', async () => {
  const ledger = open();
  expect(await ledger.pendingOf('a')).toEqual([]);
  await writeGaps(test.store, 'trades', 7, [{ ...gap('a', 10), foundAt: 1, changedAt: 1, left: 19 }]);
  expect(await ledger.pendingOf('a')).toEqual([]);
  ledger.forget();
  expect(await ledger.pendingOf('a')).toHaveLength(1);
});

it('keeps no more in memory than Redis does', async () => {
  const ledger = open();
  for (let batch = 0; batch < 13; batch++) {
    await ledger.record(
      Array.from({ length: 100 }, (_, index) => gap('a', (batch * 100 + index) * 10, 'filled')),
      batch,
    );
    await ledger.pendingOf('a');
  }
  expect((await ledger.within('a', { from: 0, to: 20_000 })).length).toBeLessThanOrEqual(1100);
});

it('writes nothing without the lease', async () => {
  await expect(open(0).record([gap('a', 10)], 1)).rejects.toMatchObject({ reason: 'fenced' });
  expect(await readGaps(test.store, 'trades')).toEqual([]);
});
