import { eventually } from '../../../eventually.ts';
import { type AskedUsdm, askUsdm } from '../../../unit/simulator/usdm/askUsdm.ts';
import { ratherBusySymbols } from '../askPairs.ts';
import { type Bench, startBench } from '../client.ts';
import { openStream, type StreamClient } from '../streamClient.ts';

/** The exchange's clock runs; it begins shortly before a minute ends, so that candles close. */
const started = performance.now();
const START = Date.UTC(2026, 10, 26, 12, 4, 52);
const now = () => START + Math.floor(performance.now() - started);
let bench: Bench;
let usdm: AskedUsdm;
let clients: StreamClient[] = [];
beforeAll(async () => {
  bench = await startBench({ now, symbols: ratherBusySymbols });
  usdm = await askUsdm(START, { seed: 'binance-collector', symbols: ratherBusySymbols });
});
afterAll(() => bench.simulator.close());
afterEach(() => {
  for (const client of clients) client.end();
  clients = [];
});

const open = async (route: string, ...streams: string[]): Promise<StreamClient> => {
  const client = await openStream(`${bench.simulator.usdmStreamUrl}${route}/stream?streams=${streams.join('/')}`);
  clients.push(client);
  return client;
};
type Row = Readonly<Record<string, string | number>>;
interface Event
  extends Partial<
    Record<
      | 'e'
      | 's'
      | 'p'
      | 'i'
      | 'P'
      | 'r'
      | 'T'
      | 'st'
      | 'ps'
      | 'ct'
      | 'a'
      | 'A'
      | 'b'
      | 'B'
      | 'u'
      | 'c'
      | 'q'
      | 'nq'
      | 'M',
      string | number
    >
  > {
  readonly E: number;
}

type KlineEvent = Event & { readonly k: Readonly<Record<string, string | number | boolean>> };
it("candles, and those of a pair's current contract, are those of the REST API; a close is told within two seconds", async () => {
  const streams = [
    'btcusdt@kline_1m',
    'btcusdt_perpetual@continuousKline_1m',
    'btcusdt_current_quarter@continuousKline_1m',
  ];
  const client = await open('/market', ...streams);
  const asked = [
    ['/fapi/v1/klines', { symbol: 'BTCUSDT' }],
    ['/fapi/v1/continuousKlines', { pair: 'BTCUSDT', contractType: 'PERPETUAL' }],
    ['/fapi/v1/continuousKlines', { pair: 'BTCUSDT', contractType: 'CURRENT_QUARTER' }],
  ] as const;
  for (const [index, [path, query]] of asked.entries()) {
    const stream = streams[index] ?? '';
    await eventually(() => client.events<KlineEvent>(stream).some(({ k }) => k.x));
    for (const { e, E, s, ps, ct, k } of client.events<KlineEvent>(stream)) {
      const { t, T, o, c, h, l, v, n, x, q, V, Q, f, L } = k;
      const rows = usdm.ask<unknown[][]>(path, { ...query, interval: '1m', startTime: Number(t), limit: 1 }, E);
      expect([[t, o, h, l, c, v, T, q, n, V, Q, '0']]).toEqual(rows);
      expect(Number(L) - Number(f) + 1).toBe(n);
      expect([e, s ?? ps, ct, k.s]).toEqual(
        index === 0
          ? ['kline', 'BTCUSDT', undefined, 'BTCUSDT']
          : ['continuous_kline', 'BTCUSDT', Object.values(query)[1], undefined],
      );
      if (x) expect(E - Number(T)).toBeLessThan(4000);
    }
  }
});

it('trades are those of the REST API, ids without a hole', async () => {
  const client = await open('/market', 'btcusdt@aggTrade', 'btcusdt_261225@aggTrade');
  for (const symbol of ['BTCUSDT', 'BTCUSDT_261225']) {
    const events = await client.heard<Event>(`${symbol.toLowerCase()}@aggTrade`, 5);
    const query = { symbol, fromId: Number(events[0]?.a), limit: events.length };
    expect(events.map(({ e, E, s, st, ...row }) => row)).toEqual(usdm.ask('/fapi/v1/aggTrades', query, now()));
    expect(events.map(({ e, s, st }) => ({ e, s, st }))).toEqual(
      events.map(() => ({ e: 'aggTrade', s: symbol, st: 1 })),
    );
  }
});

it('single trades, which no document names, come on /public and are those of the REST API', async () => {
  const client = await open('/public', 'btcusdt@trade');
  const events = await client.heard<Row>('btcusdt@trade', 5);
  const newest = usdm.ask<Row[]>('/fapi/v1/trades', { symbol: 'BTCUSDT', limit: 1000 }, now());
  const rows = newest.filter(({ id }) => Number(id) >= Number(events[0]?.t)).slice(0, events.length);
  expect(events.map(({ t, p, q, T, m, X }) => ({ t, p, q, T, m, X }))).toEqual(
    rows.map(({ id: t, price: p, qty: q, time: T, isBuyerMaker: m }) => ({ t, p, q, T, m, X: 'MARKET' })),
  );
});

