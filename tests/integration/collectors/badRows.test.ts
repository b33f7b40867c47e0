import type { RawAggTrade } from '../../../exchanges/binance/rawAggTrade.ts';
import { scoreOf } from '../../../model/seriesRow.ts';
import { dataKey } from '../../../store/redis/keys.ts';
import { readGaps } from '../../../store/values/gaps.ts';
import { readSeries } from '../../../store/values/series.ts';
import { eventually } from '../../eventually.ts';
import { type ChangingWorld, changing, withRows } from './changingExchange.ts';

const MINUTE = 60_000;
/** From then on the simulator's BTCUSDT has a trade at least every three seconds: at other times none may come for a minute. */
const BUSY_MINUTE = Date.UTC(2026, 5, 22, 12, 31);
const codes = ['btcusdt', 'ethusdt', 'ltcusdt'];
interface World extends ChangingWorld {
  age(key: string): Promise<number>;
  /** Scores of a series, oldest first. */
  scores(key: string): Promise<number[]>;
  invalid(worker: string): Promise<number>;
  spoiltRows(worker: string): Promise<unknown[]>;
}

const collecting = (config: object, test: (world: World) => Promise<void>): Promise<void> =>
  changing({ pairs: codes, retention: { trades: 2000, klines: 300 }, ...config }, (world) => {
    const { bench } = world;
    return test({
      ...world,
      age: async (key) => bench.simulator.now() - Number((await bench.store.redis.hget(`${key}:meta`, 'asOf')) ?? 0),
      scores: async (key) => (await readSeries(bench.store, key, { offset: 0 }, 5000)).rows.map(scoreOf).toReversed(),
      invalid: async (worker) => (await bench.report(worker))?.counters.invalid ?? 0,
      spoiltRows: async (worker) =>
        (await readGaps(bench.store, worker))
          .filter(({ cause }) => cause === 'invalid-row')
          .map(({ from, to, state }) => [from, to, state]),
    });
  });

it.concurrent.each([
  ['aggTrades', 'a', 'q'],
  ['trades', 'id', 'qty'],
])(
  'trades from %s: one that cannot be right is left out and on record, all others are stored',
  (source, id, quantity) =>
    collecting(
      { feeds: { trades: { source } } },
      async ({ bench, exchange, start, age, scores, invalid, spoiltRows }) => {
        type Trade = Record<string, unknown>;
        let bad: number | undefined;
        exchange.change = async (path, query, right) => {
          if (!['aggTrades', 'trades', 'historicalTrades'].includes(path)) return undefined;
          if (query.get('symbol') !== 'BTCUSDT') return undefined;
          return withRows<Trade>(right, (rows) => {
            // In the middle of the first answer, then the same one for ever.
            bad ??= Number(rows[rows.length >> 1]?.[id]);
            return rows.map((row) => (row[id] === bad ? { ...row, [quantity]: '0.00000000' } : row));
          });
        };
        const { lines } = await start('trades');
        const key = dataKey('spot', 'btcusdt', 'trades');
        await eventually(async () => (await scores(key)).length >= 1900);
        const stored = await scores(key);
        const holes = stored.filter((score, index) => index > 0 && score !== (stored[index - 1] ?? 0) + 1);
        expect(holes).toEqual([(bad ?? 0) + 1]);
        await eventually(async () => (await spoiltRows('trades')).length > 0);
        expect(await spoiltRows('trades')).toEqual([[bad, bad, 'unfillable']]);
        await eventually(async () => (await invalid('trades')) > 0);
        expect(lines.filter((line) => line.includes('left out: '))).toHaveLength(1);
        await eventually(async () => (await age(key)) < 2_000);
        await eventually(async () => expect((await bench.report('trades'))?.pairs).not.toHaveProperty('btcusdt'));
      },
    ),
);

it.concurrent('a trade that comes twice while running costs none of the others, and leaves no gap', () =>
  collecting({}, async ({ bench, exchange, start, scores, invalid, spoiltRows }) => {
    bench.simulator.setClockOffset(BUSY_MINUTE - bench.clocks.wall());
    await start('trades');
    const key = dataKey('spot', 'btcusdt', 'trades');
    await eventually(async () => (await scores(key)).length > 0);
    const before = (await scores(key)).at(-1) ?? 0;
    exchange.change = async (path, _query, right) =>
      path === 'aggTrades' ? withRows<RawAggTrade>(right, (rows) => rows.flatMap((row) => [row, row])) : undefined;
    await eventually(async () => ((await scores(key)).at(-1) ?? 0) > before + 3);
    const stored = await scores(key);
    expect(stored.at(-1)).toBe((stored[0] ?? 0) + stored.length - 1);
    expect(await spoiltRows('trades')).toEqual([]);
    // It is told with the next report.
    await eventually(async () => (await invalid('trades')) > 0);
  }));

