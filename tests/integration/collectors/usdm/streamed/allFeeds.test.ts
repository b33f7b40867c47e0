import { endpoints } from '../../../../../exchanges/binance/usdm/endpoints.ts';
import type { FeedName, Interval } from '../../../../../markets/markets.js';
import { requestOf } from '../../../../../model/endpoint.ts';
import { dataKey } from '../../../../../store/redis/keys.ts';
import { readReports } from '../../../../../store/reports/health.ts';
import { readStreamReports } from '../../../../../store/reports/streamReports.ts';
import { readLatest } from '../../../../../store/values/latest.ts';
import { readSeries } from '../../../../../store/values/series.ts';
import { eventually } from '../../../../eventually.ts';
import { type AskedUsdm, askUsdm } from '../../../../unit/simulator/usdm/askUsdm.ts';
import {
  bookOfNumber,
  busySymbols,
  missingIn,
  type OnStreams,
  openOnStreams,
  type StoredBook,
} from '../../streamed/onStreams.ts';

const DATED = 'btcusdt_261225';
// Beside young contracts: of old ones the simulator has to count the trades of years first.
const PAIRS = ['linkusdt', DATED];
/** Of each pair a trade comes each second or so: nobody waits long for a quiet stream to be borne out. */
const symbols = busySymbols.map((spec) => ({ ...spec, ordersPerMinute: 40 }));
const MINUTE = 60_000;
// Late in a minute, so that nobody waits long for it to end.
const AT = Date.UTC(2026, 10, 24, 10, 7, 35);
const config = { klines: { intervals: [1, 5], contracts: ['perpetual', 'current_quarter'] } };
let bench: OnStreams;
let truth: AskedUsdm;
beforeAll(async () => {
  bench = await openOnStreams(PAIRS, config, { at: AT, symbols }, 'usdm');
  truth = await askUsdm(AT, { seed: 'binance-collector', symbols });
  await bench.start();
  await bench.fresh();
  await bench.heard();
});
afterAll(() => bench.close());

const keyOf = (feed: FeedName, code: string, interval?: Interval) => dataKey('usdm', code, feed, interval);
const currentOf = async (feed: FeedName, code: string) => {
  const { value } = await readLatest(bench.store, keyOf(feed, code));
  return JSON.parse(value ?? '{}') as Record<string, unknown>;
};

it('every feed of every pair comes by streams of two routes, and stays fresh without a request', async () => {
  const before = bench.simulator.stats();
  expect(await bench.grownOld(4_000, 10_000)).toEqual([]);
  const after = bench.simulator.stats();
  const asked = (path: string) => (after.byPath[path] ?? 0) - (before.byPath[path] ?? 0);
  // History goes on, and so do news, and a book that runs short of levels is fetched; nothing is polled each second.
  for (const path of ['/fapi/v1/depth', '/fapi/v2/ticker/price', '/fapi/v1/premiumIndex'])
    expect(asked(path)).toBeLessThan(8);
  const reports = await readReports(bench.store);
  for (const name of ['usdm-trades', 'usdm-depth', 'usdm-mark-price', 'usdm-liquidations', 'usdm-klines-5'])
    expect(reports.get(name)).toMatchObject({ served: 'stream', state: 'active' });
  const [streams] = await readStreamReports(bench.store);
  expect(streams?.hub.sockets.map(({ route, state }) => [route, state]).toSorted()).toEqual([
    ['market', 'open'],
    ['public', 'open'],
  ]);
  expect([streams?.hub.counts.badFrames, streams?.hub.counts.unknown]).toEqual([0, 0]);
});

it('trades are those of the exchange, without a hole, with the quantity that retail traders cannot meet', async () => {
  for (const pair of PAIRS) {
    const ids = await bench.tradeIds(pair);
    expect([pair, missingIn(ids)]).toEqual([pair, 0]);
    const last = ids.at(-1) ?? 0;
    const query = { symbol: pair.toUpperCase(), fromId: Math.max(ids[0] ?? 0, last - 50), limit: 50 };
    type Row = Record<'a' | 'p' | 'q' | 'f' | 'l' | 'T' | 'm' | 'nq', unknown>;
    const known = truth.ask<Row[]>('/fapi/v1/aggTrades', query, bench.simulator.now());
    const { rows } = await readSeries(bench.store, keyOf('trades', pair), { offset: 0 }, 30_000);
    for (const { a, p, q, f, l, T, m, nq } of known.filter(({ a }) => Number(a) <= last))
      expect(rows).toContain(JSON.stringify([a, p, q, f, l, T, m, nq]));
  }
});

