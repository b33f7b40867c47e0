import { createAggTrades } from '../../../../api/binance/aggTrades.ts';
import type { Answerer } from '../../../../api/binance/asked.ts';
import type { Market } from '../../../../markets/markets.js';
import type { Params } from '../../../../model/endpoint.ts';
import type { SeriesRow } from '../../../../model/seriesRow.ts';
import { dataKey } from '../../../../store/redis/keys.ts';
import { AT, type DialectWorld, MINUTE, openDialectWorld, textOf } from './dialectWorld.ts';

interface Trade {
  readonly a: number;
  readonly p: string;
  readonly q: string;
  readonly nq?: string;
  readonly f: number;
  readonly l: number;
  readonly T: number;
  readonly m: boolean;
}

const markets = [
  ['spot', '/api/v3/aggTrades'],
  ['usdm', '/fapi/v1/aggTrades'],
] as const;
const pathOf = Object.fromEntries(markets) as Record<Market, string>;

let world: DialectWorld;
let trades: Answerer;
beforeEach(async () => {
  world = await openDialectWorld();
  trades = createAggTrades(world.context(), world.api.cache);
});
afterEach(() => world.close());

const ask = (market: Market, params: Params) =>
  textOf(trades(world.asked(pathOf[market], { symbol: 'BTCUSDT', ...params })));
const tell = (market: Market, params: Params = {}) => world.told(pathOf[market], { symbol: 'BTCUSDT', ...params });

const stored = (market: Market, { a, p, q, nq, f, l, T, m }: Trade): SeriesRow => ({
  score: a,
  member: JSON.stringify([a, p, q, f, l, T, m, ...(market === 'usdm' ? [nq ?? null] : [])]),
});

async function collect(
  market: Market,
  leftOut: (trade: Trade, index: number) => boolean = () => false,
): Promise<Trade[]> {
  const all = JSON.parse(await tell(market, { limit: 1000 })) as Trade[];
  const rows = all.filter((trade, index) => !leftOut(trade, index)).map((trade) => stored(market, trade));
  await world.store('trades', rows, { market });
  return all;
}

