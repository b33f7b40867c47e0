import { placeFor } from '../../../../gateway/streams/placing.ts';
import type { Shard } from '../../../../gateway/streams/shard.ts';

const shard = (route: string, groups: readonly string[]) =>
  ({ route, streams: new Map(groups.map((group, at) => [`${group}@${at}`, { group }])) }) as unknown as Shard;
const many = (group: string, count: number) => Array.from({ length: count }, () => group);

it('streams of a pair go where others of it are', () => {
  const [one, two] = [shard('', ['a']), shard('', ['b'])];
  expect(placeFor('', 'b', 100, [one, two])).toBe(two);
});

it('another pair goes where it has room for its other streams, too', () => {
  const [full, nearly, free] = [shard('', many('a', 100)), shard('', many('b', 95)), shard('', many('c', 90))];
  expect(placeFor('', 'd', 100, [full, nearly, free])).toBe(free);
  expect(placeFor('', 'd', 100, [full, nearly])).toBeNull();
  expect(placeFor('', 'b', 100, [full, nearly])).toBe(nearly);
  expect(placeFor('', 'a', 100, [full, nearly])).toBeNull();
});

it('routes are kept apart', () => {
  expect(placeFor('public', 'a', 100, [shard('market', ['a'])])).toBeNull();
});

it('sockets for few streams are filled, too', () => {
  expect(placeFor('', 'b', 2, [shard('', ['a'])])).not.toBeNull();
  expect(placeFor('', 'b', 1, [shard('', ['a'])])).toBeNull();
});
