import { createCandles } from '../../../../api/binance/candles.ts';
import { type CallerGate, NoRoom } from '../../../../gateway/callers/callerGate.ts';
import type { Params } from '../../../../model/endpoint.ts';
import { eventually } from '../../../eventually.ts';
import { MINUTE, storedCandles, textOf } from './dialectWorld.ts';
import { minute, minuteCandles, PATH, whose } from './minuteCandles.ts';

const series = minuteCandles();
const { ask, tell, collect } = series;

describe('candles from memory', () => {
  it.each([
    ['the newest, as many as by default', {}],
    ['one', { limit: 1 }],
    ['all that are stored', { limit: 1000 }],
    ['from a time on', { startTime: minute - 100 * MINUTE, limit: 7 }],
    ['from a time between two candles', { startTime: minute - 100 * MINUTE + 1, limit: 7 }],
    ['from a time on up to now', { startTime: minute - 100 * MINUTE }],
    ['up to a time', { endTime: minute - 300 * MINUTE, limit: 20 }],
    ['up to a time within a candle', { endTime: minute - 300 * MINUTE + 30_000, limit: 20 }],
    ['up to a time to come', { endTime: minute + 300 * MINUTE, limit: 20 }],
    ['between two times', { startTime: minute - 50 * MINUTE, endTime: minute - 10 * MINUTE }],
    ['between two times, of which a few', { startTime: minute - 50 * MINUTE, endTime: minute - 10 * MINUTE, limit: 3 }],
    ['of one time', { startTime: minute - 50 * MINUTE, endTime: minute - 50 * MINUTE }],
    ['in the time zone of the exchange', { timeZone: '0', limit: 5 }],
  ] as [string, Params][])('%s: to the letter what the exchange answers', async (_, params) => {
    await collect();
    const expected = await tell(params);
    expect(await ask(params)).toBe(expected);
    // From memory now.
    expect(await ask(params)).toBe(expected);
    expect(series.world.sent).toEqual([]);
  });

  it.each([
    ['before what is stored', { startTime: minute - 2000 * MINUTE, limit: 5 }],
    ['from the first candle of all', { startTime: 0, limit: 1 }],
    ['up to a time before what is stored', { endTime: minute - 2000 * MINUTE }],
    ['more than is stored', { endTime: minute - 900 * MINUTE, limit: 500 }],
    ['of another time zone', { timeZone: '8' }],
    ['of seconds', { interval: '1s' }],
    ['of a pair that is not collected', { symbol: 'LTCUSDT' }],
    ['of an interval without rows', { interval: '5m' }],
    ['of a time to come', { startTime: minute + 10 * MINUTE }],
  ] as [string, Params][])('are not answered %s', async (_, params) => {
    await collect();
    expect(await ask(params)).toBeNull();
  });

  it('are not answered once nobody has confirmed them for a while, nor while the pair is not traded', async () => {
    await collect();
    expect(await ask({ limit: 2 })).not.toBeNull();
    series.world.now += 6_000;
    expect(await ask({ limit: 2 })).toBeNull();
  });

  it('are not answered where a stored row is damaged', async () => {
    await collect(20);
    await series.world.known(async () => {
      await series.world.api.store.redis.zremrangebyscore('spot:{btcusdt}:klines:1', minute - MINUTE, minute - MINUTE);
      await series.world.api.store.redis.zadd('spot:{btcusdt}:klines:1', minute - MINUTE, '[1,"x');
      await series.world.api.latest('price', { symbol: 'BTCUSDT', price: '1' });
    });
    expect(await ask({ limit: 5 })).toBeNull();
    expect(series.world.api.messages.join()).toContain('spot:{btcusdt}:klines:1');
  });
});

