import type { MarketName } from '../market.ts';

/**
 * The way on which a socket was opened. Spot's is one; the futures market has three, each with streams of its own, and `unrouted`: a socket
 * that names none of them, on which every subscription is acknowledged and only streams of `public` come.
 */
export const routes = ['spot', 'public', 'market', 'private', 'unrouted'] as const;
export type Route = (typeof routes)[number];

export const marketOf = (route: Route): MarketName => (route === 'spot' ? 'spot' : 'usdm');

/** The beginning of an address, and the route that it stands for. Futures' host has its unrouted sockets below `/fstream`. */
const PREFIXES: readonly (readonly [RegExp, Route])[] = [
  [/^(?:\/fstream)?\/public(?=\/)/, 'public'],
  [/^(?:\/fstream)?\/market(?=\/)/, 'market'],
  [/^(?:\/fstream)?\/private(?=\/)/, 'private'],
  [/^\/fstream(?=\/)/, 'unrouted'],
];

/** The route of an address, and the path below it. */
export function readRoute(path: string): { readonly route: Route; readonly rest: string } {
  for (const [prefix, route] of PREFIXES) {
    const [matched] = prefix.exec(path) ?? [];
    if (matched !== undefined) return { route, rest: path.slice(matched.length) };
  }
  return { route: 'spot', rest: path };
}
