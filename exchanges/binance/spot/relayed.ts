import type { RelayedStreams } from '../../relayedStreams.ts';
import { type ChangeKinds, relayedStreamOf, type Sequences } from '../relayedStream.ts';
import { byField, type Sequence } from '../standing.ts';
import { readUnparsed } from '../unparsed.ts';
import { spotStreamNames } from './streamNames.ts';

const changes: Sequence = {
  ...byField('u'),
  goesOn: ({ U: first }, last) => typeof first === 'number' && first <= last + 1,
};

const sequences: Sequences = {
  '<symbol>@trade': byField('t'),
  '<symbol>@aggTrade': byField('a'),
  '<symbol>@bookTicker': byField('u'),
  '<symbol>@depth<levels>': byField('lastUpdateId'),
  '<symbol>@depth<levels>@<speed>': byField('lastUpdateId'),
  '<symbol>@depth': changes,
  '<symbol>@depth@<speed>': changes,
};

const changeKinds: ChangeKinds = { '<symbol>@depth': 1_000, '<symbol>@depth@<speed>': 1_000 };

/** What callers may follow of the spot market. */
export const spotRelayed: RelayedStreams = {
  read: readUnparsed,
  streamOf: (name) => relayedStreamOf(spotStreamNames, sequences, changeKinds, name),
  bookTimesOf: () => ({}),
};