describe('a series that is shorter than what is asked for', () => {
  it('is answered where the exchange has nothing before it, which is asked for once', async () => {
    const first = JSON.parse(
      await series.world.told(PATH, { ...whose, interval: '1w', startTime: 0, limit: 1 }),
    )[0][0] as number;
    const all = await series.world.told(PATH, { ...whose, interval: '1w', startTime: first, limit: 1000 });
    expect(JSON.parse(all).length).toBeLessThan(1000);
    await series.world.store('klines', storedCandles(all), { interval: 10_080 });
    for (let round = 0; round < 3; round++) expect(await ask({ interval: '1w', limit: 1000 })).toBe(all);
    expect(series.world.sent).toEqual([`${PATH}?symbol=BTCUSDT&interval=1w&limit=1&startTime=0`]);
  });

  it('is not where there is more, or nobody can be asked', async () => {
    await collect(20);
    expect(await ask({ limit: 100 })).toBeNull();
    series.candles = createCandles({ ...series.world.context(), callers: () => null }, series.world.api.cache);
    expect(await ask({ limit: 100 })).toBeNull();
  });
});

it('who has no weight left takes nothing from others who ask for the same', async () => {
  const gate = series.world.context().callers('spot') as CallerGate;
  const refusing: CallerGate = {
    symbols: () => gate.symbols(),
    async fetch(request, caller) {
      await eventually(() => true);
      if (caller === 'a flooder') throw new NoRoom('throttled', 'no weight is left', 1_000);
      return gate.fetch(request, caller);
    },
  };
  series.candles = createCandles({ ...series.world.context(), callers: () => refusing }, series.world.api.cache);
  const by = (caller: string, params: Params) =>
    textOf(series.candles({ ...series.world.asked(PATH, { ...whose, ...params }), caller })).catch(() => 'refused');
  const week = { ...whose, interval: '1w', limit: 1000 };
  const all = await series.world.told(PATH, { ...week, startTime: 0 });
  await series.world.store('klines', storedCandles(all), { interval: 10_080 });
  expect(await Promise.all(['a flooder', 'a flooder', 'a bot'].map((caller) => by(caller, week)))).toEqual([
    null,
    null,
    all,
  ]);
  series.world.now = minute + MINUTE - 500;
  await collect(100);
  series.world.now = minute + MINUTE + 300;
  const expected = await tell({ limit: 50 });
  const answers = await Promise.all(['a flooder', 'a bot', 'a flooder'].map((caller) => by(caller, { limit: 50 })));
  expect(answers[1]).toBe(expected);
});

it.each([
  ['/fapi/v1/klines', { symbol: 'BTCUSDT' }, 'klines'],
  ['/fapi/v1/continuousKlines', { pair: 'BTCUSDT', contractType: 'PERPETUAL' }, 'klines-perpetual'],
] as const)('futures: %s to the letter', async (path, params, feed) => {
  const all = { ...params, interval: '1m', limit: 700 };
  const body = await series.world.told(path, all);
  await series.world.store(feed, storedCandles(body), { market: 'usdm', interval: 1, asOf: series.world.now });
  for (const limit of [1, 499, 700]) {
    const some = { ...all, limit };
    expect(await textOf(series.candles(series.world.asked(path, some)))).toBe(await series.world.told(path, some));
  }
});

it.each([
  ['/fapi/v1/markPriceKlines', { symbol: 'BTCUSDT' }, 'klines-mark'],
  ['/fapi/v1/indexPriceKlines', { pair: 'BTCUSDT' }, 'klines-index'],
  ['/fapi/v1/premiumIndexKlines', { symbol: 'BTCUSDT' }, 'klines-premium'],
] as const)('futures: %s, but for the number of prices that they were made of', async (path, params, feed) => {
  const asked = { ...params, interval: '5m', limit: 100 };
  const rows = JSON.parse(await series.world.told(path, asked)) as [number, ...unknown[]][];
  const stored = rows.map((row, index) => ({
    score: row[0],
    member: JSON.stringify([...row.slice(0, 5), row[6], index < rows.length - 1 ? 2 : 1]),
  }));
  await series.world.store(feed, stored, { market: 'usdm', interval: 5 });
  const expected = rows.map((row) => row.map((field, index) => (index === 8 ? 0 : field)));
  expect(await textOf(series.candles(series.world.asked(path, asked)))).toBe(JSON.stringify(expected));
});