it.concurrent('a forming candle that comes twice is no failure, and as fresh as ever', () =>
  collecting({}, async ({ bench, exchange, start, age, invalid }) => {
    exchange.change = async (path, _query, right) =>
      path === 'klines' ? withRows<unknown[]>(right, (rows) => rows.flatMap((row) => [row, row])) : undefined;
    await start('klines-1');
    const key = dataKey('spot', 'btcusdt', 'klines', 1);
    await eventually(async () => (await invalid('klines-1')) > 200 && (await age(key)) < 2_000);
    expect((await bench.report('klines-1'))?.pairs).not.toHaveProperty('btcusdt');
  }));

it.concurrent('trades that stand in the wrong order cost none of the others, and are on record', () =>
  collecting({}, async ({ bench, exchange, start, age, scores, spoiltRows }) => {
    let wrong: number | undefined;
    exchange.change = async (path, query, right) => {
      if (path !== 'aggTrades' || query.get('symbol') !== 'BTCUSDT') return undefined;
      return withRows<RawAggTrade>(right, (rows) => {
        wrong ??= rows[500]?.a;
        const at = rows.findIndex(({ a }) => a === wrong);
        const [one, other] = [rows[at], rows[at + 1]];
        return one === undefined || other === undefined ? rows : rows.with(at, other).with(at + 1, one);
      });
    };
    await start('trades');
    const key = dataKey('spot', 'btcusdt', 'trades');
    await eventually(async () => (await scores(key)).length >= 1900 && (await age(key)) < 3_000);
    await eventually(async () => (await spoiltRows('trades')).length > 0);
    const gaps = await readGaps(bench.store, 'trades');
    expect(gaps.filter(({ state }) => state === 'open')).toEqual([]);
  }));

it.concurrent('a forming candle that can never be read does not hold up the history', () =>
  collecting({}, async ({ bench, exchange, start, scores }) => {
    const isForming = (row: unknown[]) => Number(row[6]) > bench.simulator.now();
    exchange.change = async (path, _query, right) =>
      path === 'klines'
        ? withRows<unknown[]>(right, (rows) => rows.map((row) => (isForming(row) ? row.with(1, null) : row)))
        : undefined;
    await start('klines-1');
    const key = dataKey('spot', 'btcusdt', 'klines', 1);
    await eventually(async () => (await scores(key)).length >= 298);
    await eventually(async () =>
      expect((await bench.report('klines-1'))?.pairs.btcusdt?.lastError).toContain('klines'),
    );
  }));

it.concurrent('a candle that cannot be right is left out of live rows and history, the others are stored', () =>
  collecting({}, async ({ bench, exchange, start, scores, spoiltRows }) => {
    const bad = Math.floor(bench.simulator.now() / MINUTE) * MINUTE - 150 * MINUTE;
    exchange.change = async (path, query, right) =>
      path === 'klines' && query.get('symbol') === 'BTCUSDT'
        ? withRows<unknown[]>(right, (rows) => rows.map((row) => (row[0] === bad ? row.with(2, '0.00000001') : row)))
        : undefined;
    await start('klines-1');
    const key = dataKey('spot', 'btcusdt', 'klines', 1);
    await eventually(async () => (await scores(key)).length >= 299);
    const stored = await scores(key);
    const holes = stored.filter((score, index) => index > 0 && score !== (stored[index - 1] ?? 0) + MINUTE);
    expect(holes).toEqual([bad + MINUTE]);
    await eventually(async () => (await spoiltRows('klines-1')).length > 0);
    expect(await spoiltRows('klines-1')).toEqual([[bad, bad, 'unfillable']]);
  }));

