import type { Market } from '../../../markets/markets.js';
import { DialectError, refused } from '../dialectError.ts';

/** What a caller asks for by the address that it opens. */
export interface StreamAddress {
  readonly market: Market;
  /** Streams of an account, of which there are none here: such a socket is accepted, because clients open it beside the others, and stays silent. */
  readonly isPrivate: boolean;
  /** Events come with the name of their stream around them. */
  readonly isCombined: boolean;
  readonly names: readonly string[];
}

/** The part of an address that leads to futures. All of its sockets carry all kinds of streams here, but for the private one. */
const FUTURES = /^(?=\/(?:fstream|public|market|private)\/)(?:\/fstream)?(?:\/(?<route>public|market|private))?(?=\/)/;
/** `/ws`, `/ws/a/b`, and the same behind `/stream`, by which one client tells spot from futures. */
const RAW = /^(?:\/stream)?\/ws(?:\/(?<names>.*))?$/;
const COMBINED = /^\/stream\/?$/;

/** The addresses at which sockets open, for people; `readAddress` says all spellings. */
export const socketPaths: Readonly<Record<Market, readonly { readonly path: string; readonly says: string }[]>> = {
  spot: [
    { path: '/ws', says: 'Events as they are. Streams may follow, each as a path segment; a number is overlooked' },
    {
      path: '/stream',
      says: 'Events with the name of their stream around them. Streams may stand in ?streams=, with / between them',
    },
    { path: '/stream/ws', says: 'The same as /ws, for ccxt: it tells spot from futures by /stream in the address' },
  ],
  usdm: [
    { path: '/fstream/ws', says: 'Events of all streams as they are' },
    { path: '/fstream/stream', says: 'Events of all streams with the name of their stream around them' },
    { path: '/public/ws', says: 'The same as /fstream/ws, also behind /fstream' },
    { path: '/public/stream', says: 'The same as /fstream/stream, also behind /fstream' },
    { path: '/market/ws', says: 'The same as /fstream/ws, also behind /fstream' },
    { path: '/market/stream', says: 'The same as /fstream/stream, also behind /fstream' },
    { path: '/private/ws', says: 'Is accepted and silent: nothing of accounts is served' },
    { path: '/private/stream', says: 'The same' },
  ],
};

const ACCOUNTS =
  'There is no stream of this name: one has a symbol in small letters, @ and a kind. Streams of accounts are to be had from the exchange itself.';

/**
 * Reads the address of a socket for streams.
 *
 * @param url path and query, encoded or not
 * @returns null: it is the address of something else
 */
export function readAddress(url: string): StreamAddress | DialectError | null {
  const [before = '', query = ''] = url.split(/\?(.*)/s, 2);
  const path = before.replaceAll(/\/{2,}/g, '/');
  const futures = FUTURES.exec(path);
  const rest = futures === null ? path : path.slice(futures[0].length);
  const raw = RAW.exec(rest);
  if (raw === null && !COMBINED.test(rest)) return null;
  const unit = parameter(query, 'timeUnit');
  if (unit !== undefined && !/^milliseconds?$/i.test(unit)) return refused.badTimeUnit();
  const text = decoded((raw === null ? parameter(query, 'streams') : raw.groups?.names) ?? '');
  if (text === undefined) return new DialectError(-1100, 'The address is not well-formed percent-encoded UTF-8.');
  const isPrivate = futures?.groups?.route === 'private';
  const names = isPrivate ? [] : [...new Set(text.split('/').filter((name) => name !== ''))];
  // A number is what a client calls its socket. Anything else without a mark is the key of an account's stream.
  const isNumber = (name: string): boolean => raw !== null && /^\d+$/.test(name);
  if (raw !== null && names.some((name) => !isNumber(name) && !MARKED.test(name))) return refused.unsupported(ACCOUNTS);
  return {
    market: futures === null ? 'spot' : 'usdm',
    isPrivate,
    isCombined: raw === null,
    names: names.filter((name) => !isNumber(name)),
  };
}

/** What names of streams have, but for the one of sessions. */
const MARKED = /[@!]|^tradingSession$/;

/** The last value of a parameter, still encoded. A plus is a plus: names have it, and it stands for no space. */
function parameter(query: string, name: string): string | undefined {
  const found = query.split('&').filter((part) => part.startsWith(`${name}=`));
  return found.at(-1)?.slice(name.length + 1);
}

function decoded(text: string): string | undefined {
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
}
