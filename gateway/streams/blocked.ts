import type { Shard } from './shard.ts';

/** Since when streams of a route are wanted, and no socket of it brings anything. */
export interface Blocked {
  /** @param now monotonic ms */
  look(shards: Iterable<Shard>, now: number): void;
  /** Monotonic ms, of the route that is blocked longest; null: none is. */
  since(): number | null;
}

export function createBlocked(): Blocked {
  const byRoute = new Map<string, number>();
  return {
    look(shards, now) {
      const all = [...shards];
      const live = new Set(all.filter((shard) => shard.isLive()).map(({ route }) => route));
      const dead = new Set(all.map(({ route }) => route).filter((route) => !live.has(route)));
      for (const route of byRoute.keys()) if (!dead.has(route)) byRoute.delete(route);
      for (const route of dead) if (!byRoute.has(route)) byRoute.set(route, now);
    },
    since: () => (byRoute.size === 0 ? null : Math.min(...byRoute.values())),
  };
}
