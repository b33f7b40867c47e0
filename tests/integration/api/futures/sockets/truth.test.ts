import type { OpenLink } from '../../../../../api/relay/link.ts';
import { compareDecimals } from '../../../../../model/decimals.ts';
import { productOf } from '../../../../../model/scaled.ts';
import { defaultSymbols } from '../../../../../simulator/trading/symbols.ts';
import { eventually } from '../../../../eventually.ts';
import { openRelay, type RelayFixture } from '../../../relay/relayFixture.ts';
import { type StreamsFixture, serveStreams, type TestCaller } from '../../streams/streamsFixture.ts';

/** What is compared spans so much of the market, ms. */
const SPAN_MS = 20_000;

let relay: RelayFixture;
let api: StreamsFixture;
let link: OpenLink;
beforeAll(async () => {
  // Two orders a second.
  const symbols = defaultSymbols
    .filter(({ symbol }) => ['BTCUSDT', 'ETHUSDT'].includes(symbol))
    .map((spec) => ({ ...spec, ordersPerMinute: 120 }));
  relay = await openRelay({ simulator: { symbols } });
  link = relay.link();
  api = await serveStreams(link, relay.simulator);
});
afterAll(async () => {
  expect(api.defects).toEqual([]);
  await api.close();
  await relay.close();
});

type Row = Readonly<Record<string, unknown>>;

const rowsOf = ({ texts }: TestCaller): Row[] => texts.map((text) => JSON.parse(text) as Row);

async function answer(path: string): Promise<unknown> {
  return (await fetch(`${relay.simulator.url}${path}`)).json();
}

/** The frames of a stream of the exchange, as the relay hands them on. */
async function framesOf(stream: string): Promise<string[]> {
  const frames: string[] = [];
  await link.follow('usdm', stream, {
    onFrame: (text) => void frames.push(text),
    onBreak: (why) => void frames.push(why),
  });
  return frames;
}

interface RawTrade {
  readonly a: number;
  readonly p: string;
  readonly q: string;
  readonly f: number;
  readonly l: number;
  readonly T: number;
  readonly m: boolean;
}

