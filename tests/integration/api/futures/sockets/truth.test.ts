import type { OpenLink } from '../../../../../api/relay/link.ts';
import { compareDecimals } from '../../../../../model/decimals.ts';
import { productOf } from '../../../../../model/scaled.ts';
import { defaultSymbols } from '../../../../../simulator/trading/symbols.ts';
import { lastLiquidation } from '../../../../../simulator/usdm/contracts/liquidations.ts';
import { forceOrderEvent } from '../../../../../simulator/usdm/streams/contractSources.ts';
import { eventually } from '../../../../eventually.ts';
import { askUsdm } from '../../../../unit/simulator/usdm/askUsdm.ts';
import { openRelay, type RelayFixture } from '../../../relay/relayFixture.ts';
import { openCaller, type StreamsFixture, serveStreams, type TestCaller } from '../../streams/streamsFixture.ts';

/** What is compared spans so much of the market, ms: more of it with TRUTH_SECONDS, and then the figures are printed. */
const { TRUTH_SECONDS } = process.env;
const SPAN_MS = Number(TRUTH_SECONDS ?? 20) * 1_000;

let relay: RelayFixture;
let api: StreamsFixture;
let link: OpenLink;
// Two orders a second.
const symbols = defaultSymbols
  .filter(({ symbol }) => ['BTCUSDT', 'ETHUSDT'].includes(symbol))
  .map((spec) => ({ ...spec, ordersPerMinute: 120 }));
const seed = 'binance-collector';
beforeAll(async () => {
  relay = await openRelay({ simulator: { symbols, seed } });
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

/** All trades of these ids, as the exchange answers them. */
async function tradesOf(first: number, last: number): Promise<RawTrade[]> {
  const trades: RawTrade[] = [];
  while ((trades.at(-1)?.a ?? first - 1) < last) {
    const fromId = (trades.at(-1)?.a ?? first - 1) + 1;
    const page = (await answer(`/fapi/v1/aggTrades?symbol=BTCUSDT&fromId=${fromId}&limit=1000`)) as RawTrade[];
    if (page.length === 0) break;
    trades.push(...page);
  }
  return trades.filter(({ a }) => a <= last);
}

interface RawForced {
  readonly E: number;
  readonly o: Readonly<Record<string, string | number>>;
}

/** What becomes of a forced order. */
const liquidationOf = ({ o: { T, S, p, ap, q, z, X } }: RawForced) => ({
  ...{ type: 'liquidation', exchange: 'binance', symbol: 'BTCUSDT' },
  ...{ timestamp: new Date(Number(T)).toISOString(), timestampMs: T, side: S, price: p, averagePrice: ap },
  ...{ qty: q, filledQty: z, quoteValue: productOf(String(ap), String(z)), status: X, sampled: true },
});

/** The same told by somebody else, from where both have begun. */
function sinceBoth<One extends Row, Other extends Row>(ones: readonly One[], others: readonly Other[]) {
  const from = Math.max(Number(ones[0]?.timestampMs), Number(others[0]?.timestampMs));
  const isIn = ({ timestampMs }: Row) => Number(timestampMs) >= from;
  return [ones.filter(isIn), others.filter(isIn)] as const;
}

const tells = 'tell what the simulated market has traded: large trades, liquidations, candles';
it(
  `${tells} (${SPAN_MS / 1_000} s)`,
  async () => {
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
    // Of liquidations the exchange's events are all that anybody is told: they are read from the exchange itself, not by the relay.
    const orders = await openCaller(`${relay.simulator.usdmStreamUrl}/market/ws/btcusdt@forceOrder`);
    const klines = await framesOf('btcusdt@kline_1m');
    const counts = () => [small.texts, orders.texts, klines].map(({ length }) => Math.min(length, 1));
    await eventually(() => expect(counts()).toEqual([1, 1, 1]) ?? true, 20_000);
    const startedAt = Date.now();
    const ends = () => [rowsOf(small)[0], rowsOf(small).at(-1)].map((row) => Number(row?.id)) as [number, number];
    const enough = (SPAN_MS / 1_000) * 0.75;
    // In an hour in which little is traded it takes longer.
    await eventually(() => Date.now() - startedAt > SPAN_MS && ends()[1] - ends()[0] > enough, 4 * SPAN_MS + 120_000);
    const all = rowsOf(small);
    const [first, last] = ends();

    // Each trade of that span, in order, none twice, none left out.
    const within = await tradesOf(first, last);
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

    // Each event of the exchange, once, in order; and each of them is of a forced order of its trading.
    const raw = orders.texts.map((text) => JSON.parse(text) as RawForced);
    await eventually(() => rowsOf(forced).some(({ timestampMs }) => timestampMs === raw.at(-1)?.o.T), 20_000);
    const [heard, sent] = sinceBoth(rowsOf(forced), raw.map(liquidationOf));
    expect(sent.length).toBeGreaterThan((SPAN_MS / 1_000) * 0.15);
    expect(heard.slice(0, sent.length)).toEqual(sent);
    const contract = (await askUsdm(Date.now(), { seed, symbols, perpetuals: 5 })).contract('BTCUSDT');
    for (const event of raw) {
      const order = lastLiquidation(contract, event.E - 1_000, event.E);
      expect(event).toEqual(order && forceOrderEvent(contract, order, event.E, false));
    }

    const rows = rowsOf(candles);
    const events = klines.map(
      (text) => JSON.parse(text) as { readonly E: number; readonly k: Record<string, unknown> },
    );
    const same = events.filter(({ E }) => rows.some(({ toldAt }) => toldAt === E));
    expect(same.length).toBeGreaterThan(10);
    if (TRUTH_SECONDS !== undefined)
      console.info({
        thresholds,
        trades: within.length,
        told: all.length,
        large: shares,
        liquidations: sent.length,
        heard: heard.length,
      });
    expect(rows.filter(({ toldAt }) => same.some(({ E }) => E === toldAt))).toEqual(
      same.map(({ E, k }) => ({
        ...{ type: 'ohlc', exchange: 'binance', symbol: 'BTCUSDT', interval: k.i, timestampMs: k.t },
        ...{ timestamp: new Date(Number(k.t)).toISOString(), open: k.o, high: k.h, low: k.l, close: k.c, volume: k.v },
        ...{ closeTime: k.T, quoteVolume: k.q, tradeCount: k.n, takerBuyBase: k.V, takerBuyQuote: k.Q },
        ...{ final: k.x, toldAt: E },
      })),
    );
    for (const { socket } of [small, ...large, forced, candles, orders]) socket.terminate();
  },
  240_000 + 4 * SPAN_MS,
);

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
