import type { RelayedStream, RelayedStreams } from '../../relayedStreams.ts';
import { anyInterval, splitName } from '../relayedNames.ts';
import { byField, byTime, type Sequence, standingOf } from '../standing.ts';
import { readUnparsed } from '../unparsed.ts';

const OF_ALL =
  /^!(?:markPrice@arr(?:@1s)?|forceOrder@arr|ticker@arr|miniTicker@arr|bookTicker|contractInfo|assetIndex@arr)$/;

const BY_TIME = new RegExp(
  `^(?:kline_${anyInterval()}|markPrice(?:@1s)?|forceOrder|ticker|miniTicker|compositeIndex|assetIndex)$`,
);

const CONTINUOUS = new RegExp(`^continuousKline_${anyInterval()}$`);

/** `btcusdt_perpetual`: the contract of its kind that is the current one. */
const OF_CONTRACTS = /^(.+)_(?:(?:tradifi_)?perpetual|(?:current|next)_quarter)$/;

const BY_FIELD: Readonly<Record<string, string>> = { trade: 't', aggTrade: 'a', bookTicker: 'u' };

const BEST_LEVELS = /^depth(?:5|10|20)(?:@100ms|@500ms)?$/;

/** Changes of a book, by their speed, ms. */
const CHANGES: Readonly<Record<string, number>> = { depth: 250, 'depth@500ms': 500, 'depth@100ms': 100 };

/** Numbers may be missing between two events: each says where the one before it has ended. */
const changes: Sequence = { ...byField('u'), goesOn: ({ pu }, last) => pu === last };

/** The streams of USD-M futures that callers may follow: https://developers.binance.com/docs/derivatives/usds-margined-futures/websocket-market-streams (2026-10). */
export const usdmRelayed: RelayedStreams = {
  read: readUnparsed,
  bookTimesOf(event) {
    const { E, T } = Object(event) as { readonly E?: unknown; readonly T?: unknown };
    return { ...(typeof E === 'number' && { E }), ...(typeof T === 'number' && { T }) };
  },
  streamOf(name) {
    if (OF_ALL.test(name)) return streamOf(null, byTime);
    const { pair = '', what = '' } = splitName(name) ?? {};
    if (CONTINUOUS.test(what)) {
      // A pair has the name of its perpetual contract.
      const [, of] = OF_CONTRACTS.exec(pair) ?? [];
      return of === undefined ? null : streamOf(of.toUpperCase(), byTime);
    }
    // The index of an asset is of no contract.
    const symbol = what === 'assetIndex' ? null : pair.toUpperCase();
    const bookEveryMs = Object.hasOwn(CHANGES, what) ? CHANGES[what] : undefined;
    if (bookEveryMs !== undefined) return { ...streamOf(symbol, changes), bookEveryMs };
    const sequence = sequenceOf(what);
    return sequence && streamOf(symbol, sequence);
  },
};

function sequenceOf(what: string): Sequence | null {
  const field = Object.hasOwn(BY_FIELD, what) ? BY_FIELD[what] : undefined;
  if (field !== undefined) return byField(field);
  // Of the retail orders' book only the time tells.
  if (BEST_LEVELS.test(what)) return byField('u');
  return BY_TIME.test(what) || what === 'rpiDepth@500ms' ? byTime : null;
}

const streamOf = (symbol: string | null, sequence: Sequence): RelayedStream => ({
  symbol,
  standing: (told, text) => standingOf(sequence, told, text),
});
