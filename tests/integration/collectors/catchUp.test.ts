import { catchUp } from '../../../collectors/history/catchUp.ts';
import { seriesSetup } from '../../../collectors/ingest/seriesSetup.ts';
import { pollSeries } from '../../../collectors/sources/polled/pollSeries.ts';
import type { PairState } from '../../../collectors/state/pairState.ts';
import { newSeriesState } from '../../../collectors/state/seriesState.ts';
import { binanceSpot } from '../../../exchanges/binance/spot/connector.ts';
import { klines } from '../../../exchanges/binance/spot/feeds/klines.ts';
import { trades } from '../../../exchanges/binance/spot/feeds/trades.ts';
import type { Exchange } from '../../../exchanges/connector.ts';
import { openHttp } from '../../../exchanges/http.ts';
import type { SeriesFeed } from '../../../model/feed.ts';
import { scoreOf } from '../../../model/seriesRow.ts';
import { createSimulator, type Simulator } from '../../../simulator/createSimulator.ts';
import { dataKey } from '../../../store/redis/keys.ts';
import { type Gap, readGaps, writeGaps } from '../../../store/values/gaps.ts';
import { readSeries } from '../../../store/values/series.ts';
import { configOf } from '../../configOf.ts';
import { describeWithRecordings, recording } from '../../recordings.ts';
import { openTestStore, type TestStore } from '../../testStore.ts';
import { workerAlone } from './workerAlone.ts';

const MINUTE = 60_000;
const config = configOf({ pairs: ['btcusdt'] });
let test: TestStore;
let simulator: Simulator;
let exchange: Exchange;
let pair: PairState;
const NOW = Date.UTC(2026, 10, 19, 12, 0, 30);

async function open(options: object = {}): Promise<void> {
  test = await openTestStore();
  simulator = await createSimulator({ now: () => NOW, ...options });
  exchange = openHttp(binanceSpot, { baseUrl: simulator.url, apiKeys: () => [] });
}
afterEach(async () => {
  exchange.close();
  await simulator.close();
  await test.close();
});

/** One worker's way with the pair: a poll of the newest rows, and steps backwards. */
function follow(feed: SeriesFeed, worker: string, key: string, retention: number) {
  const feedName = feed.kind === 'candles' ? 'klines' : 'trades';
  const alone = workerAlone({ test, exchange, now: NOW, worker, feedName, feed, retention, key });
  const { context, ledger } = alone;
  const setup = seriesSetup(context, alone.settings);
  pair = alone.pair;
  return {
    ...{ context, setup, ledger },
    counted: alone.counted,
    poll: () => pollSeries(context, setup, { pair, series: pair.series }),
    step: () => catchUp(context, setup, { pair, series: pair.series }),
    gaps: async () => (await readGaps(test.store, worker)).toSorted((a, b) => a.from - b.from),
  };
}
const scores = async (key: string) =>
  (await readSeries(test.store, key, { offset: 0 }, 10_000)).rows.map(scoreOf).toReversed();
const asked = (path: string) => simulator.stats().byPath[`/api/v3/${path}`] ?? 0;
const gapOf = (from: number, to: number): Gap => ({
  ...{ code: 'btcusdt', from, to, left: to, rows: 0, foundAt: 1, changedAt: 1 },
  cause: 'redis-down',
  state: 'open',
});

