import type { TimeUnit, Wrapping } from './publication.ts';
import { type Route, readRoute } from './route.ts';

/** What a client asks for by the address that it opens. */
export interface Opening {
  readonly route: Route;
  readonly wrapping: Wrapping;
  readonly unit: TimeUnit;
  readonly names: readonly string[];
}

/**
 * Reads `/ws`, `/ws/a/b`, `/stream` and `/stream?streams=a/b`, encoded or not, each also behind a route of the futures market; undefined:
 * another path, or it cannot be decoded. Only the spot market has microseconds.
 */
export function readStreamUrl(url: string): Opening | undefined {
  const { pathname: path, searchParams } = new URL(url, 'http://simulator');
  const { route, rest: pathname } = readRoute(path);
  const unit = route === 'spot' && /^microseconds?$/i.test(searchParams.get('timeUnit') ?? '') ? 'us' : 'ms';
  const [, rest] = /^(?:\/stream)?\/ws(?:\/(.*))?$/.exec(pathname) ?? [];
  if (/^(\/stream)?\/ws(\/|$)/.test(pathname)) {
    const decoded = decode(rest ?? '');
    return decoded === undefined ? undefined : { route, wrapping: 'raw', unit, names: namesIn(decoded) };
  }
  if (!/^\/stream\/?$/.test(pathname)) return undefined;
  return { route, wrapping: 'combined', unit, names: namesIn(searchParams.get('streams') ?? '') };
}

const namesIn = (text: string): string[] => text.split('/').filter((name) => name !== '');

function decode(text: string): string | undefined {
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
}