it('tell what the simulated market has traded: large trades, liquidations, candles', async () => {
  const before = (await answer('/fapi/v1/aggTrades?symbol=BTCUSDT&limit=200')) as RawTrade[];
  const values = before.map(({ p, q }) => Number(p) * Number(q)).sort((a, b) => a - b);
  // The market goes where it likes: of several thresholds one at least has to have trades on both sides.
  const thresholds = [0.1, 0.25, 0.5, 0.75, 0.9, 0.97].map((part) =>
    String(Math.round(values[Math.floor(values.length * part)] ?? 0)),
  );
  const [large, small, forced, candles] = await Promise.all([
    Promise.all(thresholds.map((from) => api.open(`/ws/binanceusdm/BTCUSDT/large_trades?threshold=${from}`))),
    api.open('/ws/binance/btcusdt/large_trades?threshold=1'),
    api.open('/ws/binance/btcusdt/liquidations'),
    api.open('/ws/binance/btcusdt/ohlc?interval=1m'),
  ]);
  const [orders, klines] = await Promise.all([framesOf('btcusdt@forceOrder'), framesOf('btcusdt@kline_1m')]);
  const counts = () => [small.texts, orders, klines].map(({ length }) => Math.min(length, 1));
  await eventually(() => expect(counts()).toEqual([1, 1, 1]) ?? true, 20_000);
  const startedAt = Date.now();
  await eventually(() => Date.now() - startedAt > SPAN_MS, 4 * SPAN_MS);
  const all = rowsOf(small);
  const [first, last] = [Number(all[0]?.id), Number(all.at(-1)?.id)];
  expect(last - first).toBeGreaterThan(15);

  // Each trade of that span, in order, none twice, none left out.
  const trades = (await answer(`/fapi/v1/aggTrades?symbol=BTCUSDT&fromId=${first}&limit=1000`)) as RawTrade[];
  const within = trades.filter(({ a }) => a <= last);
  const told = ({ a, p, q, f, l, T, m }: RawTrade, exchange: string, from: string) => ({
    ...{ type: 'large_trade', exchange, symbol: 'BTCUSDT', timestamp: new Date(T).toISOString(), timestampMs: T },
    ...{ id: a, side: m ? 'SELL' : 'BUY', price: p, qty: q, quoteValue: productOf(p, q), firstId: f, lastId: l },
    threshold: from,
  });
  expect(all).toEqual(within.map((trade) => told(trade, 'binance', '1')));
  const shares = thresholds.map((threshold, index) => {
    const reached = within.filter(({ p, q }) => compareDecimals(productOf(p, q), threshold) >= 0);
    const ofThat = rowsOf(large[index] ?? small).filter(({ id }) => Number(id) >= first && Number(id) <= last);
    expect(ofThat).toEqual(reached.map((trade) => told(trade, 'binanceusdm', threshold)));
    return reached.length;
  });
  expect(shares.some((count) => count > 2 && count < within.length)).toBe(true);

  // Of liquidations the frames are all that anybody is told.
  const heard = rowsOf(forced);
  const raw = orders.map((text) => (JSON.parse(text) as { readonly o: Record<string, string | number> }).o);
  expect(raw.length).toBeGreaterThan(2);
  const liquidations = raw.map(({ T, S, p, ap, q, z, X }) => ({
    ...{ type: 'liquidation', exchange: 'binance', symbol: 'BTCUSDT' },
    ...{ timestamp: new Date(Number(T)).toISOString(), timestampMs: T, side: S, price: p, averagePrice: ap },
    ...{ qty: q, filledQty: z, quoteValue: productOf(String(ap), String(z)), status: X, sampled: true },
  }));
  // One more may have come over one of the two while they were begun and read.
  const common = liquidations.filter(({ timestampMs }) => heard.some((row) => row.timestampMs === timestampMs));
  expect(common.length).toBeGreaterThan(liquidations.length - 3);
  expect(heard.filter((row) => common.some(({ timestampMs }) => timestampMs === row.timestampMs))).toEqual(common);

  const rows = rowsOf(candles);
  const events = klines.map((text) => JSON.parse(text) as { readonly E: number; readonly k: Record<string, unknown> });
  const same = events.filter(({ E }) => rows.some(({ toldAt }) => toldAt === E));
  expect(same.length).toBeGreaterThan(10);
  expect(rows.filter(({ toldAt }) => same.some(({ E }) => E === toldAt))).toEqual(
    same.map(({ E, k }) => ({
      ...{ type: 'ohlc', exchange: 'binance', symbol: 'BTCUSDT', interval: k.i, timestampMs: k.t },
      ...{ timestamp: new Date(Number(k.t)).toISOString(), open: k.o, high: k.h, low: k.l, close: k.c, volume: k.v },
      ...{ closeTime: k.T, quoteVolume: k.q, tradeCount: k.n, takerBuyBase: k.V, takerBuyQuote: k.Q },
      ...{ final: k.x, toldAt: E },
    })),
  );
  for (const { socket } of [small, ...large, forced, candles]) socket.terminate();
});

it('a relay that is killed closes them with 1001, and is there again for those who come back', async () => {
  const path = '/ws/binance/ethusdt/ohlc';
  const caller = await api.open(path);
  await eventually(() => caller.texts.length > 0, 30_000);
  await relay.relay.stop();
  expect((await caller.closed).code).toBe(1001);
  const again = api.open(path);
  relay.relay = await relay.startRelay();
  const back = await again;
  await eventually(() => back.texts.length > 1, 30_000);
  relay.simulator.inject({ kind: 'stream-reset', route: 'market' });
  expect((await back.closed).code).toBe(1001);
});