describe('trades', () => {
  const key = dataKey('spot', 'btcusdt', 'trades');
  beforeEach(() => open());

  it('come down to retention a page at a time, before the first start too', async () => {
    const { poll, step, counted } = follow(trades(config.feeds.trades), 'trades', key, 3500);
    await poll();
    expect([counted.requests, counted.historyWeight]).toEqual([1, undefined]);
    const live = counted.weight ?? Number.NaN;
    for (let page = 0; page < 4; page++) await step();
    // What older rows have cost is told apart.
    expect(counted.historyWeight).toBe((counted.weight ?? Number.NaN) - live);
    expect(counted.historyWeight).toBeGreaterThan(0);
    const ids = await scores(key);
    expect(ids).toHaveLength(3500);
    expect(ids).toEqual(ids.map((_, index) => (ids[0] ?? 0) + index));
    const pages = asked('aggTrades');
    await step();
    expect(asked('aggTrades')).toBe(pages);
  });

  it.each<[string, (pair: PairState) => void]>([
    [
      'has left',
      (state) => {
        state.isRemoved = true;
      },
    ],
    [
      'has got another series',
      (state) => {
        state.series = newSeriesState();
      },
    ],
  ])('are not asked for of a pair that %s while its step stood in line', async (_, change) => {
    const world = follow(trades(config.feeds.trades), 'trades', key, 3500);
    await world.poll();
    const before = asked('aggTrades');
    let begin = (): void => undefined;
    const stands = new Promise<void>((resolve) => {
      begin = resolve;
    });
    const history = (step: () => Promise<void>) => stands.then(step);
    const target = { pair, series: pair.series };
    const stepping = catchUp({ ...world.context, lines: { ...world.context.lines, history } }, world.setup, target);
    change(pair);
    begin();
    await stepping;
    expect(asked('aggTrades')).toBe(before);
  });

  it('are not over for an answer that does not reach up to those that are stored', async () => {
    const { poll, step } = follow(trades(config.feeds.trades), 'trades', key, 1500);
    await poll();
    simulator.inject({ kind: 'shape', path: 'aggTrades', body: [], times: 1 });
    await expect(step()).rejects.toMatchObject({ code: 'invalid-payload' });
    pair.older.holds.set('history', { failures: 1, until: 0 });
    await step();
    expect(await scores(key)).toHaveLength(1500);
  });

  it('of a gap that an earlier process has begun to fill are fetched on from where it left off', async () => {
    const { poll, step, gaps } = follow(trades(config.feeds.trades), 'trades', key, 5000);
    await poll();
    const [oldest = 0] = await scores(key);
    const gap = gapOf(oldest - 2500, oldest - 1);
    await writeGaps(test.store, 'trades', 7, [{ ...gap, left: oldest - 1001, rows: 1000 }]);
    await step();
    expect(await gaps()).toMatchObject([{ state: 'open', left: oldest - 2000, rows: 1999 }]);
    await step();
    expect(await gaps()).toMatchObject([{ from: gap.from, to: gap.to, state: 'filled', left: null, rows: 2500 }]);
  });

  it('a step that fails waits, ever longer, and the others go on', async () => {
    const { poll, step, gaps } = follow(trades(config.feeds.trades), 'trades', key, 5000);
    await poll();
    const [oldest = 0] = await scores(key);
    const [high, low] = [gapOf(oldest - 10, oldest - 1), gapOf(oldest - 30, oldest - 21)];
    await writeGaps(test.store, 'trades', 7, [high, low]);
    simulator.inject({ kind: 'status', status: 500, path: 'aggTrades', times: 1 });
    await expect(step()).rejects.toMatchObject({ code: 'exchange-down' });
    await step();
    expect(await gaps()).toMatchObject([
      { from: low.from, state: 'filled' },
      { from: high.from, state: 'open' },
    ]);
    expect(pair.older.holds.get(`gap:${high.from}`)).toMatchObject({ failures: 1 });
  });

  it('a step that has failed and may not be sent now has not succeeded: it waits on as long as before', async () => {
    const { poll, step, gaps } = follow(trades(config.feeds.trades), 'trades', key, 5000);
    await poll();
    const [oldest = 0] = await scores(key);
    const gap = gapOf(oldest - 10, oldest - 1);
    await writeGaps(test.store, 'trades', 7, [gap]);
    const failed = { failures: 5, until: 0 };
    for (const held of [`gap:${gap.from}`, 'history']) pair.older.holds.set(held, failed);
    const counter = `collector:budget:local:spot:${Math.floor(NOW / MINUTE)}`;
    await test.store.redis.hset(counter, 'own', 100_000);
    const pages = asked('aggTrades');
    await step();
    expect(pair.older.holds.get(`gap:${gap.from}`)).toEqual(failed);
    pair.older.holds.set(`gap:${gap.from}`, { ...failed, until: Number.POSITIVE_INFINITY });
    await step();
    expect(pair.older.holds.get('history')).toEqual(failed);
    expect(asked('aggTrades')).toBe(pages);
    await test.store.redis.del(counter);
    pair.older.holds.set(`gap:${gap.from}`, failed);
    await step();
    expect(await gaps()).toMatchObject([{ state: 'filled' }]);
    expect([...pair.older.holds.keys()]).toEqual(['history']);
  });

  it('below the retained window have expired, and are not asked for', async () => {
    const { poll, step, gaps } = follow(trades(config.feeds.trades), 'trades', key, 1000);
    await poll();
    const [oldest = 0] = await scores(key);
    await writeGaps(test.store, 'trades', 7, [gapOf(oldest - 50, oldest - 1)]);
    const pages = asked('aggTrades');
    await step();
    expect(asked('aggTrades')).toBe(pages);
    expect(await gaps()).toMatchObject([{ state: 'expired', left: null, rows: 0 }]);
  });

  it('that are all bad after the newest stored one are asked for once a poll, and looked at from the newest on in time', async () => {
    const { poll } = follow(trades(config.feeds.trades), 'trades', key, 5000);
    await poll();
    const [member = '[]'] = (await readSeries(test.store, key, { offset: 0 }, 1)).rows;
    const [a, p, q, f, l, T, m] = JSON.parse(member);
    const bad = Array.from({ length: 999 }, (_, index) => ({ a: a + index + 1, p, q: '0', f, l, T, m }));
    simulator.inject({ kind: 'shape', path: 'aggTrades', body: [{ a, p, q, f, l, T, m }, ...bad] });
    const { confirmedAt } = pair.series;
    pair.series.confirmedAt = confirmedAt - 1_000;
    const before = asked('aggTrades');
    await poll();
    expect(asked('aggTrades')).toBe(before + 1);
    expect(pair.series.confirmedAt).toBe(confirmedAt - 1_000);
  });

  it('that came bad are asked for once more, also where the clock was set back since', async () => {
    const { poll, step, gaps } = follow(trades(config.feeds.trades), 'trades', key, 1000);
    await poll();
    const bad = (await scores(key))[500] ?? 0;
    await test.store.redis.zremrangebyscore(key, bad, bad);
    const spoilt: Gap = { ...gapOf(bad, bad), cause: 'invalid-row', state: 'unfillable' };
    await writeGaps(test.store, 'trades', 7, [{ ...spoilt, changedAt: NOW + 86_400_000 }]);
    await step();
    expect(await gaps()).toMatchObject([{ from: bad, state: 'filled', rows: 1 }]);
  });

  it('above the newest stored one are not asked for: no entry leads further, whatever it says', async () => {
    const { poll, step, gaps } = follow(trades(config.feeds.trades), 'trades', key, 5000);
    await poll();
    const ids = await scores(key);
    const [oldest = 0, newest = 0] = [ids[0], ids.at(-1)];
    const [across, above] = [gapOf(oldest - 10, 9e15), gapOf(newest + 1, 9e15)];
    await writeGaps(test.store, 'trades', 7, [across, above]);
    const pages = asked('aggTrades');
    for (let page = 0; page < 3; page++) await step();
    expect(asked('aggTrades')).toBeLessThanOrEqual(pages + 3);
    expect(await gaps()).toMatchObject([
      { from: across.from, to: newest, state: 'filled' },
      { from: above.from, state: 'open' },
    ]);
  });
});

