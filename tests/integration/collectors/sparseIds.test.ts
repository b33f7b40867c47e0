import { catchUp } from '../../../collectors/history/catchUp.ts';
import { seriesSetup } from '../../../collectors/ingest/seriesSetup.ts';
import { pollSeries } from '../../../collectors/sources/polled/pollSeries.ts';
import { binanceSpot } from '../../../exchanges/binance/spot/connector.ts';
import type { Exchange } from '../../../exchanges/connector.ts';
import { openHttp } from '../../../exchanges/http.ts';
import type { SeriesFeed } from '../../../model/feed.ts';
import { scoreOf } from '../../../model/seriesRow.ts';
import { dataKey } from '../../../store/redis/keys.ts';
import { readGaps, writeGaps } from '../../../store/values/gaps.ts';
import { readSeries } from '../../../store/values/series.ts';
import { openTestStore, type TestStore } from '../../testStore.ts';
import { idOf, openSparseExchange, PAGE, type SparseExchange, sparseTrades } from './sparseExchange.ts';
import { workerAlone } from './workerAlone.ts';

const NOW = Date.UTC(2026, 10, 19, 12, 0, 30);
const RETENTION = 320;
const key = dataKey('spot', 'btcusdt', 'trades');
let test: TestStore;
let sparse: SparseExchange;
let exchange: Exchange;
beforeEach(async () => {
  test = await openTestStore();
  sparse = await openSparseExchange(1000, NOW - 86_400_000);
  exchange = openHttp(binanceSpot, { baseUrl: sparse.url, apiKeys: () => [] });
});
afterEach(async () => {
  exchange.close();
  await sparse.close();
  await test.close();
});

/** A worker that starts: a poll of the newest rows, and steps backwards. */
function start(feed: SeriesFeed = sparseTrades) {
  const alone = workerAlone({
    ...{
      test,
      exchange,
      now: NOW,
      worker: 'trades',
      feedName: 'trades',
      feed,
      retention: RETENTION,
      key,
    },
  });
  const { context, pair, counted } = alone;
  const setup = seriesSetup(context, alone.settings);
  const step = () => catchUp(context, setup, { pair, series: pair.series });
  return {
    pair,
    poll: () => pollSeries(context, setup, { pair, series: pair.series }),
    step,
    /** Steps until one asks for nothing; how many asked. */
    async stepAll(): Promise<number> {
      const before = sparse.asked;
      for (let steps = 0; steps < 100; steps++) {
        const asked = sparse.asked;
        await step();
        if (sparse.asked === asked) break;
      }
      return sparse.asked - before;
    },
    /** Rows written. */
    written: () => counted.rows ?? 0,
  };
}
const stored = async () => (await readSeries(test.store, key, { offset: 0 }, 10_000)).rows.map(scoreOf).toReversed();
const gaps = async () => (await readGaps(test.store, 'trades')).toSorted((one, other) => one.from - other.from);
/** Ids of the newest trades that there are. */
const newest = (rows: number) => Array.from({ length: rows }, (_, index) => idOf(sparse.count - rows + index));

/** All that is kept is stored; then the exchange has some more while nobody collects. */
async function outageOf(rows: number): Promise<{ from: number; to: number }> {
  const before = start();
  await before.poll();
  await before.stepAll();
  const from = idOf(sparse.count - 1) + 1;
  sparse.count += rows;
  return { from, to: idOf(sparse.count - PAGE) - 1 };
}

it('history comes down to retention a page at a time, and no further', async () => {
  const { poll, stepAll } = start();
  await poll();
  // A page ends with a row that is stored.
  expect(await stepAll()).toBe(Math.ceil((RETENTION - PAGE) / (PAGE - 1)));
  expect(await stored()).toEqual(newest(RETENTION));
  expect(await stepAll()).toBe(0);
  expect(await gaps()).toEqual([]);
});

it('history ends where the exchange has no more', async () => {
  sparse.count = 120;
  const { poll, stepAll } = start();
  await poll();
  expect(await stepAll()).toBe(2);
  expect(await stored()).toEqual(newest(120));
  expect(await stepAll()).toBe(0);
});

