import { createCatchUp } from '../../../collectors/history/catchUpAside.ts';
import { createTakeDelivered } from '../../../collectors/history/takeDelivered.ts';
import { newPairState, type PairState } from '../../../collectors/state/pairState.ts';
import { binanceSpot } from '../../../exchanges/binance/spot/connector.ts';
import { trades } from '../../../exchanges/binance/spot/feeds/trades.ts';
import type { Exchange } from '../../../exchanges/connector.ts';
import { openHttp } from '../../../exchanges/http.ts';
import { dataKey } from '../../../store/redis/keys.ts';
import { countDelivered, deliver } from '../../../store/values/delivered.ts';
import { configOf } from '../../configOf.ts';
import { openTestStore, type TestStore } from '../../testStore.ts';
import { type WorkerAlone, workerAlone } from './workerAlone.ts';

const NOW = Date.UTC(2026, 10, 19, 12, 0, 30);
const feed = trades(configOf({ pairs: ['btcusdt', 'ethusdt'] }).feeds.trades);
const keyOf = (code: string) => dataKey('spot', code, 'trades');

let test: TestStore;
let exchange: Exchange;
let alone: WorkerAlone;
let pairs: PairState[];

beforeEach(async () => {
  test = await openTestStore();
  exchange = openHttp(binanceSpot, { baseUrl: 'http://127.0.0.1:9', apiKeys: () => [] });
  const key = keyOf('btcusdt');
  alone = workerAlone({
    ...{ test, exchange, now: NOW, worker: 'trades', feedName: 'trades', feed },
    ...{ retention: 1000, key },
  });
  pairs = [alone.pair, newPairState({ code: 'ethusdt', symbol: 'ETHUSDT', key: keyOf('ethusdt') })];
});
afterEach(async () => {
  exchange.close();
  await test.close();
});

const page = (code: string, first: number) => ({
  ...{ code, kind: feed.kind, asOf: NOW, source: 'simulator' },
  members: [first, first + 1].map((id) => `[${id},"1","1",${NOW},0]`),
});
const count = (code: string) => test.store.redis.zcard(keyOf(code));

it('a page of a pair that is busy waits, those of others do not, and the pair takes no step of its own before it', async () => {
  const context = { ...alone.context, pairs: () => pairs };
  const take = createTakeDelivered(context, 'trades');
  const looked: string[] = [];
  const settings = alone.settings;
  const catchUp = createCatchUp(
    {
      ...context,
      ledger: {
        ...context.ledger,
        pendingOf: async (code) => {
          looked.push(code);
          return [];
        },
      },
    },
    'trades',
    async () => false,
  );
  await deliver(test.store, 'trades', 1, page('btcusdt', 12));
  await deliver(test.store, 'trades', 2, page('btcusdt', 10));
  await deliver(test.store, 'trades', 3, page('ethusdt', 10));
  const [btc] = pairs as [PairState];
  btc.older.isBusy = true;
  await take(settings);
  expect([await count('btcusdt'), await count('ethusdt')]).toEqual([0, 2]);
  expect(await countDelivered(test.store, 'trades')).toBe(2);
  // The step ends: the page comes before the next one.
  btc.older.isBusy = false;
  btc.series.newest = 14;
  await catchUp(settings, { pair: btc, series: btc.series });
  expect(looked).toEqual([]);
  await take(settings);
  expect([await count('btcusdt'), await countDelivered(test.store, 'trades')]).toEqual([4, 0]);
  // A backfill that has ended tells nobody.
  btc.older.awaitedUntil = 0;
  await catchUp(settings, { pair: btc, series: btc.series });
  expect(looked).toEqual(['btcusdt']);
});
