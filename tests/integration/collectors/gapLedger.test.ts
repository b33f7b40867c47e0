import { createGapLedger, type FoundGap } from '../../../collectors/gapLedger.ts';
import { readGaps, writeGaps } from '../../../store/gaps.ts';
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
const open = (fence = 7) => createGapLedger(test.store, 'trades', () => fence);

it('what pairs record at the same time is all known at once', async () => {
  const ledger = open();
  await ledger.openOf('a');
  const codes = ['a', 'b', 'c', 'd'];
  await Promise.all(codes.map((code) => ledger.record([gap(code, 10)], 1)));
  for (const code of codes) expect(await ledger.openOf(code)).toMatchObject([{ code, from: 10, left: 19 }]);
  expect(await readGaps(test.store, 'trades')).toHaveLength(4);
});

it('what is recorded while it is first read is known, too', async () => {
  const ledger = open();
  const [, first] = await Promise.all([ledger.record([gap('a', 10)], 1), ledger.openOf('a')]);
  expect(first.length).toBeLessThanOrEqual(1);
  expect(await ledger.openOf('a')).toHaveLength(1);
});

it('hands out the highest open gap first, and knows what is open or not to be asked for again', async () => {
  const ledger = open();
  await ledger.record([gap('a', 10), gap('a', 50), gap('a', 30, 'unfillable'), gap('a', 70, 'filled')], 1);
  expect((await ledger.openOf('a')).map(({ from }) => from)).toEqual([50, 10]);
  expect(await ledger.knows('a', 12, 19)).toBe(true);
  expect(await ledger.knows('a', 30, 39)).toBe(true);
  expect(await ledger.knows('a', 70, 79)).toBe(false);
  expect(await ledger.knows('a', 12, 20)).toBe(false);
  expect(await ledger.knows('b', 12, 19)).toBe(false);
});

it('once told to forget it sees what another process has written', async () => {
  const ledger = open();
  expect(await ledger.openOf('a')).toEqual([]);
  await writeGaps(test.store, 'trades', 7, [{ ...gap('a', 10), foundAt: 1, changedAt: 1, left: 19 }]);
  expect(await ledger.openOf('a')).toEqual([]);
  ledger.forget();
  expect(await ledger.openOf('a')).toHaveLength(1);
});

it('writes nothing without the lease', async () => {
  await expect(open(0).record([gap('a', 10)], 1)).rejects.toMatchObject({ reason: 'fenced' });
  expect(await readGaps(test.store, 'trades')).toEqual([]);
});
