import type { Answerer } from '../../../../api/binance/asked.ts';
import { createCandles } from '../../../../api/binance/candles.ts';
import type { CallerGate } from '../../../../gateway/callers/callerGate.ts';
import type { Market } from '../../../../markets/markets.js';
import type { Params } from '../../../../model/endpoint.ts';
import { eventually } from '../../../eventually.ts';
import { AT, type DialectWorld, MINUTE, openDialectWorld, storedCandles, textOf } from './dialectWorld.ts';

const HOUR = 60 * MINUTE;
const collected = { '1m': 1, '5m': 5, '15m': 15, '30m': 30, '1h': 60, '1d': 1440 };
const pathOf = { spot: '/api/v3/klines', usdm: '/fapi/v1/klines' } as const;

let world: DialectWorld;
let candles: Answerer;
let monotonic: number;
beforeEach(async () => {
  world = await openDialectWorld();
  monotonic = 0;
  candles = createCandles(world.context(), world.api.cache, () => monotonic);
});
afterEach(() => world.close());

const tell = (params: Params, market: Market) => world.told(pathOf[market], { symbol: 'BTCUSDT', ...params });
const ask = (params: Params, market: Market = 'spot') =>
  textOf(candles(world.asked(pathOf[market], { symbol: 'BTCUSDT', ...params })));

async function collect(market: Market, rows = 300): Promise<void> {
  for (const [name, interval] of Object.entries(collected)) {
    await world.store('klines', storedCandles(await tell({ interval: name, limit: rows }, market)), {
      market,
      interval,
    });
  }
}

describe.each(['spot', 'usdm'] as const)('%s: a longer candle that is not collected', (market) => {
  it.each(['3m', '2h', '4h', '6h', '8h', '12h', '3d'])('%s: to the letter, and fetched once', async (interval) => {
    await collect(market);
    const expected = await tell({ interval, limit: 500 }, market);
    for (let round = 0; round < 3; round++) expect(await ask({ interval, limit: 500 }, market)).toBe(expected);
    expect(await ask({ interval, limit: 20 }, market)).toBe(await tell({ interval, limit: 20 }, market));
    expect(world.sent).toEqual([`${pathOf[market]}?symbol=BTCUSDT&interval=${interval}&limit=500`]);
  });
});

it('the one that forms follows what is stored, and nothing is fetched for it', async () => {
  await collect('spot');
  const params = { interval: '4h', limit: 100 };
  await ask(params);
  for (let round = 0; round < 4; round++) {
    world.now += 7 * MINUTE;
    await collect('spot', 20);
    expect(await ask(params)).toBe(await tell(params, 'spot'));
  }
  expect(world.sent.length).toBe(1);
});

it('when it ends only the newest rows are fetched, once for all who ask', async () => {
  await collect('spot');
  const params = { interval: '4h', limit: 100 };
  await ask(params);
  for (const ends of [12, 16, 20]) {
    world.now = Math.floor(AT / (24 * HOUR)) * 24 * HOUR + ends * HOUR + 1_000;
    await collect('spot', 300);
    const expected = await tell(params, 'spot');
    expect(await Promise.all([ask(params), ask(params), ask(params)])).toEqual([expected, expected, expected]);
  }
  expect(world.sent.slice(1)).toEqual(Array(3).fill('/api/v3/klines?symbol=BTCUSDT&interval=4h&limit=3'));
});