it('mark and index price, and the funding that comes next, come each second', async () => {
  const seen = new Map<number, Record<string, unknown>>();
  const end = bench.simulator.now() + 4_500;
  await eventually(async () => {
    const value = await currentOf('mark-price', 'linkusdt');
    // The first ones may have come by REST, which tells the interest rate too.
    if (value.interestRate === undefined) seen.set(Number(value.time), value);
    return bench.simulator.now() > end;
  });
  expect(seen.size).toBeGreaterThanOrEqual(4);
  for (const [time, value] of seen) {
    const {
      interestRate: _,
      time: second,
      ...answer
    } = truth.ask<Record<string, unknown>>('/fapi/v1/premiumIndex', { symbol: 'LINKUSDT' }, time);
    expect(value).toEqual({ ...answer, time });
    expect(time - Number(second)).toBeLessThan(1000);
    expect(value).toMatchObject({ nextFundingTime: Date.UTC(2026, 10, 24, 12) });
  }
  // A contract that ends pays no funding.
  expect(await currentOf('mark-price', DATED)).toMatchObject({ nextFundingTime: 0 });
});

it('24-hour figures and prices have the form of answers', async () => {
  const { lastPrice, closeTime, symbol } = await currentOf('high-low', 'linkusdt');
  expect([symbol, typeof lastPrice, typeof closeTime]).toEqual(['LINKUSDT', 'string', 'number']);
  expect(Object.keys(await currentOf('price', 'linkusdt'))).toEqual(['symbol', 'price', 'time']);
  expect(Object.keys(await currentOf('book-ticker', 'linkusdt'))).toEqual(
    Object.keys(truth.ask('/fapi/v1/ticker/bookTicker', { symbol: 'LINKUSDT' }, bench.simulator.now())),
  );
});

function bookAt(pair: string, lastUpdateId: number): StoredBook {
  const at = (time: number) =>
    truth.ask<StoredBook>('/fapi/v1/depth', { symbol: pair.toUpperCase(), limit: 100 }, time);
  return bookOfNumber(lastUpdateId, at, bench.simulator.now());
}

it('a book is as the exchange had it at its number', async () => {
  for (const pair of PAIRS) {
    const { book, isOutOfStep } = await bench.depth(pair);
    expect(isOutOfStep).toBe(false);
    if (book === null) throw new Error(`${pair} has no book`);
    const { lastUpdateId, bids, asks } = bookAt(pair, book.lastUpdateId);
    expect(book).toEqual({ lastUpdateId, bids, asks });
    expect([book.bids.length, book.asks.length]).toEqual([100, 100]);
  }
});

it('a candle that has closed is the exchange’s own, and final within two seconds by REST or by the stream', async () => {
  const openTime = Math.floor(bench.simulator.now() / MINUTE) * MINUTE;
  const cases = [
    ['klines', 'linkusdt', requestOf(endpoints.klines, { symbol: 'LINKUSDT', interval: '1m', limit: 3 })],
    ['klines', DATED, requestOf(endpoints.klines, { symbol: DATED.toUpperCase(), interval: '1m', limit: 3 })],
    [
      'klines-current-quarter',
      DATED,
      requestOf(endpoints.continuousKlines, {
        ...{ pair: 'BTCUSDT', contractType: 'CURRENT_QUARTER', interval: '1m', limit: 3 },
      }),
    ],
  ] as const;
  const finalOf = (feed: FeedName, code: string) =>
    eventually(async () => {
      const { rows } = await readSeries(bench.store, keyOf(feed, code, 1), { offset: 0 }, 3);
      const row = rows.find((member) => member.startsWith(`[${openTime},`) && member.endsWith(',2]'));
      return row !== undefined && { row, at: bench.simulator.now() };
    }, 90_000);
  const found = await Promise.all(cases.map(([feed, code]) => finalOf(feed, code)));
  for (const [index, [feed, code, { path, params }]] of cases.entries()) {
    const { row, at } = found[index] ?? { row: '', at: 0 };
    const rows = truth.ask<unknown[][]>(path, params, openTime + MINUTE + 5_000);
    const expected = rows.find(([time]) => time === openTime) ?? [];
    expect([feed, code, JSON.parse(row)]).toEqual([feed, code, [...expected, 2]]);
    expect(at).toBeLessThan(openTime + MINUTE + 4_000);
  }
  // There is no such contract of this pair: that is known, and fresh.
  const { rows, meta } = await readSeries(
    bench.store,
    keyOf('klines-current-quarter', 'linkusdt', 1),
    { offset: 0 },
    3,
  );
  expect(rows).toEqual([]);
  expect(bench.simulator.now() - (meta?.asOf ?? 0)).toBeLessThan(4_000);
});

it('no weight was overspent, and nothing has failed', async () => {
  const { byStatus, usdm } = bench.simulator.stats();
  expect(byStatus['429']).toBeUndefined();
  expect(usdm.maxWeightInMinute).toBeLessThanOrEqual(2160);
  const failing = [...(await readReports(bench.store)).values()].flatMap(({ name, pairs }) =>
    Object.entries(pairs).flatMap(([code, { lastError }]) =>
      lastError === null ? [] : [`${name} ${code}: ${lastError}`],
    ),
  );
  expect(failing).toEqual([]);
});
