import type { Shard } from './shard.ts';

/** The first stream of a pair goes where so many more of it have room, unless a socket holds few streams anyway. */
const GROUP_ROOM = 8;

/**
 * The shard that a stream goes to: the one with others of its group, if there is room, else the first with room for a group; null: a new one.
 *
 * @param most streams of a shard
 */
export function placeFor(route: string, group: string, most: number, shards: Iterable<Shard>): Shard | null {
  const room = Math.min(GROUP_ROOM, Math.ceil(most / 4));
  const open = [...shards].filter((shard) => shard.route === route && shard.streams.size < most);
  const withGroup = open.find(({ streams }) => hasGroup(streams.values(), group));
  return withGroup ?? open.find(({ streams }) => most - streams.size >= room) ?? null;
}

function hasGroup(streams: Iterable<{ readonly group: string }>, group: string): boolean {
  for (const stream of streams) if (stream.group === group) return true;
  return false;
}
