import { eventually } from '../../eventually.ts';
import { askPairs, busySymbols } from './askPairs.ts';
import { type Bench, startBench } from './client.ts';
import { openStream, type StreamClient } from './streamClient.ts';

/** The exchange's clock runs; it begins shortly before a minute ends, so that candles close. */
const started = performance.now();
const now = () => Date.UTC(2026, 10, 21, 12, 4, 52) + Math.floor(performance.now() - started);
let bench: Bench;
let client: StreamClient;
let ask: ReturnType<typeof askPairs>;
beforeAll(async () => {
  bench = await startBench({ now, symbols: busySymbols });
  ask = askPairs(bench.simulator.pairs);
});
afterAll(() => bench.simulator.close());
afterEach(() => client.end());

const open = async (...streams: string[]): Promise<StreamClient> => {
  client = await openStream(`${bench.simulator.streamUrl}/stream?streams=${streams.join('/')}`);
  return client;
};
type Event = Record<string, unknown> & { readonly E: number; readonly s: string };
interface KlineEvent {
  readonly E: number;
  readonly k: Record<string, unknown> & Record<'t' | 'T' | 'f' | 'L' | 'n', number> & { readonly x: boolean };
}

it('trades and candles are those of the REST API, ids without a hole, each candle closed once', async () => {
  const pairs = ['btcusdt', 'etcusdt', 'shibusdt'];
  await open(
    ...pairs.flatMap((pair) => ['aggTrade', 'trade', 'kline_1m', 'kline_5m', 'kline_1h'].map((s) => `${pair}@${s}`)),
  );
  await eventually(() => pairs.every((pair) => client.events(`${pair}@aggTrade`).length > 4));
  await eventually(() => client.events<KlineEvent>('btcusdt@kline_1m').some(({ k }) => k.x));
  for (const pair of pairs) {
    const symbol = pair.toUpperCase();
    const trades = client.events<Event>(`${pair}@aggTrade`);
    const first = String(trades[0]?.a);
    const rows = ask('aggTrades', { symbol, fromId: first, limit: String(trades.length) }, now()) as object[];
    expect(trades.map(({ e, E, s, ...row }) => row)).toEqual(rows);
    const single = client.events<Event>(`${pair}@trade`);
    const from = String(single[0]?.t);
    const fills = ask('historicalTrades', { symbol, fromId: from, limit: String(single.length) }, now());
    expect(single.map(({ t, p, q, T, m }) => ({ id: t, price: p, qty: q, time: T, isBuyerMaker: m }))).toEqual(
      (fills as Record<string, unknown>[]).map(({ quoteQty, isBestMatch, ...row }) => row),
    );
    for (const interval of ['1m', '5m', '1h']) {
      const closed: number[] = [];
      for (const { E, k } of client.events<KlineEvent>(`${pair}@kline_${interval}`)) {
        const { t, T, s, i, f, L, o, c, h, l, v, n, x, q, V, Q, B } = k;
        const rows = ask('klines', { symbol, interval, startTime: String(t), limit: '1' }, E) as unknown[];
        expect([[t, o, h, l, c, v, T, q, n, V, Q, B]]).toEqual(rows);
        const [one] = ask('historicalTrades', { symbol, fromId: String(f), limit: '1' }, E) as { time: number }[];
        const [last] = ask('historicalTrades', { symbol, fromId: String(L), limit: '1' }, E) as { time: number }[];
        expect(Number(one?.time)).toBeGreaterThanOrEqual(t);
        expect(Number(last?.time)).toBeLessThanOrEqual(T);
        expect([s, i, L - f + 1, x]).toEqual([symbol, interval, n, E > T]);
        if (x) closed.push(t);
      }
      expect(new Set(closed).size).toBe(closed.length);
    }
  }
});

