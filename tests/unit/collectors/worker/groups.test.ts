import { newPairState } from '../../../../collectors/state/pairState.ts';
import { groupsOf, lookPeriod } from '../../../../collectors/worker/groups.ts';
import type { Listing } from '../../../../store/market/listing.ts';

const listings = new Map<string, Listing>([
  ['a', { status: 'TRADING', isTraded: true, asOf: 0 }],
  ['b', { status: 'TRADING', isTraded: true, asOf: 0 }],
  ['h1', { status: 'HALT', isTraded: false, asOf: 0 }],
  ['h2', { status: 'BREAK', isTraded: false, asOf: 0 }],
  ['u1', { status: 'UNLISTED', isTraded: false, asOf: 0 }],
  ['u2', { status: 'UNLISTED', isTraded: false, asOf: 0 }],
]);
const states = ['u1', 'a', 'h1', 'new', 'u2', 'b', 'h2'].map((code) => newPairState({ code, symbol: code, key: code }));

it('what the exchange does not know goes alone; pairs that are not traded take only what is left', () => {
  const groups = groupsOf(states, 2, ({ code }) => listings.get(code));
  expect(groups.map(({ states: [...group], priority }) => [priority, ...group.map(({ code }) => code)])).toEqual([
    ['live', 'a', 'new'],
    ['live', 'b'],
    ['fill', 'h1', 'h2'],
    ['fill', 'u1'],
    ['fill', 'u2'],
  ]);
});

it.each([
  ['not known yet', undefined, 3600, 3],
  ['just halted', 'HALT', 5, 3],
  ['halted for a while', 'HALT', 100, 10],
  ['halted for long', 'HALT', 86_400, 60],
  ['just delisted', 'UNLISTED', 5, 3],
  ['never coming back', 'UNLISTED', 86_400, 300],
])('a pair %s is looked at often at first, then ever more seldom', (_name, status, seconds, period) => {
  const listing = status === undefined ? undefined : { status, isTraded: status === 'TRADING', asOf: 0 };
  expect(lookPeriod(listing, seconds * 1000)).toBe(period);
});
