import { createCatchUp } from '../../../collectors/history/catchUpAside.ts';
import { createTakeDelivered } from '../../../collectors/history/takeDelivered.ts';
import { newPairState, type PairState } from '../../../collectors/state/pairState.ts';
import { binanceSpot } from '../../../exchanges/binance/spot/connector.ts';
import { trades } from '../../../exchanges/binance/spot/feeds/trades.ts';
import type { Exchange } from '../../../exchanges/connector.ts';
import { openHttp } from '../../../exchanges/http.ts';
import { dataKey } from '../../../store/redis/keys.ts';
import { countDelivered, deliver } from '../../../store/values/delivered.ts';
import { type Gap, readGaps, writeGaps } from '../../../store/values/gaps.ts';
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

const page = (code: string, first: number, last = first + 1) => ({
  ...{ code, kind: feed.kind, asOf: NOW, source: 'simulator' },
  members: [first, last].map((id) => `[${id},"1","1",${NOW},0]`),
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

it('a page does not wait for a step that stands in line, and the step, once its turn comes, leaves the pair to the backfill', async () => {
  let begin = (): void => undefined;
  const stands = new Promise<void>((resolve) => {
    begin = resolve;
  });
  const asked: string[] = [];
  const context = {
    ...alone.context,
    pairs: () => pairs,
    lines: { ...alone.context.lines, history: (step: () => Promise<void>) => stands.then(step) },
    gate: {
      ...alone.context.gate,
      send: async ({ path }: { path: string }) => {
        asked.push(path);
        throw new Error('asked');
      },
    },
  };
  const [btc] = pairs as [PairState];
  btc.series.newest = 14;
  btc.series.fill = { before: 14, floor: 1 };
  const stepping = createCatchUp(
    context,
    'trades',
    async () => false,
  )(alone.settings, {
    ...{ pair: btc, series: btc.series },
  });
  await deliver(test.store, 'trades', 1, page('btcusdt', 12));
  await createTakeDelivered(context, 'trades')(alone.settings);
  expect([await count('btcusdt'), await countDelivered(test.store, 'trades')]).toEqual([2, 0]);
  begin();
  await stepping;
  expect(asked).toEqual([]);
  expect(btc.older).toMatchObject({ isBusy: false, isInLine: false });
});

it('own history goes on below what has come, though there is a hole above it; closed entries of which nothing has come stay', async () => {
  const take = createTakeDelivered(alone.context, 'trades');
  const entry = (from: number, to: number): Gap => ({
    ...{ code: 'btcusdt', from, to, cause: 'exchange-gap', state: 'unfillable', rows: 0, left: null },
    ...{ foundAt: 1, changedAt: 1 },
  });
  await writeGaps(test.store, 'trades', 7, [entry(5001, 5002), { ...entry(5003, 5003), state: 'expired' }]);
  await deliver(test.store, 'trades', 1, page('btcusdt', 5500));
  await take(alone.settings);
  await deliver(test.store, 'trades', 2, page('btcusdt', 5000, 5003));
  alone.pair.series.fill = { before: 5500, floor: 4500 };
  await take(alone.settings);
  expect(alone.pair.series.fill).toEqual({ before: 5000, floor: 4500 });
  const gaps = new Map((await readGaps(test.store, 'trades')).map((gap) => [gap.from, gap]));
  expect(gaps.get(5001)).toEqual(entry(5001, 5002));
  expect(gaps.get(5003)).toMatchObject({ state: 'filled', rows: 1 });
});
