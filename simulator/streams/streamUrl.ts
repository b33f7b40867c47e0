import type { TimeUnit, Wrapping } from './publication.ts';

/** What a client asks for by the address that it opens. */
export interface Opening {
  readonly wrapping: Wrapping;
  readonly unit: TimeUnit;
  readonly names: readonly string[];
}

/** Reads `/ws`, `/ws/a/b`, `/stream` and `/stream?streams=a/b`, encoded or not; undefined: another path, or it cannot be decoded. */
export function readStreamUrl(url: string): Opening | undefined {
  const { pathname, searchParams } = new URL(url, 'http://simulator');
  const unit = /^microseconds?$/i.test(searchParams.get('timeUnit') ?? '') ? 'us' : 'ms';
  const [, rest] = /^(?:\/stream)?\/ws(?:\/(.*))?$/.exec(pathname) ?? [];
  if (/^(\/stream)?\/ws(\/|$)/.test(pathname)) {
    const decoded = decode(rest ?? '');
    return decoded === undefined ? undefined : { wrapping: 'raw', unit, names: namesIn(decoded) };
  }
  if (!/^\/stream\/?$/.test(pathname)) return undefined;
  return { wrapping: 'combined', unit, names: namesIn(searchParams.get('streams') ?? '') };
}

const namesIn = (text: string): string[] => text.split('/').filter((name) => name !== '');

function decode(text: string): string | undefined {
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
}
