import { collectorsOf } from '../../../../markets/markets.js';
import { createTruths } from '../../../../rig/truth.ts';
import { dataKey } from '../../../../store/redis/keys.ts';
import { readSeries } from '../../../../store/values/series.ts';
import { eventually } from '../../../eventually.ts';
import { bookOfNumber, missingIn, type OnStreams, openOnStreams, type StoredBook } from './onStreams.ts';

const PAIRS = ['btcusdt', 'ethusdt', 'xvgusdt'];
const truth = createTruths('binance-collector').spot;
let bench: OnStreams;
beforeAll(async () => {
  // Late in a minute, so that nobody waits long for it to end.
  const now = Date.now();
  bench = await openOnStreams(PAIRS, {}, { at: now - (now % 60_000) + 40_000 });
  await bench.start();
  await bench.fresh();
});
afterAll(async () => {
  await bench.close();
});

it('every feed of every pair comes by streams, and stays fresh without a request', async () => {
  const before = bench.simulator.stats();
  const sent = before.streams.sent;
  expect(await bench.grownOld(4_000, 5_000)).toEqual([]);
  const after = bench.simulator.stats();
  expect(after.streams.sent).toBeGreaterThan(sent);
  const asked = (path: string) => (after.byPath[path] ?? 0) - (before.byPath[path] ?? 0);
  // History goes on, and so do news, and a book may be begun anew; nothing is polled each second, which would be twelve requests.
  for (const path of ['/api/v3/depth', '/api/v3/avgPrice', '/api/v3/ticker/price']) expect(asked(path)).toBeLessThan(8);
  for (const name of ['trades', 'depth', 'klines-43200'])
    expect(await bench.report(name)).toMatchObject({ served: 'stream' });
});

it('trades are those of the exchange, without a hole', async () => {
  for (const pair of PAIRS) {
    const ids = await bench.tradeIds(pair);
    expect([pair, missingIn(ids)]).toEqual([pair, 0]);
    const [first = 0, last = 0] = [ids[0], ids.at(-1)];
    const known = truth.trades(pair, Math.max(first, last - 50), last, bench.simulator.now());
    const { rows } = await readSeries(bench.store, dataKey('spot', pair, 'trades'), { offset: 0 }, 30_000);
    for (const [id, member] of known) expect(rows.find((row) => row.startsWith(`[${id},`))).toBe(member);
  }
});

it('a candle that has closed is the exchange’s own to the last digit', async () => {
  const interval = 1;
  const collector = collectorsOf('spot').find(({ name }) => name === 'klines-1');
  if (collector === undefined) throw new Error('no candles');
  const openTime = Math.floor(bench.simulator.now() / 60_000) * 60_000;
  for (const pair of PAIRS) {
    const key = dataKey('spot', pair, 'klines', interval);
    const member = await eventually(async () => {
      const { rows } = await readSeries(bench.store, key, { offset: 0 }, 3);
      return rows.find((row) => row.startsWith(`[${openTime},`) && row.endsWith(',2]')) ?? false;
    }, 90_000);
    const expected = truth.closedCandles({ code: pair, collector }, openTime, openTime).get(openTime);
    expect(member).toBe(`${expected?.slice(0, -1)},2]`);
  }
});

function bookAt(pair: string, lastUpdateId: number): StoredBook {
  const asked = { path: '/api/v3/depth', params: { symbol: pair.toUpperCase(), limit: 100 } };
  const at = (time: number) => truth.answer(asked, time) as StoredBook;
  return bookOfNumber(lastUpdateId, at, bench.simulator.now());
}

it('a book is as the exchange had it at its number, and is never crossed', async () => {
  for (const pair of PAIRS) {
    const { book, isOutOfStep } = await bench.depth(pair);
    expect(isOutOfStep).toBe(false);
    if (book === null) throw new Error(`${pair} has no book`);
    expect([book.bids.length, book.asks.length]).toEqual([100, 100]);
    expect(Number(book.bids[0]?.[0])).toBeLessThan(Number(book.asks[0]?.[0]));
    expect(bookAt(pair, book.lastUpdateId)).toEqual(book);
  }
});