it('tickers, average price and best prices are those of the REST API at the same instant', async () => {
  await open(
    'btcusdt@ticker',
    'btcusdt@miniTicker',
    '!miniTicker@arr',
    'btcusdt@ticker_4h',
    'btcusdt@avgPrice',
    'btcusdt@bookTicker',
  );
  await client.heard('btcusdt@miniTicker', 1);
  await client.heard('!miniTicker@arr', 2);
  await client.heard('btcusdt@bookTicker', 3);
  for (const data of await client.heard<Event>('btcusdt@avgPrice', 3)) {
    const row = ask('avgPrice', { symbol: 'BTCUSDT' }, data.E) as Record<string, unknown>;
    expect(data).toEqual({ e: 'avgPrice', E: data.E, s: 'BTCUSDT', i: '5m', w: row.price, T: row.closeTime });
  }
  const tickers = await client.heard<Event>('btcusdt@ticker', 3);
  for (const data of tickers) {
    const row = ask('ticker/24hr', { symbol: 'BTCUSDT' }, data.E) as Record<string, unknown>;
    const { e, E, ...rest } = data;
    expect([e, Object.values(rest)]).toEqual(['24hrTicker', Object.values(row)]);
  }
  const { e, E, ...mini } = client.events<Event>('btcusdt@miniTicker')[0] ?? ({} as Event);
  const row = ask('ticker/24hr', { symbol: 'BTCUSDT', type: 'MINI' }, E) as Record<string, unknown>;
  expect([e, mini]).toEqual([
    '24hrMiniTicker',
    {
      s: 'BTCUSDT',
      c: row.lastPrice,
      o: row.openPrice,
      h: row.highPrice,
      l: row.lowPrice,
      v: row.volume,
      q: row.quoteVolume,
    },
  ]);
  for (const { u, s, b, B, a, A } of client.events<Event>('btcusdt@bookTicker')) {
    const at = instantOf('BTCUSDT', Number(u));
    const row = ask<Record<string, unknown>>('ticker/bookTicker', { symbol: 'BTCUSDT' }, at);
    expect({ symbol: s, bidPrice: b, bidQty: B, askPrice: a, askQty: A }).toEqual(row);
  }
});

/** An instant of the last minutes at which the book has this number. */
function instantOf(symbol: string, number: number): number {
  let [from, to] = [now() - 300_000, now()];
  while (from < to) {
    const middle = Math.floor((from + to) / 2);
    if (ask<{ lastUpdateId: number }>('depth', { symbol, limit: '1' }, middle).lastUpdateId < number) from = middle + 1;
    else to = middle;
  }
  expect(ask('depth', { symbol, limit: '1' }, from)).toMatchObject({ lastUpdateId: number });
  return from;
}

it('a book made of a snapshot and the changes is the REST API’s at the same number', async () => {
  const pairs = ['btcusdt', 'shibusdt', 'arbusdt'];
  await open(
    ...pairs.flatMap((pair) => [`${pair}@depth@100ms`, `${pair}@depth`, `${pair}@depth5@100ms`, `${pair}@depth20`]),
  );
  for (const pair of pairs) await client.heard(`${pair}@depth@100ms`, 10);
  type Book = { lastUpdateId: number; bids: [string, string][]; asks: [string, string][] };
  const books = new Map<string, Book>();
  for (const pair of pairs) books.set(pair, (await bench.get(`depth?symbol=${pair.toUpperCase()}&limit=1000`)).json());
  for (const pair of pairs) await client.heard(`${pair}@depth`, 6);
  for (const pair of pairs) {
    for (const stream of [`${pair}@depth@100ms`, `${pair}@depth`]) {
      const snapshot = books.get(pair);
      if (snapshot === undefined) throw new Error('no snapshot');
      const sides = { bids: new Map(snapshot.bids), asks: new Map(snapshot.asks) };
      let [localId, previous, applied] = [snapshot.lastUpdateId, 0, 0];
      for (const event of client.events<Event>(stream)) {
        const { E, U, u } = event as unknown as { E: number; U: number; u: number };
        if (previous !== 0) expect(U).toBe(previous + 1);
        previous = u;
        if (u <= localId) continue;
        expect(U).toBeLessThanOrEqual(localId + 1);
        for (const [side, levels] of [
          ['bids', event.b],
          ['asks', event.a],
        ] as const) {
          for (const [price, quantity] of levels as [string, string][]) {
            if (Number(quantity) === 0) sides[side].delete(price);
            else sides[side].set(price, quantity);
          }
        }
        localId = u;
        applied += 1;
        const right = ask('depth', { symbol: pair.toUpperCase(), limit: '900' }, E) as Book;
        expect(right.lastUpdateId).toBe(u);
        const best = (side: 'bids' | 'asks') =>
          [...sides[side]]
            .sort(([one], [other]) => (Number(one) - Number(other)) * (side === 'asks' ? 1 : -1))
            .slice(0, 900);
        expect([best('bids'), best('asks')]).toEqual([right.bids, right.asks]);
      }
      expect(applied).toBeGreaterThan(2);
    }
    for (const book of client.events<Book>(`${pair}@depth5@100ms`))
      expect([book.bids.length, book.asks.length]).toEqual([5, 5]);
  }
});
