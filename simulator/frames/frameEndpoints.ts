import { ApiError, apiErrors } from '../apiError.ts';
import { type Call, type Endpoint, instantOf } from '../endpoints/endpoint.ts';
import type { CapturedPair } from './capturedPair.ts';
import type { CapturedTrades } from './capturedTrades.ts';
import type { Frames } from './loadFrames.ts';

type Endpoints = ReadonlyMap<string, Endpoint>;

/** The endpoints with what was captured in the place of the simulator's own. */
export function overFrames(endpoints: Endpoints, frames: Frames): Endpoints {
  const endpointOf = (path: string): Endpoint => {
    const own = endpoints.get(path);
    if (own === undefined) throw new Error(`no endpoint ${path}`);
    return own;
  };
  /** Answers of one pair. */
  const ofPair = (path: string, answer: (pair: CapturedPair, call: Call, instant: number) => unknown) => {
    const own = endpointOf(path);
    return entry(path, own, (call) => {
      const listing = call.params.listing();
      const pair = frames.pair(listing.spec.symbol);
      return pair === undefined ? own.answer(call) : answer(pair, call, instantOf(listing, call.now));
    });
  };
  /** Rows of pairs; what the capture does not have is the simulator's own. */
  const rows = (path: string, fieldsOf: (pair: CapturedPair, instant: number) => object | undefined) => {
    const own = endpointOf(path);
    return entry(path, own, (call) => {
      const over = (row: { readonly symbol: string }) => {
        const [pair, listing] = [frames.pair(row.symbol), call.pairs.get(row.symbol)];
        if (pair === undefined || listing === undefined) return row;
        return { ...row, ...fieldsOf(pair, instantOf(listing, call.now)) };
      };
      const answer = own.answer(call) as { readonly symbol: string } | { readonly symbol: string }[];
      return Array.isArray(answer) ? answer.map(over) : over(answer);
    });
  };
  return new Map([
    ...endpoints,
    ofPair('/api/v3/depth', ({ book }, { params }, instant) => {
      const found = book.at(instant, params.limit(100, 5000));
      if (found === undefined) throw notCaptured('order book');
      return found;
    }),
    ofPair('/api/v3/trades', ({ trades }, call, instant) => listed(trades, call, instant)),
    ofPair('/api/v3/historicalTrades', ({ trades }, call, instant) => listed(trades, call, instant)),
    ofPair('/api/v3/aggTrades', ({ aggTrades }, call, instant) => listed(aggTrades, call, instant)),
    rows('/api/v3/ticker/price', (pair, instant) => {
      const price = pair.price(instant);
      return price === undefined ? undefined : { price };
    }),
    rows('/api/v3/ticker/bookTicker', (pair, instant) => pair.bookTicker(instant)),
  ]);
}

const entry = (path: string, { parameters }: Endpoint, answer: Endpoint['answer']): [string, Endpoint] => [
  path,
  { parameters, answer },
];

/** Parameters that an endpoint does not have were refused before. */
function listed<Row>(trades: CapturedTrades<Row>, { params }: Call, instant: number): Row[] {
  if (trades.isEmpty) throw notCaptured('trades');
  const [fromId, from, to] = [params.number('fromId'), params.time('startTime'), params.time('endTime')];
  if (fromId !== undefined && (from ?? to) !== undefined) throw apiErrors.badCombination();
  return trades.at(instant, { fromId, from, to, limit: params.limit(500, 1000) });
}

const notCaptured = (what: string): ApiError => new ApiError(-1000, `The capture has no ${what} of this pair.`);
