import fc from 'fast-check';
import { openTestStore, type TestStore } from '../../../testStore.ts';
import { readState, storedThings } from './storedThings.ts';

let test: TestStore;
beforeAll(async () => {
  test = await openTestStore();
});
afterAll(() => test.close());

const all = Object.entries(storedThings(() => test.store));

it.each(all)(
  '%s, whatever is put in its place, is read, harms nothing else, and is right after the next write',
  async (name, damaged) => {
    await fc.assert(
      fc.asyncProperty(damaged.damage, async (damage) => {
        await test.store.redis.flushdb();
        await Promise.all(all.map(([, { write }]) => write()));
        await damage(test.store.redis, damaged.key);
        const state = readState(test.store);
        await damaged.read(state);
        const others = all.filter(([otherName, { key }]) => {
          const isBeside = key.replace(/:meta$/, '') === damaged.key.replace(/:meta$/, '');
          return !isBeside && otherName !== name;
        });
        const found = await Promise.all(others.map(async ([other, { read }]) => [other, await read(state)]));
        expect(found).toEqual(others.map(([other, { right }]) => [other, right]));
        await damaged.write();
        expect(await damaged.read(readState(test.store))).toEqual(damaged.right);
      }),
      { numRuns: 40 },
    );
  },
);
