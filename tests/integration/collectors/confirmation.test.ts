import { dataKey, metaKey } from '../../../store/redis/keys.ts';
import { readSeries } from '../../../store/values/series.ts';
import { eventually } from '../../eventually.ts';
import { type ChangingWorld, changing, withRows } from './changingExchange.ts';

/** What cannot be read, or is older than what is stored, confirms nothing: docs/decisions/0013-order-and-confirmation.md. */

/** From then on the simulator's BTCUSDT has a trade at least every three seconds. */
const BUSY_MINUTE = Date.UTC(2026, 5, 22, 12, 31);
const TRADES = 8;
const FRESH_MS = 3_000;

type Candle = unknown[];
const isOfBtc = (query: URLSearchParams): boolean => query.get('symbol') === 'BTCUSDT';

interface World extends ChangingWorld {
  age(key: string): Promise<number>;
  /** Waits until nothing has confirmed a key for several polls. */
  ages(key: string): Promise<void>;
  isFresh(key: string): Promise<unknown>;
}

const collecting = (config: object, test: (world: World) => Promise<void>): Promise<void> =>
  changing({ pairs: ['btcusdt', 'ethusdt'], retention: { klines: 100 }, ...config }, (world) => {
    const { bench } = world;
    const age = async (key: string) =>
      bench.simulator.now() - Number((await bench.store.redis.hget(metaKey(key), 'asOf')) ?? 0);
    return test({
      ...world,
      age,
      ages: (key) => eventually(async () => (await age(key)) > 2 * FRESH_MS, 30_000).then(() => undefined),
      isFresh: (key) => eventually(async () => (await age(key)) < FRESH_MS, 30_000),
    });
  });

it.concurrent(
  'a pair of a shared answer that cannot be read: its value ages, the others do not',
  () =>
    collecting({}, async ({ exchange, start, age, ages, isFresh }) => {
      const [btc, eth] = ['btcusdt', 'ethusdt'].map((code) => dataKey('spot', code, 'price')) as [string, string];
      await start('price');
      await isFresh(btc);
      exchange.change = async (path, _query, right) =>
        path === 'ticker/price'
          ? withRows<{ symbol: string }>(right, (rows) =>
              rows.map((row) => (row.symbol === 'BTCUSDT' ? { ...row, price: null } : row)),
            )
          : undefined;
      await ages(btc);
      expect(await age(eth)).toBeLessThan(2 * FRESH_MS);
      exchange.change = null;
      await isFresh(btc);
    }),
  120_000,
);

it.concurrent(
  'a newest candle that cannot be read: its series ages, and so does what is rolled up from it',
  () =>
    collecting({ klines: { mode: 'rollup' } }, async ({ exchange, start, ages, isFresh }) => {
      const keys = ([1, 5] as const).map((interval) => dataKey('spot', 'btcusdt', 'klines', interval));
      await start('klines-1', 'klines-5');
      for (const key of keys) await isFresh(key);
      exchange.change = async (path, query, right) =>
        path === 'klines' && isOfBtc(query)
          ? withRows<Candle>(right, (rows) => rows.with(-1, (rows.at(-1) ?? []).with(1, null)))
          : undefined;
      for (const key of keys) await ages(key);
      exchange.change = null;
      for (const key of keys) await isFresh(key);
    }),
  120_000,
);

it.concurrent(
  'a newest candle that knows less than the stored one: its series ages, and so does what is rolled up from it',
  () =>
    collecting({ klines: { mode: 'rollup' } }, async ({ bench, exchange, start, ages, isFresh }) => {
      bench.simulator.setClockOffset(BUSY_MINUTE - Date.now());
      const keys = ([1, 5] as const).map((interval) => dataKey('spot', 'btcusdt', 'klines', interval));
      const [minutes = ''] = keys;
      const trades = async () => {
        const [newest = '[]'] = (await readSeries(bench.store, minutes, { offset: 0 }, 1)).rows;
        return Number((JSON.parse(newest) as Candle)[TRADES]);
      };
      await start('klines-1', 'klines-5');
      for (const key of keys) await isFresh(key);
      // Early in a minute, so that none ends meanwhile.
      await eventually(async () => bench.simulator.now() % 60_000 < 35_000 && (await trades()) > 3, 60_000);
      exchange.change = async (path, query, right) =>
        path === 'klines' && isOfBtc(query)
          ? withRows<Candle>(right, (rows) => rows.with(-1, (rows.at(-1) ?? []).with(TRADES, 1)))
          : undefined;
      for (const key of keys) await ages(key);
      exchange.change = null;
      for (const key of keys) await isFresh(key);
    }),
  180_000,
);
