import type { RawAggTrade } from '../../../collectors/feeds/trades.ts';
import { readGaps } from '../../../store/gaps.ts';
import { dataKey } from '../../../store/keys.ts';
import { readSeries, scoreOf } from '../../../store/series.ts';
import { eventually } from '../../eventually.ts';
import { type ChangingExchange, openChangingExchange, withRows } from './changingExchange.ts';
import { type Bench, type Collecting, openBench } from './collecting.ts';

const MINUTE = 60_000;
/** From then on the simulator's BTCUSDT has a trade at least every three seconds: at other times none may come for a minute. */
const BUSY_MINUTE = Date.UTC(2026, 5, 22, 12, 31);
const codes = ['btcusdt', 'ethusdt', 'ltcusdt'];
let bench: Bench;
let exchange: ChangingExchange;
let collecting: Collecting;

async function start(names: string[], config: object = {}, at = Date.now()): Promise<void> {
  bench = await openBench({ pairs: codes, retention: { trades: 2000, klines: 300 }, ...config });
  bench.simulator.setClockOffset(at - Date.now());
  exchange = await openChangingExchange(bench.simulator.url);
  collecting = await bench.start(['pair-info', ...names], { BINANCE_SPOT_URL: exchange.url });
}
afterEach(async () => {
  await bench.close();
  await exchange.close();
});

const metaOf = (key: string, field: string) => bench.store.redis.hget(`${key}:meta`, field);
const age = async (key: string) => bench.simulator.now() - Number((await metaOf(key, 'asOf')) ?? 0);
const scores = async (key: string) =>
  (await readSeries(bench.store, key, { offset: 0 }, 5000)).rows.map(scoreOf).toReversed();
const invalid = async (name: string) => (await bench.report(name))?.counters.invalid ?? 0;
const spoiltRows = async (worker: string) =>
  (await readGaps(bench.store, worker))
    .filter(({ cause }) => cause === 'invalid-row')
    .map(({ from, to, state }) => [from, to, state]);

it.each([
  ['aggTrades', 'aggTrades', 'a', 'q'],
  ['trades', 'trades', 'id', 'qty'],
])(
  'trades from %s: one that cannot be right is left out and on record, all others are stored',
  async (source, path, id, quantity) => {
    type Trade = Record<string, unknown>;
    let bad: number | undefined;
    await start(['trades'], { feeds: { trades: { source } } });
    exchange.change = async (asked, query, right) => {
      if (!['aggTrades', 'trades', 'historicalTrades'].includes(asked) || query.get('symbol') !== 'BTCUSDT')
        return undefined;
      return withRows<Trade>(right, (rows) => {
        // In the middle of the first answer, then the same one for ever.
        bad ??= Number(rows[rows.length >> 1]?.[id]);
        return rows.map((row) => (row[id] === bad ? { ...row, [quantity]: '0.00000000' } : row));
      });
    };
    const key = dataKey('spot', 'btcusdt', 'trades');
    await eventually(async () => (await scores(key)).length >= 1900, 20_000);
    const stored = await scores(key);
    const holes = stored.filter((score, index) => index > 0 && score !== (stored[index - 1] ?? 0) + 1);
    expect(holes).toEqual([(bad ?? 0) + 1]);
    await eventually(async () => (await spoiltRows('trades')).length > 0);
    expect(await spoiltRows('trades')).toEqual([[bad, bad, 'unfillable']]);
    await eventually(async () => (await invalid('trades')) > 0);
    expect(collecting.lines.filter((line) => line.includes('left out: '))).toHaveLength(1);
    expect(await age(key)).toBeLessThan(3_000);
    expect((await bench.report('trades'))?.pairs.btcusdt).toMatchObject({ failures: 0, lastError: null });
    expect(path).toBe(source);
  },
);

it('a trade that comes twice while running costs none of the others, and leaves no gap', async () => {
  await start(['trades'], {}, BUSY_MINUTE);
  const key = dataKey('spot', 'btcusdt', 'trades');
  await eventually(async () => (await scores(key)).length > 0, 15_000);
  const before = (await scores(key)).at(-1) ?? 0;
  exchange.change = async (path, _query, right) =>
    path === 'aggTrades' ? withRows<RawAggTrade>(right, (rows) => rows.flatMap((row) => [row, row])) : undefined;
  await eventually(async () => ((await scores(key)).at(-1) ?? 0) > before + 3, 30_000);
  const stored = await scores(key);
  expect(stored.at(-1)).toBe((stored[0] ?? 0) + stored.length - 1);
  expect(await spoiltRows('trades')).toEqual([]);
  expect(await invalid('trades')).toBeGreaterThan(0);
}, 60_000);

it('a candle that cannot be right is left out of live rows and history, the others are stored', async () => {
  let bad = 0;
  await start(['klines-1']);
  exchange.change = async (path, query, right) => {
    if (path !== 'klines' || query.get('symbol') !== 'BTCUSDT') return undefined;
    bad ||= Math.floor(bench.simulator.now() / MINUTE) * MINUTE - 150 * MINUTE;
    return withRows<unknown[]>(right, (rows) =>
      // The second one forms: it is right again as soon as it has closed.
      rows.map((row) => (row[0] === bad ? row.with(2, '0.00000001') : row)),
    );
  };
  const key = dataKey('spot', 'btcusdt', 'klines', 1);
  await eventually(async () => (await scores(key)).length >= 299, 20_000);
  const stored = await scores(key);
  expect(stored.filter((score, index) => index > 0 && score !== (stored[index - 1] ?? 0) + MINUTE)).toEqual([
    bad + MINUTE,
  ]);
  await eventually(async () => (await spoiltRows('klines-1')).length > 0);
  expect(await spoiltRows('klines-1')).toEqual([[bad, bad, 'unfillable']]);
});

