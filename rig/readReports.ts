import { readBookkeeping, type WorkerReport } from '../store/health.ts';
import type { World } from './world.ts';

/** What the workers of a world say of themselves, by name. */
export async function readReports(world: World): Promise<ReadonlyMap<string, WorkerReport>> {
  const { egress } = world.config().budget;
  return (await readBookkeeping(world.store, { market: 'spot', egress }, world.now())).reports;
}
