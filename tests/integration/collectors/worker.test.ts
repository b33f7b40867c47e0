import type { Source } from '../../../collectors/sources/source.ts';
import { ordinary } from '../../../collectors/worker/role.ts';
import { serveGroup } from '../../../collectors/worker/serveGroup.ts';
import { createWorker } from '../../../collectors/worker/worker.ts';
import { createWorkerParts, type WorkerOptions } from '../../../collectors/worker/workerParts.ts';
import { workerSettings } from '../../../collectors/worker/workerSettings.ts';
import { binanceSpot } from '../../../exchanges/binance/spot/connector.ts';
import { trades } from '../../../exchanges/binance/spot/feeds/trades.ts';
import type { Exchange } from '../../../exchanges/connector.ts';
import { openHttp } from '../../../exchanges/http.ts';
import { createSharedState } from '../../../gateway/sharedState.ts';
import { collectorsOf } from '../../../markets/markets.js';
import { spot } from '../../../markets/spot.js';
import { limitsOf } from '../../../model/limits.ts';
import { holderName } from '../../../runtime/machine.ts';
import { dataKey } from '../../../store/redis/keys.ts';
import { createLease } from '../../../store/values/lease.ts';
import { configOf } from '../../configOf.ts';
import { planFor } from '../../planFor.ts';
import { openTestStore, type TestStore } from '../../testStore.ts';
import { workerAlone } from './workerAlone.ts';

const NOW = Date.UTC(2026, 10, 19, 12, 0, 30);
const config = configOf({ pairs: ['btcusdt', 'ethusdt'] });
let test: TestStore;
/** Nothing here asks it. */
let exchange: Exchange;
beforeEach(async () => {
  test = await openTestStore();
  exchange = openHttp(binanceSpot, { baseUrl: 'http://127.0.0.1:1', apiKeys: () => [] });
});
afterEach(async () => {
  exchange.close();
  await test.close();
});

/** What the worker of the trades is made with. */
function optionsOf(options: Partial<WorkerOptions>): WorkerOptions {
  const [collector] = collectorsOf('spot').filter(({ name }) => name === 'trades');
  if (collector === undefined) throw new Error('spot has no trades');
  const { store } = test;
  const { context } = workerAlone({
    ...{ test, exchange, now: NOW, worker: 'trades', feedName: 'trades', retention: 500 },
    ...{ feed: trades(config.feeds.trades), key: dataKey('spot', 'btcusdt', 'trades') },
  });
  return {
    ...context,
    ...{ collector, config, connector: binanceSpot, table: spot, role: ordinary },
    lease: createLease(store, 'trades', holderName('a')),
    shared: createSharedState(store, { egress: 'local', market: 'spot' }, context.clock),
    plan: planFor(config, limitsOf(spot.limit)),
    onUnknown: async () => true,
    onFatal: () => undefined,
    ...options,
  };
}

const sourceWith = (serve: Source['serve']): Source => ({ serve, close: async () => undefined });

it('pairs that were served have not failed where it cannot be said that the exchange does not know another one', async () => {
  const away = new Error('away');
  const options = optionsOf({ onUnknown: () => Promise.reject(away) });
  const parts = createWorkerParts(options);
  parts.pairs.follow(['btcusdt', 'ethusdt', 'etcusdt']);
  const states = parts.pairs.current();
  const [, eth, etc] = states;
  if (eth === undefined || etc === undefined) throw new Error('two pairs are missing');
  const source = sourceWith(async () => ({ failures: new Map([[etc, new Error('wrong')]]), unknown: [eth] }));
  const settings = workerSettings(options.collector, binanceSpot, options.config, options.plan);
  await serveGroup(parts, () => ({ settings, source }), { states, priority: 'live' });
  await parts.tasks.close();
  expect(states.map(({ code, health }) => [code, health.failures, health.lastError])).toEqual([
    ['btcusdt', 0, null],
    ['ethusdt', 1, expect.stringContaining('away')],
    ['etcusdt', 1, expect.stringContaining('wrong')],
  ]);
});

it('a source finds the pairs that are configured when it is made, at the start and after an edit', async () => {
  const found: (readonly string[])[] = [];
  const options = optionsOf({
    makeSource(context) {
      found.push(context.pairs().map(({ code }) => code));
      return sourceWith(async () => ({ failures: new Map(), unknown: [] }));
    },
  });
  const worker = createWorker(options);
  worker.configure({ ...options.config, pairs: ['ethusdt', 'etcusdt'] }, options.plan);
  await worker.close();
  expect(found).toEqual([
    ['btcusdt', 'ethusdt'],
    ['ethusdt', 'etcusdt'],
  ]);
});
