import type { Shard } from './shard.ts';

/** Since when streams of a route are wanted, and no socket of it brings anything. */
export interface DeadRoutes {
  /** @param now monotonic ms */
  look(shards: Iterable<Shard>, now: number): void;
  /** By route of those that are wanted, monotonic ms; null: it is not dead, as far as was looked. */
  since(shards: Iterable<Shard>): ReadonlyMap<string, number | null>;
}

export function createDeadRoutes(): DeadRoutes {
  const byRoute = new Map<string, number>();
  return {
    look(shards, now) {
      const all = [...shards];
      const live = new Set(all.filter((shard) => shard.isLive()).map(({ route }) => route));
      const dead = new Set(all.map(({ route }) => route).filter((route) => !live.has(route)));
      for (const route of byRoute.keys()) if (!dead.has(route)) byRoute.delete(route);
      for (const route of dead) if (!byRoute.has(route)) byRoute.set(route, now);
    },
    since(shards) {
      const wanted = [...shards].filter(({ streams }) => streams.size > 0);
      return new Map(wanted.map(({ route }) => [route, byRoute.get(route) ?? null]));
    },
  };
}
