import { readReports as readStored, type WorkerReport } from '../store/reports/health.ts';
import type { World } from './world.ts';

/** What the workers of a world say of themselves, by name. */
export const readReports = (world: World): Promise<ReadonlyMap<string, WorkerReport>> => readStored(world.store);
