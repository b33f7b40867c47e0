import { storesOtherwise, workerSettings } from '../../../../collectors/worker/workerSettings.ts';
import { binanceSpot } from '../../../../exchanges/binance/spot/connector.ts';
import { binanceUsdm } from '../../../../exchanges/binance/usdm/connector.ts';
import { type Collector, collectorsOf } from '../../../../markets/markets.js';
import { configOf } from '../../../configOf.ts';
import { weighedFeeds } from '../../../feedsAlone.ts';
import { planFor } from '../../../planFor.ts';

const collectors = collectorsOf('spot');

const collectorOf = (name: string): Collector => {
  const found = collectors.find((collector) => collector.name === name);
  if (found === undefined) throw new Error(name);
  return found;
};
const few = ['btcusdt', 'ethusdt', 'etcusdt'];
const many = Array.from({ length: 7 }, (_, index) => `p${index}usdt`);
const settingsOf = (name: string, content: object, before?: ReturnType<typeof workerSettings>) => {
  const config = configOf({ pairs: few, ...content });
  return workerSettings(collectorOf(name), binanceSpot, config, planFor(config, { weightPerMinute: 6000 }), before);
};

it('say what the plan gives the worker', () => {
  const { period, served, level, plannedWeight, rollUp, enabled } = settingsOf('price', {});
  expect({ period, served, level, rollUp, enabled }).toEqual({
    ...{ period: 1, served: 'poll', level: 1, rollUp: null, enabled: true },
  });
  expect(plannedWeight).toBeGreaterThan(0);
});

it('say how its candles are rolled up, where the plan has it so', () => {
  const served = { pairs: many, feeds: weighedFeeds };
  const longer = settingsOf('klines-15', served);
  expect(longer).toMatchObject({ served: 'rollup', level: 2, rollUp: { interval: 15, confirmEveryMs: 60_000 } });
  expect(longer.rollUp?.sources.at(-1)).toBe(1);
  expect(settingsOf('klines-1', served)).toMatchObject({ served: 'poll', level: 2, rollUp: null });
});

it('have what streams do not bring polled, so seldom that all polls fit', () => {
  const pairs = Array.from({ length: 20 }, (_, index) => `p${index}usdt`);
  for (const name of ['trades', 'price', 'klines-1', 'klines-60']) {
    const { period } = settingsOf(name, { pairs, transport: 'poll', klines: { mode: 'poll' } });
    const streamed = { isStreamed: true, served: 'stream', level: 3, period: 1, rollUp: null };
    expect(settingsOf(name, { pairs, transport: 'stream' })).toMatchObject({ ...streamed, restPeriod: period });
  }
});

it('have what is counted in a limit of its own, and has failed, tried again after a part of its period', () => {
  const pairs = ['btcusdt'];
  const config = configOf({ pairs, usdm: { pairs, feeds: { 'delivery-price': { enabled: true } } } });
  const leastMs = Object.fromEntries(
    collectorsOf('usdm').map((collector) => {
      const plan = planFor(config, { weightPerMinute: 2400 }, 0, new Map(), null, 'usdm');
      return [collector.name, workerSettings(collector, binanceUsdm, config.usdm ?? config, plan).laterRetryMs];
    }),
  );
  expect(leastMs).toMatchObject({ 'usdm-basis': 60_000, 'usdm-funding-rate': 12_000, 'usdm-delivery-price': 60_000 });
  expect(leastMs).toMatchObject({ 'usdm-open-interest': 0, 'usdm-klines-1': 0, 'usdm-trades': 0 });
});

it('of a feed that is disabled are those of CONFIG.json', () => {
  const off = { feeds: { price: { enabled: false, everySeconds: 7 } } };
  expect(settingsOf('price', off)).toMatchObject({ enabled: false, period: 7, served: 'poll', plannedWeight: 0 });
});

it('keep the validator while rows look the same, and have another one when they do not', () => {
  const before = settingsOf('trades', {});
  expect(settingsOf('trades', { pairs: many }, before).validate).toBe(before.validate);
  const raw = settingsOf('trades', { feeds: { trades: { source: 'trades' } } }, before);
  expect(raw.validate).not.toBe(before.validate);
});

it.each<[string, object, boolean]>([
  ['the same again', {}, false],
  ['another period', { feeds: { trades: { everySeconds: 3 } } }, false],
  ['another retention', { retention: { trades: 3000 } }, true],
  ['another source', { feeds: { trades: { source: 'trades' } } }, true],
])('%s stores otherwise: %p %p', (_name, content, expected) => {
  const before = settingsOf('trades', {});
  expect(storesOtherwise(before, settingsOf('trades', content, before))).toBe(expected);
});

it('with a period that is no number are refused', () => {
  const config = configOf({ pairs: few });
  const plan = planFor(config, { weightPerMinute: 6000 });
  const price = plan.collectors.get('price');
  if (price === undefined) throw new Error('no price');
  const wrong = { ...plan, collectors: new Map([['price', { ...price, period: Number.NaN }]]) };
  expect(() => workerSettings(collectorOf('price'), binanceSpot, config, wrong)).toThrow(
    'the period of price is no number: NaN',
  );
});

it('of a feed that the exchange does not have are none', () => {
  const config = configOf({ pairs: few });
  const plan = planFor(config, { weightPerMinute: 6000 });
  expect(() => workerSettings(collectorOf('price'), { feeds: {} }, config, plan)).toThrow('spot has no feed price');
});
