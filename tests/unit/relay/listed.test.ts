import { createListed } from '../../../relay/listed.ts';

it('where nobody knows who is listed, whatever may be a name is; then only who is', async () => {
  let now = 0;
  let stored: ReadonlySet<string> | null = null;
  let reads = 0;
  const listed = createListed(
    async () => {
      reads++;
      return stored;
    },
    () => now,
  );
  await listed.refresh();
  expect(['BTCUSDT', 'NOPE', "X';--", ''].map(listed.has)).toEqual([true, true, false, false]);
  stored = new Set(['BTCUSDT']);
  now = 4_000;
  await listed.refresh();
  expect([listed.has('NOPE'), reads]).toEqual([true, 1]);
  now = 5_000;
  await listed.refresh();
  expect(['BTCUSDT', 'NOPE'].map(listed.has)).toEqual([true, false]);
  // What is gone from Redis is not forgotten.
  stored = null;
  now = 66_000;
  await listed.refresh();
  expect([listed.has('NOPE'), reads]).toEqual([false, 3]);
});

it('a Redis that is away is asked again with the next second', async () => {
  let isAway = true;
  const listed = createListed(
    async () => {
      if (isAway) throw new Error('away');
      return new Set(['BTCUSDT']);
    },
    () => 1,
  );
  await expect(listed.refresh()).rejects.toThrow('away');
  isAway = false;
  await listed.refresh();
  expect(listed.has('NOPE')).toBe(false);
});
