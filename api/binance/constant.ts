import type { Market } from '../../markets/markets.js';
import type { Params } from '../../model/endpoint.ts';
import type { ApiContext } from '../context/context.ts';
import { sourceOf } from './answerers.ts';
import type { FromMemory } from './asked.ts';

type Parts = Pick<ApiContext, 'board' | 'markets'>;

/** An answer that is right at any time. */
const always = (context: Parts, market: Market, body: string): FromMemory => ({
  body,
  asOf: context.board.now(market),
  source: sourceOf(context, market),
});

/** The symbols of COIN-M, of which there are none here. */
export const coinSymbols = (context: Parts): FromMemory => {
  const serverTime = Math.floor(context.board.now('usdm'));
  const none = { rateLimits: [], exchangeFilters: [], symbols: [] };
  return always(context, 'usdm', JSON.stringify({ timezone: 'UTC', serverTime, ...none }));
};

/** What lies between two times of which the later one comes first: spot answers it, futures refuse it. */
export const nothing = (context: Parts, market: Market): FromMemory => always(context, market, '[]');

export const isEmptySpan = ({ startTime, endTime }: Params): boolean =>
  startTime !== undefined && endTime !== undefined && startTime > endTime;
