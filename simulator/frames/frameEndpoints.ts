import { apiErrors } from '../apiError.ts';
import type { Call, Endpoint } from '../endpoints/endpoint.ts';
import type { CapturedTrades } from './capturedTrades.ts';
import type { Frames } from './loadFrames.ts';
import { createOverFrames, notCaptured } from './overFrames.ts';

type Endpoints = ReadonlyMap<string, Endpoint>;

/** The endpoints of the spot market with what was captured in the place of the simulator's own. */
export function overFrames(endpoints: Endpoints, frames: Frames): Endpoints {
  const { ofPair, rows } = createOverFrames(endpoints, frames);
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

/** Parameters that an endpoint does not have were refused before. */
function listed<Row>(trades: CapturedTrades<Row>, { params }: Call, instant: number): Row[] {
  if (trades.isEmpty) throw notCaptured('trades');
  const [fromId, from, to] = [params.number('fromId'), params.time('startTime'), params.time('endTime')];
  if (fromId !== undefined && (from ?? to) !== undefined) throw apiErrors.badCombination();
  return trades.at(instant, { fromId, from, to, limit: params.limit(500, 1000) });
}