it('mark prices come each second, of what is no coin in an event of its own, and are what premiumIndex says', async () => {
  const client = await open('/market', 'btcusdt@markPrice@1s', 'btcusdt@markPrice', '!markPrice@arr@1s');
  const events = await client.heard<Event>('btcusdt@markPrice@1s', 3);
  for (const { E, p, i, P, r, T, ...rest } of events) {
    const row = usdm.ask<Row>('/fapi/v1/premiumIndex', { symbol: 'BTCUSDT' }, E);
    expect({ p, i, P, r, T }).toEqual({
      ...{ p: row.markPrice, i: row.indexPrice, P: row.estimatedSettlePrice, r: row.lastFundingRate },
      T: row.nextFundingTime,
    });
    expect(rest).toEqual({ e: 'markPriceUpdate', s: 'BTCUSDT', ap: expect.stringMatching(/^\d+\.\d{8}$/), st: 1 });
  }
  const seconds = events.map(({ E }) => Math.floor(E / 1000));
  expect(seconds).toEqual([...new Set(seconds)]);
  const all = await client.heard<Event[]>('!markPrice@arr@1s', 2);
  const names = all.slice(0, 2).map((list) => list.map(({ s }) => s));
  expect(names.map((list) => list.includes('XAUUSDT'))).toEqual([false, true]);
  expect(names[0]).toEqual(expect.arrayContaining(['BTCUSDT', 'BTCUSDT_261225', '币安人生USDT']));
  await client.heard('btcusdt@markPrice', 1);
});

it('best prices and tickers are those of the REST API at the same moment', async () => {
  const [books, market] = [
    await open('/public', 'btcusdt@bookTicker', '!bookTicker'),
    await open('/market', 'btcusdt@ticker', '!ticker@arr', '!miniTicker@arr', 'btcusdt@miniTicker'),
  ];
  for (const { E, u, T, s, b, B, a, A, e, ps, st } of await books.heard<Event>('btcusdt@bookTicker', 3)) {
    const row = usdm.ask('/fapi/v1/ticker/bookTicker', { symbol: 'BTCUSDT' }, E);
    expect({ symbol: s, bidPrice: b, bidQty: B, askPrice: a, askQty: A, time: T, lastUpdateId: u }).toEqual(row);
    expect([e, ps, st]).toEqual(['bookTicker', 'BTCUSDT', 1]);
  }
  for (const { e, E, ps, st, ...rest } of await market.heard<Event>('btcusdt@ticker', 2)) {
    const row = usdm.ask<Row>('/fapi/v1/ticker/24hr', { symbol: 'BTCUSDT' }, E);
    expect([e, ps, st, Object.values(rest)]).toEqual(['24hrTicker', 'BTCUSDT', 1, Object.values(row)]);
  }
  const [mini] = await market.heard<Event>('btcusdt@miniTicker', 1);
  const row = usdm.ask<Row>('/fapi/v1/ticker/24hr', { symbol: 'BTCUSDT' }, mini?.E ?? 0);
  expect([mini?.c, mini?.q]).toEqual([row.lastPrice, row.quoteVolume]);
  const [all = []] = await market.heard<Event[]>('!ticker@arr', 1);
  expect(all.every(({ e, s, st }) => e === '24hrTicker' && st === (String(s).endsWith('_PERP') ? 2 : 1))).toBe(true);
  await market.heard('!miniTicker@arr', 1);
  const [one] = await books.heard<Event>('!bookTicker', 1);
  expect(one).toMatchObject({ e: 'bookTicker', st: 1 });
});

it('liquidations are orders that were traded, at most one a second and symbol', async () => {
  const client = await open('/market', 'btcusdt@forceOrder', '!forceOrder@arr');
  type Forced = Event & { readonly o: Row };
  const events = await client.heard<Forced>('btcusdt@forceOrder', 2);
  for (const { E, o } of events) {
    const query = { symbol: 'BTCUSDT', startTime: Number(o.T), endTime: Number(o.T) };
    const rows = usdm.ask<Row[]>('/fapi/v1/aggTrades', query, E);
    expect(rows.map(({ p, q, m }) => [p, q, m ? 'SELL' : 'BUY'])).toContainEqual([o.ap, o.q, o.S]);
    expect(o).toMatchObject({ s: 'BTCUSDT', o: 'LIMIT', f: 'IOC', X: 'FILLED', l: o.q, z: o.q });
    expect(Number(o.p) > Number(o.ap)).toBe(o.S === 'BUY');
    expect(E - Number(o.T)).toBeLessThan(1500);
  }
  const times = events.map(({ E }) => Math.floor(E / 1000));
  expect(new Set(times).size).toBe(times.length);
  const [all] = await client.heard<Event & { o: Row }>('!forceOrder@arr', 1);
  expect([all?.st, typeof all?.o.ps]).toEqual([1, 'string']);
});

it('streams of all contracts tell of some of COIN-M, too, which `st` tells apart', async () => {
  const client = await open('/market', '!ticker@arr', '!markPrice@arr@1s');
  for (const stream of ['!ticker@arr', '!markPrice@arr@1s']) {
    await eventually(() =>
      client
        .events<Event[]>(stream)
        .flat()
        .some(({ s }) => s === 'BTCUSD_PERP'),
    );
    const events = client.events<Event[]>(stream).flat();
    const [theirs, ours] = [2, 1].map((which) => new Set(events.filter(({ st }) => st === which).map(({ s }) => s)));
    expect([...(theirs ?? [])].every((symbol) => String(symbol).endsWith('_PERP'))).toBe(true);
    expect([...(ours ?? [])].some((symbol) => String(symbol).endsWith('_PERP'))).toBe(false);
  }
});
