import {
  type HealthState,
  newPairState,
  type PairState,
  type TurnState,
} from '../../../../collectors/state/pairState.ts';
import { ordinary } from '../../../../collectors/worker/role.ts';
import { type Look, takeTurns, turnsOf } from '../../../../collectors/worker/turns.ts';
import type { Listing } from '../../../../store/market/listing.ts';

const NOW = 1_000_000;
/** As the worker that reads the listings. */
const all = () => true;
const listings: Readonly<Record<string, Listing>> = {
  traded: { status: 'ON', isTraded: true, asOf: 0 },
  other: { status: 'ON', isTraded: true, asOf: 0 },
  halted: { status: 'OFF', isTraded: false, asOf: 0 },
};
function pair(code: string, turn: Partial<TurnState> = {}, health: Partial<HealthState> = {}): PairState {
  const state = newPairState({ code, symbol: code, key: code });
  Object.assign(state.turn, turn);
  Object.assign(state.health, health);
  return state;
}
const look = (more: Partial<Look> = {}): Look => ({
  now: NOW,
  period: 10,
  mayServe: ordinary.mayServe,
  isShared: false,
  listingOf: ({ code }) => listings[code],
  ...more,
});
const due = (states: readonly PairState[], more: Partial<Look> = {}) =>
  turnsOf(states, look(more)).flatMap(({ state, isDue }) => (isDue ? [state.code] : []));

it.each([
  ['at its time', { dueAt: NOW }, true],
  ['a few milliseconds early', { dueAt: NOW + 299 }, true],
  ['a second early', { dueAt: NOW + 1_000 }, false],
  ['when its request was rejected', { dueAt: NOW, heldUntil: NOW + 1 }, false],
])('a pair that is traded %s: %p, due: %p', (_name, state, isDue) => {
  const [turn] = turnsOf([pair('traded', state)], look());
  expect(turn?.isDue).toBe(isDue);
  expect(turn?.dueAt).toBe(isDue ? NOW + 10_000 : state.dueAt);
});

it('a shorter period counts from now on', () => {
  const [turn] = turnsOf([pair('traded', { dueAt: NOW + 3_600_000 })], look());
  expect(turn).toMatchObject({ isDue: false, dueAt: NOW + 10_000 });
});

it('pairs that are not traded, or not known, are polled by the worker that reads the listings only', () => {
  const states = [pair('traded'), pair('halted'), pair('unknown')];
  expect(due(states)).toEqual(['traded']);
  expect(due(states, { mayServe: all })).toEqual(['traded', 'halted', 'unknown']);
});

it('of a halt it is known since when, and that it is to blame for what is missed', () => {
  const seen = (state: PairState, more?: Partial<Look>) => turnsOf([state], look(more))[0];
  expect(seen(pair('halted'))).toMatchObject({ notTradedSince: NOW, trouble: 'not-trading' });
  expect(seen(pair('halted', { notTradedSince: 5 }, { trouble: 'redis-down' }))).toMatchObject({
    notTradedSince: 5,
    trouble: 'redis-down',
  });
  expect(seen(pair('unknown'))).toMatchObject({ notTradedSince: NOW, trouble: null });
  expect(seen(pair('halted'), { mayServe: all })).toMatchObject({ trouble: null });
  expect(seen(pair('traded', { notTradedSince: 5 }))).toMatchObject({ notTradedSince: null, trouble: null });
});

it('a halted pair is looked at more often than others, ever more seldom the longer it lasts', () => {
  const nextAfter = (notTradedSince: number) =>
    turnsOf([pair('halted', { notTradedSince })], look({ mayServe: all, period: 3600 }))[0]?.dueAt;
  expect([nextAfter(NOW), nextAfter(NOW - 100_000)]).toEqual([NOW + 3_000, NOW + 10_000]);
});

describe('where one request serves several pairs', () => {
  const later = { dueAt: NOW + 5_000 };

  it('all come along with one that is due, but those whose request was rejected', () => {
    const states = [pair('traded'), pair('other', later), pair('traded', { ...later, heldUntil: NOW + 1 })];
    expect(due(states)).toEqual(['traded']);
    expect(due(states, { isShared: true })).toEqual(['traded', 'other']);
  });

  it('nobody comes along with a look at a pair that is not traded', () => {
    const states = [pair('halted'), pair('other', later)];
    expect(due(states, { isShared: true, mayServe: all })).toEqual(['halted']);
  });
});

it('who is still busy sits its turn out, which is counted', () => {
  const counted: string[] = [];
  const states = [pair('traded', { isBusy: true }), pair('other'), pair('halted')];
  const ready = takeTurns(states, look(), (counter) => counted.push(counter));
  expect(ready.map(({ code }) => code)).toEqual(['other']);
  expect(counted).toEqual(['ticks', 'late', 'ticks']);
  expect(states.map(({ turn, health }) => [turn.dueAt, health.trouble])).toEqual([
    [NOW + 10_000, null],
    [NOW + 10_000, null],
    [0, 'not-trading'],
  ]);
});
