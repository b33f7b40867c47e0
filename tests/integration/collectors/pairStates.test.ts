import { createPairStates } from '../../../collectors/worker/pairStates.ts';
import { dataKey } from '../../../store/redis/keys.ts';
import { readKnownPairs } from '../../../store/values/knownPairs.ts';
import { writeLatest } from '../../../store/values/latest.ts';
import { createTestLog, openTestStore, type TestStore } from '../../testStore.ts';

const key = dataKey('spot', 'btcusdt', 'price');
let test: TestStore;
beforeEach(async () => {
  test = await openTestStore();
});
afterEach(() => test.close());

/** The pairs of a worker of prices that has stored one of btcusdt. */
async function open() {
  const { store } = test;
  const { log, messages } = createTestLog();
  let fence = 7;
  const pairs = createPairStates({
    ...{ store, log, worker: 'price', keyOf: () => key, symbolOf: (code) => code.toUpperCase(), fence: () => fence },
    onGone: async () => undefined,
  });
  pairs.follow(['btcusdt']);
  const [state] = pairs.current();
  if (state === undefined) throw new Error('the pair is not followed');
  await pairs.remember([state]);
  await writeLatest(store, key, '{}', { fence, asOf: 1_000, source: 'simulator' });
  return {
    ...{ pairs, state, messages },
    isStored: async () => (await store.redis.exists(key)) === 1,
    /** Another process takes over, and writes. */
    async loseLease() {
      await writeLatest(store, key, '{}', { fence: fence + 1, asOf: 2_000, source: 'simulator' });
      fence = 0;
    },
    /** The lease is this process's again. */
    regainLease() {
      fence = 9;
    },
  };
}

it.each(['turn', 'older'] as const)(
  'a removal that waits for what is under way (%s) and is undone meanwhile never begins: the pair is looked at anew',
  async (part) => {
    const { pairs, state, isStored } = await open();
    state[part].isBusy = true;
    pairs.follow([]);
    expect([pairs.current(), pairs.removeLeft()]).toEqual([[], []]);
    pairs.follow(['btcusdt']);
    state[part].isBusy = false;
    expect(pairs.removeLeft()).toEqual([]);
    expect(pairs.current()).toMatchObject([{ code: 'btcusdt', isKnown: false, isRemoved: false }]);
    // What is still under way of it before stores nothing more.
    expect(state.isRemoved).toBe(true);
    expect(await isStored()).toBe(true);
  },
);

it('a pair that is configured again while its data is being removed starts anew once it is gone', async () => {
  const { pairs, state, messages, isStored } = await open();
  pairs.follow([]);
  const removals = pairs.removeLeft();
  pairs.follow(['btcusdt']);
  expect(pairs.current()).toEqual([]);
  expect(pairs.removeLeft()).toEqual([]);
  await Promise.all(removals);
  expect(pairs.current()).toMatchObject([{ code: 'btcusdt', isKnown: false }]);
  expect(pairs.current()).not.toContain(state);
  expect([await isStored(), await readKnownPairs(test.store, 'price')]).toEqual([false, []]);
  expect(messages).toEqual(['info btcusdt: removed from price']);
});

it('a removal that is undone before it fails is not tried again, by whoever has the lease', async () => {
  const { pairs, messages, isStored, loseLease, regainLease } = await open();
  pairs.follow([]);
  await loseLease();
  const removals = pairs.removeLeft();
  pairs.follow(['btcusdt']);
  await Promise.all(removals);
  regainLease();
  expect(pairs.current()).toMatchObject([{ code: 'btcusdt' }]);
  expect(pairs.removeLeft()).toEqual([]);
  expect([await isStored(), messages]).toEqual([true, []]);
});

it('a removal that fails is tried again while the pair is left', async () => {
  const { pairs, isStored, loseLease, regainLease } = await open();
  pairs.follow([]);
  await loseLease();
  await Promise.all(pairs.removeLeft());
  expect(await isStored()).toBe(true);
  regainLease();
  await Promise.all(pairs.removeLeft());
  expect(await isStored()).toBe(false);
});
