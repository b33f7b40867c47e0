import type { Asker } from '../../gateway/ask.ts';
import type { FeedQuery } from '../../model/feed.ts';
import type { Log } from '../../runtime/log.ts';
import type { ExchangeClock } from '../../store/market/clock.ts';
import type { Store } from '../../store/redis/connect.ts';
import type { Defects } from '../../store/reports/defects.ts';
import { type WriteContext, WriteRefused } from '../../store/values/write.ts';
import type { OlderLines } from './olderLines.ts';

/** What all parts of a worker work with. */
export interface WorkerContext extends Asker {
  readonly store: Store;
  readonly clock: ExchangeClock;
  readonly log: Log;
  /** Requests for older rows stand in line: those of all pairs at once would make each other, and live polls, too slow. */
  readonly lines: Pick<OlderLines, 'gap' | 'history'>;
  /** The writer's fencing number, 0 when another one writes. */
  readonly fence: () => number;
  /** The process's. */
  readonly defects: Defects;
}

/** The question for these symbols as of now. */
export function queryNow(context: Pick<WorkerContext, 'clock'>, symbols: readonly string[]): FeedQuery {
  return { pairs: symbols, asOf: context.clock.now(), uncertainty: context.clock.uncertainty() };
}

/** @throws WriteRefused when the lease has run out while the request was under way. */
export function heldFence(context: Pick<WorkerContext, 'fence'>): number {
  const fence = context.fence();
  if (fence === 0) throw new WriteRefused('the lease', 'fenced', 'not renewed in time');
  return fence;
}

/** Throws as `heldFence` does. */
export function writeContext(context: WorkerContext, asOf: number, source: string): WriteContext {
  return { fence: heldFence(context), asOf: Math.round(asOf), source };
}
