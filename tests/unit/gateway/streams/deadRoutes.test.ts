import { createDeadRoutes } from '../../../../gateway/streams/deadRoutes.ts';
import type { Shard } from '../../../../gateway/streams/shard.ts';

const shard = (route: string, isLive: boolean) => ({ route, isLive: () => isLive, streams: { size: 1 } }) as Shard;

it('each route has its own time since when none of its sockets brings anything', () => {
  const deadRoutes = createDeadRoutes();
  const since = (...shards: readonly Shard[]) => Object.fromEntries(deadRoutes.since(shards));
  const [dead, live] = [shard('near', false), shard('near', true)];
  expect(since(dead)).toEqual({ near: null });
  deadRoutes.look([dead, shard('far', true)], 1_000);
  deadRoutes.look([dead, shard('far', false)], 5_000);
  expect(since(dead, shard('far', false))).toEqual({ near: 1_000, far: 5_000 });
  // One socket of a route is enough.
  deadRoutes.look([dead, live, shard('far', false)], 9_000);
  expect(since(dead, shard('far', false))).toEqual({ near: null, far: 5_000 });
  // Nobody follows streams of it any more.
  expect(since(dead)).toEqual({ near: null });
  expect(since()).toEqual({});
});