describe('candles', () => {
  const key = dataKey('spot', 'btcusdt', 'klines', 1);
  beforeEach(() => open());

  it('of a gap that begins within bad ones on record are not asked for without end', async () => {
    const { poll, step, gaps } = follow(klines({}, 1), 'klines-1', key, 90);
    await poll();
    const [first = 0] = (await scores(key)).slice(40);
    const [bad, lost] = [first + MINUTE, first + 2 * MINUTE];
    await test.store.redis.zremrangebyscore(key, bad, lost);
    // Both were bad at first; the lower one came right again, the upper one is still bad, and what follows is lost.
    const spoilt: Gap = { ...gapOf(first, bad), cause: 'invalid-row', state: 'unfillable', left: null };
    await writeGaps(test.store, 'klines-1', 7, [spoilt, gapOf(bad, lost)]);
    const around = await scores(key);
    const rows = (await readSeries(test.store, key, { offset: 0 }, 1000)).rows
      .map((member) => JSON.parse(member).slice(0, 12))
      .filter(([open]) => open === lost + MINUTE);
    expect(around).not.toContain(bad);
    simulator.inject({ kind: 'shape', path: 'klines', body: rows });
    for (let look = 0; look < 2; look++) {
      await step();
      for (const [name, hold] of pair.older.holds) pair.older.holds.set(name, { ...hold, until: 0 });
    }
    const open = (await gaps()).filter(({ left }) => left !== null);
    expect(open).toEqual([]);
  });
});

describeWithRecordings('an outage of the exchange itself', () => {
  const key = dataKey('spot', 'btcusdt', 'klines', 1);

  it('is asked for twice, then an entry of its own beside what could be filled', async () => {
    await open({ replay: [recording('replay/BTCUSDT-1m-2021-04-outage.csv.gz')] });
    const { poll, step, gaps } = follow(klines({}, 1), 'klines-1', key, 4000);
    await poll();
    for (let page = 0; page < 6 && pair.series.fill !== null; page++) await step();
    const opens = await scores(key);
    const after = opens.findIndex((open, index) => open - (opens[index - 1] ?? open) > MINUTE);
    const [before, first] = [opens[after - 1] ?? 0, opens[after] ?? 0];
    expect((first - before) / MINUTE - 1).toBe(284);

    // Three of the candles below it are lost, too: one hole, of which the exchange has a part.
    await test.store.redis.zremrangebyscore(key, before - 2 * MINUTE, before);
    await step();
    const hole = { from: before - 2 * MINUTE, to: first - MINUTE };
    expect(await gaps()).toMatchObject([{ ...hole, cause: 'unknown', state: 'open' }]);
    await step();
    expect(await gaps()).toMatchObject([{ ...hole, state: 'open', left: hole.to }]);
    const looks = asked('klines');
    await step();
    expect(asked('klines')).toBe(looks);

    const hold = pair.older.holds.get(`gap:${hole.from}`);
    expect(hold).toMatchObject({ isSecondLook: true });
    pair.older.holds.set(`gap:${hole.from}`, { failures: 0, until: 0, isSecondLook: true });
    await step();
    expect(await gaps()).toMatchObject([
      { from: hole.from, to: hole.to, cause: 'unknown', state: 'filled', rows: 3 },
      { from: before + MINUTE, to: first - MINUTE, cause: 'exchange-gap', state: 'unfillable', rows: 0 },
    ]);
    pair.series.scanAt = 0;
    await step();
    expect(await gaps()).toHaveLength(2);
  });
});
