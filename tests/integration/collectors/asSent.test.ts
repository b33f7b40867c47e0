import { dataKey } from '../../../store/redis/keys.ts';
import { eventually } from '../../eventually.ts';
import { type ChangingExchange, openChangingExchange } from './changingExchange.ts';
import { type Bench, openBench } from './collecting.ts';

/** Numbers that parsing and writing anew would change, and strings that it would. */
const ODD = '"new":[9007199254740993,1.10,1e-8,-0,"\\u00e9\\/"],"2":1,"1":2';

let bench: Bench;
let exchange: ChangingExchange;
beforeAll(async () => {
  bench = await openBench({ pairs: ['btcusdt', 'ethusdt'] });
  exchange = await openChangingExchange(bench.simulator.url);
  exchange.change = async (_path, _query, right) =>
    // Into each row of a pair, and into the book.
    (await right())
      .replaceAll('{"symbol":', `{${ODD}, "symbol" : `)
      .replace('{"lastUpdateId"', `{ ${ODD},"lastUpdateId"`);
  await bench.start(['pair-info', 'high-low', 'book-ticker', 'price', 'depth'], { BINANCE_SPOT_URL: exchange.url });
});
afterAll(async () => {
  await bench.close();
  await exchange.close();
});

it.each([
  ['pair-info', `{${ODD},"symbol":"ETHUSDT",`],
  ['high-low', `{${ODD},"symbol":"ETHUSDT",`],
  ['book-ticker', `{${ODD},"symbol":"ETHUSDT",`],
  ['price', `{${ODD},"symbol":"ETHUSDT","price":"`],
  ['depth', `{${ODD},"lastUpdateId":`],
] as const)('%s is stored as the exchange sent it, without the space between', async (feed, beginning) => {
  const stored = async () => (await bench.store.redis.get(dataKey('spot', 'ethusdt', feed))) ?? '';
  await eventually(async () => (await stored()) !== '');
  expect((await stored()).slice(0, beginning.length)).toBe(beginning);
});
