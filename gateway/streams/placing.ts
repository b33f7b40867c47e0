import type { Shard } from './shard.ts';

/**
 * The shard that a stream goes to: the one with others of its group, if there is room, else the first with room for a group; null: a new one.
 *
 * Each group of a shard counts with all its streams, also those that nobody follows yet: so those of one pair are on one socket, whoever follows
 * them first. What one of them tells then says up to when all have told everything. A stream of no pair ('') counts alone.
 *
 * @param most streams of a shard
 * @param groupSize streams that a group comes to
 */
export function placeFor(
  route: string,
  group: string,
  most: number,
  groupSize: number,
  shards: Iterable<Shard>,
): Shard | null {
  const open = [...shards].filter((shard) => shard.route === route && shard.streams.size < most);
  const withGroup = open.find((shard) => hasGroup(shard, group));
  if (withGroup !== undefined) return withGroup;
  const whole = Math.min(groupSize, most);
  const room = (of: string, size: number) => (of === '' ? size : Math.max(size, whole));
  const taken = (shard: Shard) => [...sizesOf(shard)].reduce((sum, [of, size]) => sum + room(of, size), 0);
  return open.find((shard) => taken(shard) + room(group, 1) <= most) ?? null;
}

function hasGroup({ streams }: Shard, group: string): boolean {
  for (const stream of streams.values()) if (stream.group === group) return true;
  return false;
}

/** Streams of each group. */
function sizesOf({ streams }: Shard): ReadonlyMap<string, number> {
  const sizes = new Map<string, number>();
  for (const { group } of streams.values()) sizes.set(group, (sizes.get(group) ?? 0) + 1);
  return sizes;
}