it('history goes on where the process before has left off', async () => {
  const first = start();
  await first.poll();
  for (let page = 0; page < 2; page++) await first.step();
  expect(await stored()).toEqual(newest(PAGE + 2 * (PAGE - 1)));
  const next = start();
  await next.poll();
  await next.stepAll();
  expect(await stored()).toEqual(newest(RETENTION));
  expect(first.written() + next.written()).toBeLessThan(RETENTION + PAGE);
});

it('what comes while polls go on is fetched page by page, from the last row on', async () => {
  const { poll, stepAll } = start();
  await poll();
  await stepAll();
  sparse.count += 3 * PAGE + 7;
  await poll();
  expect(await stored()).toEqual(newest(RETENTION));
  expect(await gaps()).toEqual([]);
});

it("an outage's rows are fetched from the top, a page at a time: each once, and none is lost", async () => {
  const span = await outageOf(230);
  const { poll, stepAll, written } = start();
  await poll();
  expect(await gaps()).toMatchObject([{ ...span, cause: 'collector-down', state: 'open', left: span.to, rows: 0 }]);
  expect(await stepAll()).toBe(Math.ceil((230 - PAGE) / (PAGE - 1)));
  expect(await stored()).toEqual(newest(RETENTION));
  expect(await gaps()).toMatchObject([{ ...span, state: 'filled', left: null, rows: 230 - PAGE }]);
  expect(written()).toBe(230);
  expect(await stepAll()).toBe(0);
});

it('what the exchange does not keep any more is not asked for: history ends there, and a gap is closed', async () => {
  const { older } = sparseTrades;
  if (older === undefined) throw new TypeError('it has older rows');
  const forgetful = { ...sparseTrades, older: { ...older, keptFrom: () => idOf(sparse.count) } };
  const first = start(forgetful);
  await first.poll();
  expect(await first.stepAll()).toBe(0);
  expect(first.pair.series).toMatchObject({ fill: null, isHistoryOver: true });
  const span = await outageOf(230);
  const next = start(forgetful);
  await next.poll();
  expect(await next.stepAll()).toBe(0);
  expect(await gaps()).toMatchObject([{ ...span, left: null, rows: 0 }]);
});

it('a gap that a process before has begun to fill is filled on from there', async () => {
  const span = await outageOf(230);
  const first = start();
  await first.poll();
  await first.step();
  expect(await gaps()).toMatchObject([
    { ...span, state: 'open', left: idOf(sparse.count - 2 * PAGE + 1) - 1, rows: PAGE - 1 },
  ]);
  const next = start();
  await next.poll();
  await next.stepAll();
  expect(await stored()).toEqual(newest(RETENTION));
  expect(await gaps()).toMatchObject([{ ...span, state: 'filled', left: null, rows: 230 - PAGE }]);
  expect(first.written() + next.written()).toBe(230);
});

it('of an outage longer than retention what is kept is fetched, and the rest has expired', async () => {
  const span = await outageOf(900);
  const { poll, stepAll } = start();
  await poll();
  expect(await stepAll()).toBe(Math.ceil((RETENTION - PAGE) / (PAGE - 1)));
  expect(await stored()).toEqual(newest(RETENTION));
  const oldest = idOf(sparse.count - RETENTION);
  expect(await gaps()).toMatchObject([
    { from: span.from, to: oldest - 1, state: 'expired', left: null, rows: 0 },
    { from: oldest, to: span.to, state: 'filled', left: null },
  ]);
});