describe.each(markets)('%s: aggregate trades from memory', (market) => {
  it('are to the letter what the exchange answers', async () => {
    const all = await collect(market);
    const at = (index: number) => all.at(index) as Trade;
    const span = { startTime: at(-300).T, endTime: at(-100).T };
    const cases: Params[] = [
      {},
      { limit: 1 },
      { limit: 1000 },
      { fromId: at(0).a, limit: 1000 },
      { fromId: at(-20).a },
      { fromId: at(-20).a, limit: 3 },
      { fromId: at(-1).a + 1 },
      { fromId: at(-1).a + 1_000_000 },
      { startTime: at(-20).T },
      { startTime: at(-20).T + 1 },
      { startTime: at(-300).T, limit: 7 },
      { endTime: at(-300).T, limit: 7 },
      { endTime: at(-300).T - 1, limit: 7 },
      { endTime: AT + MINUTE, limit: 7 },
      span,
      { ...span, limit: 1000 },
      { ...span, limit: 5 },
      { startTime: at(-300).T, endTime: at(-300).T },
      { startTime: at(-1).T + 1 },
    ];
    for (const params of cases) {
      const expected = await tell(market, params);
      expect([params, await ask(market, params)]).toEqual([params, expected]);
      expect([params, await ask(market, params)]).toEqual([params, expected]);
    }
  });

  it('up to a time that has passed wait until it is known what was traded until then', async () => {
    const all = await collect(market);
    const last = all.at(-1) as Trade;
    const known = { startTime: last.T - 1_000, endTime: last.T - 1 };
    world.now += 900;
    const params = { startTime: last.T - 1_000, endTime: AT + 500 };
    expect(await ask(market, known)).toBe(await tell(market, known));
    const waiting = [ask(market, params), ask(market, { ...params, endTime: AT + 1_200 })];
    await collect(market);
    const expected = await tell(market, params);
    expect(await Promise.all(waiting)).toEqual([expected, expected]);
    world.now += 900;
    // Nobody tells it in time: the exchange has to be asked.
    expect(await ask(market, { ...params, endTime: AT + 1_500 })).toBeNull();
    expect(await ask(market, { ...params, endTime: AT + MINUTE })).not.toBeNull();
  });

  it('are of the newest state, however often it has changed', async () => {
    await collect(market);
    const cases: Params[] = [{}, { limit: 2 }, { startTime: AT - MINUTE }, { endTime: AT + MINUTE, limit: 9 }];
    for (let round = 0; round < 6; round++) {
      for (const params of cases)
        expect([params, await ask(market, params)]).toEqual([params, await tell(market, params)]);
      world.now += 7_000;
      const next = JSON.parse(await tell(market, { limit: 30 })) as Trade[];
      await world.store(
        'trades',
        next.map((trade) => stored(market, trade)),
        { market },
      );
    }
  });

  it('trades of one millisecond are all there, or none', async () => {
    const all = await collect(market);
    const some = all.slice(-10).map((trade, index) => ({ ...trade, T: AT - (index < 3 ? 20 : index < 8 ? 10 : 5) }));
    await world.store(
      'trades',
      [stored(market, { ...(some.at(-1) as Trade), a: (some.at(-1) as Trade).a + 1, T: AT - 5 })],
      { market },
    );
    await world.known(async () => {
      const key = dataKey(market, 'btcusdt', 'trades');
      for (const trade of some) {
        await world.api.store.redis.zremrangebyscore(key, trade.a, trade.a);
        await world.api.store.redis.zadd(key, trade.a, stored(market, trade).member);
      }
      await world.api.latest('price', { symbol: 'BTCUSDT', price: '1' });
    });
    const idsOf = async (params: Params) =>
      (JSON.parse((await ask(market, params)) ?? 'null') as Trade[] | null)?.map(({ a }) => a);
    const ids = some.map(({ a }) => a);
    expect(await idsOf({ startTime: AT - 10, endTime: AT - 10 })).toEqual(ids.slice(3, 8));
    expect(await idsOf({ startTime: AT - 19, endTime: AT - 9 })).toEqual(ids.slice(3, 8));
    expect(await idsOf({ startTime: AT - 20, limit: 4 })).toEqual(ids.slice(0, 4));
    expect(await idsOf({ startTime: AT - 8, endTime: AT - 6 })).toEqual([]);
    expect(await idsOf({ endTime: AT - 10, limit: 2 })).toEqual(ids.slice(6, 8));
  });

  it.each([
    ['before what is stored', (all: Trade[]) => ({ fromId: (all[0] as Trade).a - 1 })],
    ['from a time on that may lie before what is stored', (all: Trade[]) => ({ startTime: (all[0] as Trade).T })],
    ['more, up to a time, than are stored', (all: Trade[]) => ({ endTime: (all[5] as Trade).T, limit: 50 })],
    ['of a pair that is not collected', () => ({ symbol: 'LTCUSDT' })],
  ])('are not answered %s', async (_, paramsOf) => {
    const all = await collect(market);
    expect(await ask(market, paramsOf(all))).toBeNull();
  });

  it('are not answered over a hole, and beside it they are', async () => {
    const all = await collect(market, (_, index) => index === 900);
    const hole = all[900] as Trade;
    expect(await ask(market, { limit: 99 })).toBe(await tell(market, { limit: 99 }));
    expect(await ask(market, { limit: 101 })).toBeNull();
    expect(await ask(market, { fromId: hole.a - 5 })).toBeNull();
    expect(await ask(market, { fromId: hole.a })).toBeNull();
    expect(await ask(market, { startTime: hole.T - 1 })).toBeNull();
    expect(await ask(market, { fromId: hole.a - 5, limit: 5 })).toBe(
      await tell(market, { fromId: hole.a - 5, limit: 5 }),
    );
  });

  it('are not answered by time where times fall from one id to the next', async () => {
    const all = await collect(market);
    const odd = all[995] as Trade;
    const key = dataKey(market, 'btcusdt', 'trades');
    await world.api.store.redis.zremrangebyscore(key, odd.a, odd.a);
    await world.api.store.redis.zadd(key, odd.a, stored(market, { ...odd, T: odd.T - 10 * MINUTE }).member);
    expect(await ask(market, { startTime: (all[990] as Trade).T })).toBeNull();
  });

  it('are not answered where a row is damaged, nor once they are stale', async () => {
    const all = await collect(market);
    const key = dataKey(market, 'btcusdt', 'trades');
    await world.api.store.redis.zadd(key, (all[999] as Trade).a + 1, '[1,2');
    expect(await ask(market, {})).toBeNull();
    await world.api.store.redis.zrem(key, '[1,2');
    world.api.cache.clear();
    expect(await ask(market, {})).not.toBeNull();
    world.now += MINUTE;
    expect(await ask(market, {})).toBeNull();
  });
});

it('raw trades are no answer', async () => {
  const all = JSON.parse(await tell('spot', { limit: 50 })) as Trade[];
  await world.store(
    'trades',
    all.map((trade) => stored('spot', trade)),
    { kind: 'trades' },
  );
  expect(await ask('spot', { limit: 5 })).toBeNull();
});

it('futures: what the exchange refuses as too old is left to it', async () => {
  const [first] = await collect('usdm');
  const old = { ...(first as Trade), T: AT - 3 * 24 * 60 * MINUTE };
  const key = dataKey('usdm', 'btcusdt', 'trades');
  await world.api.store.redis.zremrangebyscore(key, old.a, old.a);
  await world.api.store.redis.zadd(key, old.a, stored('usdm', old).member);
  expect(await ask('usdm', { fromId: old.a })).toBeNull();
  expect(await ask('usdm', { startTime: old.T })).toBeNull();
});

it('futures: a quantity that the exchange did not tell is left out', async () => {
  const [trade] = JSON.parse(await tell('usdm', { limit: 1 })) as [Trade];
  const { nq: _, ...without } = trade;
  await world.store('trades', [stored('usdm', without)], { market: 'usdm' });
  expect(await ask('usdm', { fromId: trade.a })).toBe(JSON.stringify([without]));
});
