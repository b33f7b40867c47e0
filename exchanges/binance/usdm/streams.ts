import type { StreamProtocol } from '../../streamProtocol.ts';
import { streamOf } from '../events/event.ts';
import { streamFrames } from '../streamFrames.ts';
import { HEARTBEATS, streamUse } from '../streamUse.ts';

/**
 * The kinds of socket, by their path, and of each the stream that shows that it lives. Without a path a socket opens, too, and accepts all streams,
 * but of `market` it brings none: so each socket has one.
 *
 * - *public*  what the book is made of. Nothing there speaks whatever the market does: before such a socket counts as silent it is pinged. Its clock
 *             are the best prices that change most, whichever pairs are collected
 * - *market*  all others
 */
const routes = { public: '@bookTicker', market: '@markPrice@1s' } as const;

const LIQUID = ['BTCUSDT', 'ETHUSDT'];

const isRoute = (route: string): route is keyof typeof routes => Object.hasOwn(routes, route);

/** `btcusdt@depth@100ms`, `btcusdt@depth20`, `btcusdt@bookTicker`, `!bookTicker`; and single trades, which no document names */
const OF_THE_BOOK = /(?:@(?:rpiD|d)epth\d*(?:@\d+ms)?|[@!]bookTicker|@trade)$/;

/** Streams of Binance's USD-M futures: https://developers.binance.com/docs/derivatives/usds-margined-futures/websocket-market-streams (2026-10). */
export const usdmStreams: StreamProtocol = {
  ...streamFrames,
  ...streamUse,
  routeOf: (stream) => (OF_THE_BOOK.test(stream) ? 'public' : 'market'),
  urlOf(baseUrl, route) {
    if (!isRoute(route)) throw new RangeError(`futures have no sockets of the kind "${route}"`);
    return `${baseUrl}/${route}/stream`;
  },
  isTicking: (stream) => stream.endsWith(routes.market),
  heartbeatsOf(route, symbols) {
    if (!isRoute(route) || symbols.length === 0) return [];
    const first = route === 'public' ? LIQUID : symbols.slice(0, HEARTBEATS);
    return first.map((symbol) => streamOf(symbol, routes[route]));
  },
  // Of 10.
  messagesPerSecond: 8,
};