it('a forming candle that cannot be right is a failure that is told of; those before it are stored', async () => {
  await start(['klines-1']);
  const key = dataKey('spot', 'btcusdt', 'klines', 1);
  await eventually(async () => (await age(key)) < 2_000, 15_000);
  exchange.change = async (path, query, right) =>
    path === 'klines' && query.get('symbol') === 'BTCUSDT'
      ? withRows<unknown[]>(right, (rows) => rows.with(-1, (rows.at(-1) ?? []).with(1, null)))
      : undefined;
  await eventually(async () => ((await bench.report('klines-1'))?.pairs.btcusdt?.failures ?? 0) > 1);
  expect((await bench.report('klines-1'))?.pairs).toMatchObject({
    btcusdt: { lastError: expect.stringContaining('klines') },
    ethusdt: { failures: 0 },
  });
  await eventually(async () => (await age(key)) > 2_000);
  exchange.change = null;
  await eventually(async () => (await age(key)) < 2_000);
  expect(await spoiltRows('klines-1')).toEqual([]);
});

it.each([
  ['a value of another type', (row: object) => ({ ...row, weightedAvgPrice: null })],
  ['no symbol', ({ symbol: _, ...row }: { symbol?: string }) => row],
  ['the wrong pair', (row: object) => ({ ...row, symbol: 'BNBUSDT' })],
  ['no object', () => 7],
])('%s in one row of 24-hour figures leaves those of the other pairs', async (_name, spoil) => {
  await start(['high-low']);
  exchange.change = async (path, _query, right) =>
    path === 'ticker/24hr'
      ? withRows<{ symbol: string }>(right, (rows) => rows.map((row) => (row.symbol === 'ETHUSDT' ? spoil(row) : row)))
      : undefined;
  await eventually(async () => ((await bench.report('high-low'))?.pairs.ethusdt?.failures ?? 0) > 1, 15_000);
  for (const code of ['btcusdt', 'ltcusdt']) expect(await age(dataKey('spot', code, 'high-low'))).toBeLessThan(3_000);
  expect((await bench.report('high-low'))?.pairs).toMatchObject({ btcusdt: { failures: 0 }, ltcusdt: { failures: 0 } });
  expect(await bench.store.redis.exists(dataKey('spot', 'ethusdt', 'high-low'))).toBe(0);
  expect(await invalid('high-low')).toBeGreaterThan(0);
});

it('an entry of exchangeInfo that cannot be read, from an empty Redis, holds up nothing else', async () => {
  bench = await openBench({ pairs: codes });
  exchange = await openChangingExchange(bench.simulator.url);
  exchange.change = async (path, _query, right) => {
    if (path !== 'exchangeInfo') return undefined;
    const { rateLimits, symbols, ...rest } = JSON.parse(await right());
    const spoilt = symbols.map(({ filters, ...row }: { symbol: string; filters: unknown }) =>
      row.symbol === 'ETHUSDT' ? row : { ...row, filters },
    );
    return JSON.stringify({
      ...rest,
      rateLimits: [null, { rateLimitType: 'X' }, ...rateLimits],
      symbols: [7, ...spoilt],
    });
  };
  collecting = await bench.start(['pair-info', 'price'], { BINANCE_SPOT_URL: exchange.url });
  for (const code of codes) await eventually(async () => (await age(dataKey('spot', code, 'price'))) < 2_000, 15_000);
  expect(await bench.store.redis.exists(dataKey('spot', 'btcusdt', 'pair-info'))).toBe(1);
  expect(await bench.store.redis.exists(dataKey('spot', 'ethusdt', 'pair-info'))).toBe(0);
  expect(await bench.store.redis.get('collector:limits:spot')).toBe('{"weightPerMinute":6000}');
});

it('more items than are known are no fault: a third one in a level, a thirteenth in a candle', async () => {
  await start(['klines-1', 'klines-5', 'depth']);
  exchange.change = async (path, _query, right) => {
    if (path === 'klines') return withRows<unknown[]>(right, (rows) => rows.map((row) => [...row, 'new']));
    if (path !== 'depth') return undefined;
    const book = JSON.parse(await right());
    return JSON.stringify({ ...book, bids: book.bids.map((level: unknown[]) => [...level, []]) });
  };
  const keys = [
    dataKey('spot', 'btcusdt', 'klines', 1),
    dataKey('spot', 'btcusdt', 'klines', 5),
    dataKey('spot', 'btcusdt', 'depth'),
  ];
  for (const key of keys) await eventually(async () => (await age(key)) < 2_000, 15_000);
  const [newest = ''] = (await readSeries(bench.store, keys[0] ?? '', { offset: 0 }, 1)).rows;
  expect(JSON.parse(newest)).toHaveLength(13);
});