it.concurrent('a forming candle that cannot be right is a failure that is told of; those before it are stored', () =>
  collecting({}, async ({ bench, exchange, start, age, spoiltRows }) => {
    await start('klines-1');
    const key = dataKey('spot', 'btcusdt', 'klines', 1);
    await eventually(async () => (await age(key)) < 2_000);
    exchange.change = async (path, query, right) =>
      path === 'klines' && query.get('symbol') === 'BTCUSDT'
        ? withRows<unknown[]>(right, (rows) => rows.with(-1, (rows.at(-1) ?? []).with(1, null)))
        : undefined;
    await eventually(async () => ((await bench.report('klines-1'))?.pairs.btcusdt?.failures ?? 0) > 1);
    const { pairs } = (await bench.report('klines-1')) ?? {};
    expect(pairs).toMatchObject({ btcusdt: { lastError: expect.stringContaining('klines') } });
    expect(pairs).not.toHaveProperty('ethusdt');
    await eventually(async () => (await age(key)) > 2_000);
    exchange.change = null;
    await eventually(async () => (await age(key)) < 2_000);
    expect(await spoiltRows('klines-1')).toEqual([]);
  }));

it.concurrent.each([
  ['a value of another type', (row: object) => ({ ...row, weightedAvgPrice: null })],
  ['no symbol', ({ symbol: _, ...row }: { symbol?: string }) => row],
  ['the wrong pair', (row: object) => ({ ...row, symbol: 'BNBUSDT' })],
  ['no object', () => 7],
])('%s in one row of 24-hour figures leaves those of the other pairs', (_name, spoil) =>
  collecting({}, async ({ bench, exchange, start, age, invalid }) => {
    exchange.change = async (path, _query, right) =>
      path === 'ticker/24hr'
        ? withRows<{ symbol: string }>(right, (rows) =>
            rows.map((row) => (row.symbol === 'ETHUSDT' ? spoil(row) : row)),
          )
        : undefined;
    await start('high-low');
    await eventually(async () => ((await bench.report('high-low'))?.pairs.ethusdt?.failures ?? 0) > 1);
    for (const code of ['btcusdt', 'ltcusdt'])
      await eventually(async () => (await age(dataKey('spot', code, 'high-low'))) < 2_000);
    expect(Object.keys((await bench.report('high-low'))?.pairs ?? {})).toEqual(['ethusdt']);
    expect(await bench.store.redis.exists(dataKey('spot', 'ethusdt', 'high-low'))).toBe(0);
    expect(await invalid('high-low')).toBeGreaterThan(0);
  }),
);

it.concurrent('an entry of exchangeInfo that cannot be read, from an empty Redis, holds up nothing else', () =>
  collecting({}, async ({ bench, exchange, start, age }) => {
    exchange.change = async (path, _query, right) => {
      if (path !== 'exchangeInfo') return undefined;
      const { rateLimits, symbols, ...rest } = JSON.parse(await right());
      const spoilt = symbols.map(({ filters, ...row }: { symbol: string; filters: unknown }) =>
        row.symbol === 'ETHUSDT' ? row : { ...row, filters },
      );
      const limits = [null, { rateLimitType: 'X' }, ...rateLimits];
      return JSON.stringify({ ...rest, rateLimits: limits, symbols: [7, ...spoilt] });
    };
    await start('price');
    for (const code of codes) await eventually(async () => (await age(dataKey('spot', code, 'price'))) < 2_000);
    const { redis } = bench.store;
    expect(await redis.exists(dataKey('spot', 'btcusdt', 'pair-info'))).toBe(1);
    expect(await redis.exists(dataKey('spot', 'ethusdt', 'pair-info'))).toBe(0);
    expect(await redis.get('collector:limits:spot')).toBe('{"weightPerMinute":6000}');
  }));

it.concurrent('more items than are known are no fault: a third one in a level, a thirteenth in a candle', () =>
  collecting({}, async ({ bench, exchange, start, age }) => {
    exchange.change = async (path, _query, right) => {
      if (path === 'klines') return withRows<unknown[]>(right, (rows) => rows.map((row) => [...row, 'new']));
      if (path !== 'depth') return undefined;
      const book = JSON.parse(await right());
      return JSON.stringify({ ...book, bids: book.bids.map((level: unknown[]) => [...level, []]) });
    };
    await start('klines-1', 'klines-5', 'depth');
    const candles = dataKey('spot', 'btcusdt', 'klines', 1);
    for (const key of [candles, dataKey('spot', 'btcusdt', 'klines', 5), dataKey('spot', 'btcusdt', 'depth')])
      await eventually(async () => (await age(key)) < 2_000);
    const [newest = ''] = (await readSeries(bench.store, candles, { offset: 0 }, 1)).rows;
    expect(JSON.parse(newest)).toHaveLength(13);
  }));
