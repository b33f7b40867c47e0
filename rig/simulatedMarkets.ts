import type { FeedName } from '../markets/markets.js';
import type { ExchangeRequest } from '../model/exchangeRequest.ts';
import { aggTradeRow } from '../simulator/endpoints/aggTrades.ts';
import type { Endpoint } from '../simulator/endpoints/endpoint.ts';
import { createEndpoints } from '../simulator/endpoints/endpoints.ts';
import { NO_FRAMES } from '../simulator/frames/loadFrames.ts';
import { readParams } from '../simulator/params.ts';
import type { Scale } from '../simulator/trading/candle.ts';
import { symbolsWith } from '../simulator/trading/madeUp.ts';
import type { AggTrade } from '../simulator/trading/orders/numberedOrders.ts';
import { createPairs, type Listing, type Pairs } from '../simulator/trading/pairs.ts';
import { lastLiquidation } from '../simulator/usdm/contracts/liquidations.ts';
import { createUsdm } from '../simulator/usdm/createUsdm.ts';
import { contractAggTrade } from '../simulator/usdm/endpoints/trades.ts';
import { forceOrderEvent } from '../simulator/usdm/streams/contractSources.ts';

/** What is asked for: a request of a feed, or one of its kind. */
export type Asked = Pick<ExchangeRequest, 'path' | 'params'>;

/** One market of the simulator, made once more in this process. */
export interface SimulatedMarket {
  readonly listings: Pairs;
  /** The body of an answer at an instant (exchange ms). @throws ApiError for a refusal */
  answer(request: Asked, at: number): unknown;
  /** How candles of a feed are asked for, but for interval and span. */
  candlesOf(symbol: string, feed: FeedName): Asked;
  /** The stored fields of an aggregate trade. */
  tradeOf(order: AggTrade, scale: Scale): readonly unknown[];
  /** Events of forced orders of this ms. */
  forcedOrders(symbol: string, time: number): readonly unknown[];
  /** From when on there are candles of a feed, exchange ms: a contract's own, or those of what it is of. */
  listedAt(symbol: string, feed: FeedName): number;
}

/** @param pairs at least so many are traded */
export function createSpot(seed: string, pairs = 0): SimulatedMarket {
  const listings = createPairs(symbolsWith(pairs), seed, (_spec, seeded) => seeded);
  return {
    listings,
    answer: asking(createEndpoints(0), listings),
    candlesOf: (symbol) => ({ path: '/api/v3/klines', params: { symbol } }),
    tradeOf(order, scale) {
      const { a, p, q, f, l, T, m } = aggTradeRow(order, scale);
      return [a, p, q, f, l, T, m];
    },
    forcedOrders: () => [],
    listedAt: (symbol) => listings.get(symbol)?.spec.listedAt ?? Number.POSITIVE_INFINITY,
  };
}

/** By feed: the endpoint, whether it is asked by symbol or by pair, and of which contract of the pair. */
const futuresCandles: Readonly<Record<string, readonly ['symbol' | 'pair', string, string?]>> = {
  klines: ['symbol', 'klines'],
  'klines-mark': ['symbol', 'markPriceKlines'],
  'klines-index': ['pair', 'indexPriceKlines'],
  'klines-premium': ['symbol', 'premiumIndexKlines'],
  'klines-perpetual': ['pair', 'continuousKlines', 'PERPETUAL'],
  'klines-current-quarter': ['pair', 'continuousKlines', 'CURRENT_QUARTER'],
  'klines-next-quarter': ['pair', 'continuousKlines', 'NEXT_QUARTER'],
};

const noRecordings = { extend: () => [], minutesOf: () => undefined, decimalsOf: () => undefined };

/** @param spot what contracts follow @param now when the simulator was started: which dated contracts there are follows from that @param perpetuals of UsdmOptions */
export function createFutures(spot: Pairs, seed: string, now: number, perpetuals = 0): SimulatedMarket {
  const { contracts, endpoints } = createUsdm(spot, seed, now, noRecordings, NO_FRAMES, { perpetuals });
  const pairOf = (symbol: string): string => contracts.get(symbol)?.contract.pair ?? symbol;
  return {
    listings: contracts,
    answer: asking(endpoints, contracts),
    candlesOf(symbol, feed) {
      const [by, name, contractType] = futuresCandles[feed] ?? ['symbol', feed];
      const whose = by === 'pair' ? { pair: pairOf(symbol) } : { symbol };
      return { path: `/fapi/v1/${name}`, params: { ...whose, ...(contractType !== undefined && { contractType }) } };
    },
    tradeOf(order, scale) {
      const { a, p, q, f, l, T, m, nq } = contractAggTrade(order, scale);
      return [a, p, q, f, l, T, m, nq];
    },
    forcedOrders(symbol, time) {
      const contract = contracts.get(symbol);
      const order = contract && lastLiquidation(contract, time - 1, time);
      return contract === undefined || order === undefined ? [] : [forceOrderEvent(contract, order, time, false)];
    },
    listedAt(symbol, feed) {
      const isOfPair = futuresCandles[feed]?.[0] === 'pair';
      const all = [...contracts.values()].map(({ contract }) => contract);
      const whose = all.filter((one) => (isOfPair ? one.pair === pairOf(symbol) : one.symbol === symbol));
      return Math.min(...whose.map(({ onboardAt }) => onboardAt));
    },
  };
}

const asking =
  <Kind extends Listing>(endpoints: ReadonlyMap<string, Endpoint<Kind>>, pairs: Pairs<Kind>) =>
  ({ path, params: query }: Asked, at: number): unknown => {
    const endpoint = endpoints.get(path);
    if (endpoint === undefined) throw new Error(`the simulator has no endpoint ${path} (simulator/endpoints/)`);
    const entries = Object.entries(query).map(([name, value]): [string, string] => [name, String(value)]);
    const params = readParams(new URLSearchParams(entries), endpoint.parameters, pairs, at);
    return endpoint.answer({ params, pairs, now: at });
  };
