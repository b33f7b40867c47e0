import type { Market } from '../../../markets/markets.js';
import { RelayRefused } from '../../../model/relayLink.ts';
import type { StreamNames } from '../../../model/streamNames.ts';
import { DialectError, unavailable } from '../dialectError.ts';

const BAD_SYMBOL = -1121;

/** Where callers find which streams there are. */
const LIST = 'those that there are stand in docs/streams.md';

/** Names in a message are cut: an answer is not to be longer than what was asked. */
const quoted = (name: string): string => JSON.stringify(name.slice(0, 60));

/** What streams there are, and who is listed. */
export interface KnownStreams {
  /** The names that streams of a market have; absent: the market has none. */
  namesOf(market: Market): StreamNames | undefined;
  /** The exchange's names of all that a market lists; null while nobody knows. May reject. */
  symbolsOf(market: Market): Promise<ReadonlySet<string> | null>;
}

/** Why streams cannot be followed, as far as that is known without the relay; null: it is not. */
export type NameCheck = (market: Market, names: readonly string[]) => Promise<DialectError | null>;

/**
 * Makes the check of names. The exchange accepts any name and then says nothing, so that a caller with a slip of the pen waits for ever; here
 * it is told.
 */
export function createNameCheck({ namesOf, symbolsOf }: KnownStreams): NameCheck {
  return async (market, names) => {
    if (names.length === 0) return null;
    const known = namesOf(market);
    const symbols = new Map<string, string>();
    for (const name of names) {
      const stream = known?.read(name) ?? null;
      if (stream === null) return badName(market, name);
      if (stream.symbol !== null) symbols.set(stream.symbol, name);
    }
    const listed = await symbolsOf(market).catch(() => null);
    if (listed === null) return null;
    for (const [symbol, name] of symbols) {
      if (!listed.has(symbol))
        return fault(`Invalid symbol: ${market} does not list that of the stream ${quoted(name)}.`);
    }
    return null;
  };
}

const fault = (message: string): DialectError => new DialectError(BAD_SYMBOL, message);

function badName(market: Market, name: string): DialectError {
  const [symbol = ''] = name.split('@', 1);
  const why = symbol === symbol.toLowerCase() ? LIST : 'symbols of streams are written in small letters';
  return fault(`Invalid stream: ${market} has none called ${quoted(name)}; ${why}.`);
}

/** Why the relay does not follow a stream. */
export interface RelayFault {
  readonly error: DialectError;
  /** A caller is best off if it connects anew. */
  readonly isPassing: boolean;
}

export function faultOfRelay(reason: unknown): RelayFault {
  if (!(reason instanceof RelayRefused)) {
    return { error: unavailable('Internal error; the stream cannot be followed now.', reason), isPassing: true };
  }
  const { code, message } = reason;
  if (code === 'unknown') return { error: fault(`Invalid stream: ${message}.`), isPassing: false };
  return {
    error: unavailable(`Internal error; the stream cannot be followed now: ${message}.`),
    isPassing: code === 'away',
  };
}
