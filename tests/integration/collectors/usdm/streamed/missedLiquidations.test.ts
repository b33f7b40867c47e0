import { seriesSetup } from '../../../../../collectors/ingest/seriesSetup.ts';
import { rows } from '../../../../../collectors/sources/streamed/rows.ts';
import { newPairState, type PairState } from '../../../../../collectors/state/pairState.ts';
import { newSeriesState } from '../../../../../collectors/state/seriesState.ts';
import { breakOff, noteFailure } from '../../../../../collectors/state/streamedState.ts';
import { liquidations } from '../../../../../exchanges/binance/usdm/feeds/liquidations.ts';
import { rowOf } from '../../../../../markets/markets.js';
import { rowLayoutOf } from '../../../../../markets/rowLayout.ts';
import { dataKey, metaKey } from '../../../../../store/redis/keys.ts';
import { readGaps } from '../../../../../store/values/gaps.ts';
import { readSeries } from '../../../../../store/values/series.ts';
import { eventually } from '../../../../eventually.ts';
import { openTestStore, type TestStore } from '../../../../testStore.ts';
import { workerAlone } from '../../workerAlone.ts';

const NOW = Date.UTC(2026, 10, 24, 10, 7, 35);
const WORKER = 'usdm-liquidations';
const key = dataKey('usdm', 'btcusdt', 'liquidations');

let test: TestStore;
beforeEach(async () => {
  test = await openTestStore();
});
afterEach(() => test.close());

/** A process that stores liquidations of a pair; times are ms after `NOW`. */
function open() {
  const feed = liquidations();
  const { streamed } = feed;
  if (streamed?.by !== 'rows') throw new Error('they come row by row');
  const exchange = { get: () => Promise.reject(new Error('nobody can ask')), close: () => undefined };
  const alone = workerAlone({
    ...{ test, exchange, now: NOW, worker: WORKER, feedName: 'trades', feed, retention: 500, key },
  });
  const settings = { ...alone.settings, layout: rowLayoutOf(rowOf('usdm', 'liquidations')) };
  const kind = rows(alone.context, streamed, seriesSetup(alone.context, settings));
  const pair: PairState = newPairState({ code: 'btcusdt', symbol: 'BTCUSDT', key });
  // It is followed from now on.
  breakOff(pair);
  return {
    pair,
    /** One is told of at that time. */
    async tell(at: number) {
      const order = { S: 'SELL', o: 'LIMIT', f: 'IOC', q: '0.1', p: '9910', ap: '9910', X: 'FILLED', z: '0.1' };
      const T = NOW + at;
      kind.onEvent(pair, { e: 'forceOrder', E: T + 1, o: { ...order, s: 'BTCUSDT', T } }, T + 1);
      await eventually(() => kind.isSettled(pair));
    },
    /** Nothing newer has come up to then. @returns whether it could be said */
    async confirm(at: number) {
      return (await kind.confirm([{ pair, asOf: NOW + at }])).length === 0;
    },
  };
}

/** What is on record as missed, as [from, to] in ms after `NOW`, both of them missing. */
async function missed(): Promise<readonly (readonly [from: number, to: number])[]> {
  const gaps = await readGaps(test.store, WORKER);
  expect(gaps.filter(({ state }) => state !== 'unfillable')).toEqual([]);
  return gaps
    .map(({ from, to }) => [Math.floor(from / 1000) - NOW, Math.floor(to / 1000) - NOW] as const)
    .toSorted(([one], [other]) => one - other);
}

const confirmedAt = async () => ((await readSeries(test.store, key, { offset: 0 }, 1)).meta?.asOf ?? 0) - NOW;

describe.each(['one is stored', 'none is'])('after a break of the streams, be it short, where %s', (stored) => {
  const opened = async () => {
    const process = open();
    if (stored === 'one is stored') await process.tell(0);
    await process.confirm(500);
    await process.confirm(1_000);
    expect(await missed()).toEqual([]);
    return process;
  };

  it('what may have been missed is on record once the series is confirmed, and once only', async () => {
    const process = await opened();
    breakOff(process.pair);
    expect(await process.confirm(2_500)).toBe(true);
    await process.confirm(3_500);
    expect(await missed()).toEqual([[1_001, 2_499]]);
    expect(await confirmedAt()).toBe(3_500);
  });

  it('it is, once another one comes', async () => {
    const process = await opened();
    breakOff(process.pair);
    await process.tell(2_500);
    await process.confirm(3_500);
    const [span, ...more] = await missed();
    expect(more).toEqual([]);
    expect(span?.[0]).toBe(1_001);
    expect(span?.[1]).toBeGreaterThanOrEqual(2_499);
  });

  it('it is where a write has failed, or an event could not be read', async () => {
    const process = await opened();
    noteFailure(process.pair, new Error('a test'));
    await process.confirm(1_200);
    expect(await missed()).toEqual([[1_001, 1_199]]);
  });

  it('it is where another process has taken over at once', async () => {
    await opened();
    const next = open();
    await next.confirm(2_000);
    await next.confirm(3_000);
    expect(await missed()).toEqual([[1_001, 1_999]]);
  });

  it('nothing is where the series is looked at anew, and the streams were followed all the time', async () => {
    const process = await opened();
    process.pair.series = newSeriesState();
    await process.confirm(2_000);
    await process.confirm(3_000);
    expect(await confirmedAt()).toBe(3_000);
    expect(await missed()).toEqual([]);
  });
});

it('that there are none is stored once, and only confirmed from then on, until one comes', async () => {
  const process = open();
  await process.confirm(1_000);
  // A write would bring it back.
  await test.store.redis.hdel(metaKey(key), 'kind');
  expect(await process.confirm(2_000)).toBe(true);
  expect(await confirmedAt()).toBe(2_000);
  expect(await test.store.redis.hexists(metaKey(key), 'kind')).toBe(0);
  await process.tell(2_500);
  expect(await process.confirm(3_000)).toBe(true);
  expect([await confirmedAt(), (await readSeries(test.store, key, { offset: 0 }, 1)).rows.length]).toEqual([3_000, 1]);
  expect(await missed()).toEqual([]);
});

it('before anything was confirmed nothing is on record', async () => {
  const process = open();
  await process.confirm(1_000);
  expect(await missed()).toEqual([]);
});
