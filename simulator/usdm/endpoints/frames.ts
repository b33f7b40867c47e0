import { apiErrors } from '../../apiError.ts';
import type { Frames } from '../../frames/loadFrames.ts';
import { createOverFrames, notCaptured } from '../../frames/overFrames.ts';
import type { UsdmEndpoint } from './usdmEndpoint.ts';
import { readLimit, readSpan } from './usdmEndpoint.ts';

type Endpoints = ReadonlyMap<string, UsdmEndpoint>;

/** The endpoints of the futures market with what was captured in the place of the simulator's own. */
export function overUsdmFrames(endpoints: Endpoints, frames: Frames): Endpoints {
  const { ofPair, rows } = createOverFrames(endpoints, frames);
  return new Map([
    ...endpoints,
    ofPair('/fapi/v1/depth', ({ book }, { params }, instant) => {
      const found = book.at(instant, params.number('limit') ?? 500);
      if (found === undefined) throw notCaptured('order book');
      const { lastUpdateId, ...levels } = found;
      return { lastUpdateId, E: Math.floor(instant), T: Math.floor(instant), ...levels };
    }),
    ofPair('/fapi/v1/aggTrades', ({ aggTrades }, { params }, instant) => {
      if (aggTrades.isEmpty) throw notCaptured('trades');
      const [fromId, span] = [params.number('fromId'), readSpan(params)];
      if (fromId !== undefined && (span.from ?? span.to) !== undefined) throw apiErrors.badCombination();
      const found = aggTrades.at(instant, { fromId, ...span, limit: readLimit(params, 500, 1000) });
      return found.map(({ a, p, q, f, l, T, m }) => ({ a, p, q, nq: q, f, l, T, m }));
    }),
    rows('/fapi/v2/ticker/price', ({ aggTrades }, instant) => {
      const [last] = aggTrades.at(instant, { limit: 1 });
      return last && { price: last.p, time: last.T };
    }),
    rows('/fapi/v1/ticker/bookTicker', (pair, instant) => pair.bookTicker(instant)),
  ]);
}