it('what has closed a moment ago is looked at once more when it is settled, and nobody waits for that', async () => {
  const ends = Math.floor(AT / (24 * HOUR)) * 24 * HOUR + 12 * HOUR;
  const gate = world.context().callers('spot') as CallerGate;
  /** A replica without the last trades. */
  const lagging: CallerGate = {
    symbols: () => gate.symbols(),
    async fetch(request, caller) {
      const passed = await gate.fetch(request, caller);
      if (world.now >= ends + 60_000) return passed;
      const rows = JSON.parse(passed.body) as unknown[][];
      for (const row of rows) if (row[0] === ends - 4 * HOUR) row[5] = '0.5';
      return { ...passed, body: JSON.stringify(rows) };
    },
  };
  candles = createCandles({ ...world.context(), callers: () => lagging }, world.api.cache, () => monotonic);
  await collect('spot');
  const params = { interval: '4h', limit: 100 };
  /** Ends at the same time, and is looked at once more a while after the other. */
  const later = { interval: '6h', limit: 100 };
  const sent = ({ interval }: Params) => world.sent.filter((path) => path.includes(`interval=${interval}&`)).length;
  await Promise.all([params, later].map((each) => ask(each)));
  world.now = ends + 1_000;
  await collect('spot');
  expect(await ask(params)).toContain('"0.5"');
  await ask(later);
  world.now = ends + 61_000;
  await collect('spot');
  expect(await ask(params)).toContain('"0.5"');
  const expected = await tell(params, 'spot');
  await eventually(async () => (await ask(params)) === expected);
  expect([sent(params), sent(later)]).toEqual([3, 2]);
  world.now = ends + 90_000;
  await collect('spot');
  expect(await ask(params)).toBe(await tell(params, 'spot'));
  // What is looked at goes out a moment later: by then the first one would have gone out, too.
  await ask(later);
  await eventually(() => sent(later) === 3);
  expect(sent(params)).toBe(3);
});

it.each(['1w', '1M'])('%s is not summed up of more candles than are kept', async (interval) => {
  await world.close();
  world = await openDialectWorld({ klines: { intervals: [1] } });
  candles = createCandles(world.context(), world.api.cache, () => monotonic);
  await world.store('klines', storedCandles(await tell({ interval: '1m', limit: 900 }, 'spot')), { interval: 1 });
  expect(await ask({ interval })).toBeNull();
  // Nor is anything fetched for it.
  expect(world.sent).toEqual([]);
});

it('right after it has begun it is as the exchange has just said', async () => {
  await collect('spot');
  const params = { interval: '4h', limit: 100 };
  await ask(params);
  world.now = Math.floor(AT / (24 * HOUR)) * 24 * HOUR + 12 * HOUR + 200;
  expect(await ask(params)).toBe(await tell(params, 'spot'));
});

it('more rows than were fetched are fetched, and all of them again after an hour', async () => {
  await collect('spot');
  await ask({ interval: '4h', limit: 10 });
  const more = { interval: '4h', limit: 30 };
  expect(await ask(more)).toBe(await tell(more, 'spot'));
  expect(await ask({ interval: '4h', limit: 10 })).toBe(await tell({ interval: '4h', limit: 10 }, 'spot'));
  expect(world.sent.length).toBe(2);
  monotonic += HOUR;
  await ask({ interval: '4h', limit: 10 });
  expect(world.sent.at(-1)).toContain('limit=30');
});

it.each([
  ['where a part of it is not stored', { interval: '4h' }, 60],
  ['from a time on', { interval: '4h', startTime: AT - 40 * HOUR }, 300],
  ['up to a time', { interval: '4h', endTime: AT }, 300],
  ['of a pair that is not collected', { interval: '4h', symbol: 'LTCUSDT' }, 300],
] as [string, Params, number][])('it is not answered %s', async (_, params, rows) => {
  for (const [name, interval] of Object.entries({ '1m': 1, '5m': 5 })) {
    await world.store(
      'klines',
      storedCandles(await tell({ interval: name, limit: rows }, 'spot')).slice(rows === 60 ? 50 : 0),
      { interval },
    );
  }
  expect(await ask(params)).toBeNull();
});

it('it is not answered where nothing may be fetched, nor of prices that cannot be summed up', async () => {
  await collect('spot');
  world.isOpen = false;
  expect(await ask({ interval: '4h' })).toBeNull();
  const marks = storedCandles(await world.told('/fapi/v1/markPriceKlines', { symbol: 'BTCUSDT', interval: '1m' }));
  const stored = marks.map(({ score, member }) => {
    const fields = JSON.parse(member) as unknown[];
    return { score, member: JSON.stringify([...fields.slice(0, 5), fields[6], fields[12]]) };
  });
  await world.store('klines-mark', stored, { market: 'usdm', interval: 1 });
  expect(
    await textOf(candles(world.asked('/fapi/v1/markPriceKlines', { symbol: 'BTCUSDT', interval: '4h' }))),
  ).toBeNull();
});
