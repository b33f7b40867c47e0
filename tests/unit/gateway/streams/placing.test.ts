import { placeFor } from '../../../../gateway/streams/placing.ts';
import type { Shard } from '../../../../gateway/streams/shard.ts';

const shard = (route: string, groups: readonly string[]) =>
  ({ route, streams: new Map(groups.map((group, at) => [`${group}@${at}`, { group }])) }) as unknown as Shard;
const many = (group: string, count: number) => Array.from({ length: count }, () => group);

it('streams of a pair go where others of it are', () => {
  const [one, two] = [shard('', ['a']), shard('', ['b'])];
  expect(placeFor('', 'b', 100, 1, [one, two])).toBe(two);
});

it('another pair goes where it has room for its other streams, too', () => {
  const [full, nearly, free] = [shard('', many('a', 100)), shard('', many('b', 95)), shard('', many('c', 90))];
  expect(placeFor('', 'd', 100, 8, [full, nearly, free])).toBe(free);
  expect(placeFor('', 'd', 100, 8, [full, nearly])).toBeNull();
  expect(placeFor('', 'b', 100, 8, [full, nearly])).toBe(nearly);
  expect(placeFor('', 'a', 100, 8, [full, nearly])).toBeNull();
});

it('room is kept for streams of pairs that are there already', () => {
  const shared = shard('', ['a', 'b', 'c']);
  expect(placeFor('', 'd', 40, 10, [shared])).toBe(shared);
  expect(placeFor('', 'd', 39, 10, [shared])).toBeNull();
  expect(placeFor('', 'c', 39, 10, [shared])).toBe(shared);
});

it('routes are kept apart', () => {
  expect(placeFor('public', 'a', 100, 1, [shard('market', ['a'])])).toBeNull();
});

it('sockets for few streams are filled, too', () => {
  expect(placeFor('', 'b', 2, 1, [shard('', ['a'])])).not.toBeNull();
  expect(placeFor('', 'b', 1, 8, [shard('', ['a'])])).toBeNull();
});

it('a stream of no pair takes one place', () => {
  const shared = shard('', ['a', '']);
  expect(placeFor('', 'b', 21, 10, [shared])).toBe(shared);
  expect(placeFor('', 'b', 20, 10, [shared])).toBeNull();
  expect(placeFor('', '', 11, 10, [shard('', ['a'])])).not.toBeNull();
});
