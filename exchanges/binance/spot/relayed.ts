import type { RelayedStreams } from '../../relayedStreams.ts';
import { anyInterval, splitName } from '../relayedNames.ts';
import { byField, byTime, type Sequence, standingOf } from '../standing.ts';
import { readUnparsed } from '../unparsed.ts';

const OF_ALL = /^!(?:miniTicker@arr|ticker_(?:1h|4h|1d)@arr)$/;

const BY_TIME = new RegExp(
  `^(?:kline_${anyInterval(['1s'])}(?:@\\+08:00)?|miniTicker|ticker(?:_(?:1h|4h|1d))?|avgPrice|referencePrice|blockTrade)$`,
);

const BY_FIELD: Readonly<Record<string, string>> = { trade: 't', aggTrade: 'a', bookTicker: 'u' };

const BEST_LEVELS = /^depth(?:5|10|20)(?:@100ms|@1000ms)?$/;

/** Changes of a book, by their speed, ms. */
const CHANGES: Readonly<Record<string, number>> = { depth: 1000, 'depth@1000ms': 1000, 'depth@100ms': 100 };

const changes: Sequence = {
  ...byField('u'),
  goesOn: ({ U: first }, last) => typeof first === 'number' && first <= last + 1,
};

/** The spot streams that callers may follow: https://developers.binance.com/docs/binance-spot-api-docs/web-socket-streams (2026-07). */
export const spotRelayed: RelayedStreams = {
  read: readUnparsed,
  bookTimesOf: () => ({}),
  streamOf(name) {
    if (OF_ALL.test(name)) return streamOf(null, byTime);
    const { pair = '', what = '' } = splitName(name) ?? {};
    const symbol = pair.toUpperCase();
    const bookEveryMs = Object.hasOwn(CHANGES, what) ? CHANGES[what] : undefined;
    if (bookEveryMs !== undefined) return { ...streamOf(symbol, changes), bookEveryMs };
    const sequence = sequenceOf(what);
    return sequence && streamOf(symbol, sequence);
  },
};

function sequenceOf(what: string): Sequence | null {
  const field = Object.hasOwn(BY_FIELD, what) ? BY_FIELD[what] : undefined;
  if (field !== undefined) return byField(field);
  if (BEST_LEVELS.test(what)) return byField('lastUpdateId');
  return BY_TIME.test(what) ? byTime : null;
}

const streamOf = (symbol: string | null, sequence: Sequence) => ({
  symbol,
  standing: (told: readonly string[], text: string) => standingOf(sequence, told, text),
});