it.each<[string, (right: readonly object[]) => readonly object[]]>([
  ['is empty', () => []],
  ['is of a replica that lags', (right) => right.slice(0, -20)],
  ['is a page of which only the row above can be read', (right) => right.map((row, at) => (at < PAGE - 1 ? {} : row))],
])('an answer that %s does not end a gap: it is asked again', async (_name, wrong) => {
  const span = await outageOf(230);
  const { pair, poll, step, stepAll } = start();
  await poll();
  sparse.wrong.push(wrong);
  await expect(step()).rejects.toMatchObject({ code: 'invalid-payload' });
  expect(await gaps()).toMatchObject([{ ...span, state: 'open', left: span.to, rows: 0 }]);
  pair.older.holds.clear();
  await stepAll();
  expect(await stored()).toEqual(newest(RETENTION));
  expect(await gaps()).toMatchObject([{ ...span, state: 'filled', rows: 230 - PAGE }]);
});

it('a page of history of which only the row above can be read does not end the history', async () => {
  const { pair, poll, step, stepAll } = start();
  await poll();
  sparse.wrong.push((right) => right.map((row, at) => (at < PAGE - 1 ? {} : row)));
  await expect(step()).rejects.toMatchObject({ code: 'invalid-payload' });
  pair.older.holds.clear();
  await stepAll();
  expect(await stored()).toEqual(newest(RETENTION));
});

it('rows that came bad are on record, asked for once more, and the rows around them are not lost', async () => {
  const span = await outageOf(230);
  const { poll, stepAll } = start();
  await poll();
  const bad = idOf(sparse.count - PAGE - 10);
  sparse.wrong.push((right) => right.map((row) => ('a' in row && row.a === bad ? { ...row, q: 'x' } : row)));
  await stepAll();
  expect(await stored()).toEqual(newest(RETENTION + 1).filter((id) => id !== bad));
  const spoilt = (await gaps()).find(({ from }) => from === bad);
  expect(spoilt).toMatchObject({ to: bad, cause: 'invalid-row', state: 'unfillable', left: bad });
  await writeGaps(
    test.store,
    'trades',
    7,
    (await gaps()).map((gap) => ({ ...gap, changedAt: NOW - 60_000 })),
  );
  const next = start();
  await next.poll();
  await next.stepAll();
  expect(await stored()).toEqual(newest(RETENTION));
  expect(await gaps()).toMatchObject([
    { from: span.from, to: span.to, state: 'filled' },
    { from: bad, to: bad, cause: 'invalid-row', state: 'filled', left: null, rows: 1 },
  ]);
});

describe('the newest stored row comes back bad for good:', () => {
  /** Its id stays right. */
  const spoil = (id: number) => (right: readonly object[]) =>
    right.map((row) => ('a' in row && row.a === id ? { ...row, q: 'x' } : row));
  let bad: number;
  beforeEach(async () => {
    const before = start();
    await before.poll();
    await before.stepAll();
    bad = idOf(sparse.count - 1);
    sparse.wrong.push(...Array.from({ length: 20 }, () => spoil(bad)));
  });

  it('what follows it is stored', async () => {
    sparse.count += 5;
    const { pair, poll } = start();
    await poll();
    expect(pair.series.doubt).toBeNull();
    expect(await stored()).toEqual(newest(RETENTION));
  });

  it('while nothing does the series is confirmed at the second look', async () => {
    const { pair, poll } = start();
    await poll();
    expect(pair.series).toMatchObject({ doubt: null, badLast: bad, isResuming: false });
    const next = start();
    next.pair.series.badLast = pair.series.badLast;
    await next.poll();
    expect(next.pair.series).toMatchObject({ doubt: null, confirmedAt: NOW });
  });
});

it.each<[string, object]>([
  ['is bad', { q: 'x' }],
  ['cannot be read at all', { a: 'x' }],
])('a gap is filled where the row above it %s for good', async (_name, wrong) => {
  const span = await outageOf(230);
  const above = idOf(sparse.count - PAGE);
  const { poll, stepAll } = start();
  await poll();
  const spoil = (right: readonly object[]) =>
    right.map((row) => ('a' in row && row.a === above ? { ...row, ...wrong } : row));
  sparse.wrong.push(...Array.from({ length: 20 }, () => spoil));
  await stepAll();
  expect(await stored()).toEqual(newest(RETENTION));
  expect(await gaps()).toMatchObject([{ ...span, state: 'filled', left: null, rows: 230 - PAGE }]);
});
