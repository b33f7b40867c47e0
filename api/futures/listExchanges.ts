import type { RequestHandler } from 'express';
import type { ApiContext } from '../context/context.ts';
import { exchangeNames, FUTURES } from './exchanges.ts';
import {
  DEFAULT_PERIOD,
  DEFAULT_ROWS,
  type FuturesRoute,
  futuresRoutes,
  intervals,
  MOST_ROWS,
  periods,
} from './futuresRoutes.ts';
import { topics } from './socketTopics.ts';
import { collectedIntervals, collectedSymbols } from './stored.ts';

/** The sockets of the futures service, by what they tell. */
const sockets = Object.fromEntries(
  Object.entries(topics).map(([topic, { query }]) => [topic, { path: `/ws/{exchange}/{symbol}/${topic}`, query }]),
);

/** Answers which exchanges the futures service has, and what each of them. */
export function listExchanges(context: ApiContext): RequestHandler {
  const names = exchangeNames(context.markets);
  const has = Object.fromEntries(futuresRoutes.map((route) => [partOf(route), describe(route)]));
  return (_request, response) => {
    const { markets, board } = context;
    const capabilities = (name: string) => ({
      market: FUTURES,
      title: `${markets.tableOf(FUTURES).exchange.title} USD-M futures`,
      source: board.book(FUTURES).source ?? null,
      routes: pathsOf(has, name),
      sockets: pathsOf(sockets, name),
      intervals,
      periods,
      // The rest is asked of the exchange, where callers may ask it.
      collected: { symbols: collectedSymbols(context), intervals: collectedIntervals(context) },
      asksExchange: context.config().callers.share > 0,
    });
    response.json({
      exchanges: names,
      capabilities: Object.fromEntries(names.map((name) => [name, capabilities(name)])),
    });
  };
}

/** What stands behind the exchange in a path. */
const partOf = ({ path }: FuturesRoute): string => path.split('/')[2] ?? '';

function describe({ path, says, query }: FuturesRoute) {
  return {
    path,
    says,
    query,
    ...(query.includes('limit') && { limit: { default: DEFAULT_ROWS, most: MOST_ROWS } }),
    ...(query.includes('period') && { period: { default: DEFAULT_PERIOD } }),
  };
}

/** The same with the name of an exchange in each path. */
const pathsOf = (all: Readonly<Record<string, { readonly path: string }>>, name: string) =>
  Object.fromEntries(
    Object.entries(all).map(([part, one]) => [part, { ...one, path: one.path.replace('{exchange}', name) }]),
  );
