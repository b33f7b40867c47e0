import { setTimeout } from 'node:timers/promises';
import type { OpenedSeries } from './openSeries.ts';

/** Who has reported within so long is there, ms. */
const REPORTED_WITHIN_MS = 5_000;

/** An edit of CONFIG.json is taken within so long, ms. */
const TAKEN_WITHIN_MS = 15_000;

/** Whether who collects a series goes by another CONFIG.json than the one with this hash. */
export function hasOtherConfig({ collector: { name }, rest }: OpenedSeries, hash: string): boolean {
  const report = rest.state().reports.get(name);
  return report !== undefined && Date.now() - report.at < REPORTED_WITHIN_MS && report.config.hash !== hash;
}

/** Waits until those who collect have taken CONFIG.json as it is. Where they do not, the look at what is stored tells. */
export async function awaitConfig(opened: readonly OpenedSeries[], hash: string, signal: AbortSignal): Promise<void> {
  const until = performance.now() + TAKEN_WITHIN_MS;
  while (opened.some((series) => hasOtherConfig(series, hash)) && performance.now() < until)
    await setTimeout(250, undefined, { signal });
}
