import { monitorEventLoopDelay } from 'node:perf_hooks';

/**
 * Loaded into each process of a soak run by `node --expose-gc --import`: answers the message `probe` with what the process needs. The
 * programs themselves know nothing of it.
 */

/** What a process needs, since the last answer. */
export interface ProbeSample {
  /** How late the event loop was, ms. */
  readonly delayP99: number;
  readonly delayMax: number;
  /** After a full garbage collection, bytes. */
  readonly heap: number;
  readonly rss: number;
}

const RESOLUTION_MS = 10;
const delay = monitorEventLoopDelay({ resolution: RESOLUTION_MS });
delay.enable();

/** The histogram holds the whole time between two looks, ns. */
const lateMs = (ns: number): number => Math.max(0, ns / 1e6 - RESOLUTION_MS);

process.on('message', (message) => {
  if (message !== 'probe') return;
  const late = { delayP99: lateMs(delay.percentile(99)), delayMax: lateMs(delay.max) };
  globalThis.gc?.();
  const { heapUsed, rss } = process.memoryUsage();
  process.send?.({ ...late, heap: heapUsed, rss } satisfies ProbeSample);
  // The collection was our doing.
  delay.reset();
});
// Listening alone keeps no process alive.
process.channel?.unref();
