import { judgeFreshness } from '../../../api/state/read/freshness.ts';
import { enabledCollectors } from '../../../config/enabledCollectors.ts';
import { loadConfig } from '../../../config/load.ts';
import { dataKey } from '../../../store/redis/keys.ts';
import { readBookkeeping } from '../../../store/reports/health.ts';
import { readMetas } from '../../../store/values/metas.ts';
import { eventually } from '../../eventually.ts';
import { type ChangingExchange, openChangingExchange } from './changingExchange.ts';
import { type Bench, openBench } from './collecting.ts';

let bench: Bench;
let exchange: ChangingExchange;
afterEach(async () => {
  await bench.close();
  await exchange.close();
});

/** What the exchange answers of a pair that is listed and that nobody has traded yet. */
function neverTraded(path: string, query: URLSearchParams): string | undefined {
  const symbol = 'BTCUSDT';
  const zero = '0.00000000';
  if (['aggTrades', 'trades', 'historicalTrades', 'klines'].includes(path)) return '[]';
  if (path === 'depth') return '{"lastUpdateId":1,"bids":[],"asks":[]}';
  if (path === 'avgPrice') return '{"mins":5,"price":"0.00000000","closeTime":0}';
  if (!query.has('symbols')) return undefined;
  if (path === 'ticker/price') return JSON.stringify([{ symbol, price: zero }]);
  const book = { bidPrice: zero, bidQty: zero, askPrice: zero, askQty: zero };
  return path === 'ticker/bookTicker' ? JSON.stringify([{ symbol, ...book }]) : undefined;
}

async function freshness() {
  const { config } = loadConfig(bench.env);
  const now = bench.simulator.now();
  const book = await readBookkeeping(bench.store, { market: 'spot', egress: 'local' }, now);
  const collectors = enabledCollectors(config);
  const metas = await readMetas(
    bench.store,
    collectors.map(({ feed, interval }) => dataKey('spot', 'btcusdt', feed, interval)),
  );
  return collectors.map((collector, index) => ({
    name: collector.name,
    ...judgeFreshness(book, config, collector, 'btcusdt', metas[index]?.asOf ?? null, now),
  }));
}

it('a listed pair with nothing traded yet is waiting, not stale, until the first trade', async () => {
  bench = await openBench({ pairs: ['btcusdt'] });
  exchange = await openChangingExchange(bench.simulator.url);
  exchange.change = async (path, query) => neverTraded(path, query);
  await bench.start(undefined, { BINANCE_SPOT_URL: exchange.url });
  await eventually(async () => (await freshness()).every(({ stale }) => !stale));
  const waiting = (await freshness()).filter((each) => each.waiting).map(({ name }) => name);
  expect(waiting).toEqual(['book-ticker', 'price', 'avg-price']);
  expect((await bench.report('price'))?.pairs.btcusdt).toMatchObject({ failures: 0, lastError: null });

  exchange.change = null;
  await eventually(async () =>
    (await freshness()).every(({ stale, waiting, age }) => !stale && !waiting && age !== null),
  );
});

it('a pair that had a price and has none any more is a failure, and ages', async () => {
  bench = await openBench({ pairs: ['btcusdt'] });
  exchange = await openChangingExchange(bench.simulator.url);
  await bench.start(['pair-info', 'price'], { BINANCE_SPOT_URL: exchange.url });
  const price = async () => (await freshness()).find(({ name }) => name === 'price');
  await eventually(async () => (await price())?.stale === false);
  exchange.change = async (path, query) => neverTraded(path, query);
  await eventually(async () => ((await bench.report('price'))?.pairs.btcusdt?.failures ?? 0) > 0);
  expect((await bench.report('price'))?.pairs.btcusdt?.lastError).toContain('no value any more');
  await eventually(async () => (await price())?.stale === true);
  expect(await price()).toMatchObject({ waiting: false });
});
