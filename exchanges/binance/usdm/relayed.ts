import type { RelayedStreams } from '../../relayedStreams.ts';
import { type ChangeKinds, relayedStreamOf, type Sequences } from '../relayedStream.ts';
import { byField, type Sequence } from '../standing.ts';
import { readUnparsed } from '../unparsed.ts';
import { usdmStreamNames } from './streamNames.ts';

/** Numbers may be missing between two events: each says where the one before it has ended. */
const changes: Sequence = { ...byField('u'), goesOn: ({ pu }, last) => pu === last };

const sequences: Sequences = {
  '<symbol>@trade': byField('t'),
  '<symbol>@aggTrade': byField('a'),
  '<symbol>@bookTicker': byField('u'),
  '<symbol>@depth<levels>': byField('u'),
  '<symbol>@depth<levels>@<speed>': byField('u'),
  '<symbol>@depth': changes,
  '<symbol>@depth@<speed>': changes,
};

const changeKinds: ChangeKinds = { '<symbol>@depth': 250, '<symbol>@depth@<speed>': 250 };

/** What callers may follow of USD-M futures. */
export const usdmRelayed: RelayedStreams = {
  read: readUnparsed,
  streamOf: (name) => relayedStreamOf(usdmStreamNames, sequences, changeKinds, name),
  bookTimesOf(told) {
    const { E, T } = Object(told) as { readonly E?: unknown; readonly T?: unknown };
    return { ...(typeof E === 'number' && { E }), ...(typeof T === 'number' && { T }) };
  },
};
