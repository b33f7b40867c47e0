import { createStreamCounts, type StreamCounts, type StreamStats } from './streams/streamStats.ts';
import { MINUTE } from './trading/calendar.ts';

/** What the simulator has seen since it started or was reset. */
export interface Stats {
  readonly requests: number;
  readonly byPath: Readonly<Record<string, number>>;
  readonly byStatus: Readonly<Record<string, number>>;
  /** Weight asked for in each UTC minute (key: its first ms), of the last two hours. */
  readonly weightByMinute: Readonly<Record<string, number>>;
  readonly maxWeightInMinute: number;
  /** Requests that came from an address before the Retry-After it had been given was over. */
  readonly insisted: number;
  /** Of them, those that came so long after it was said that they cannot have been under way. */
  readonly insistedLate: number;
  /** Answers 429 and 418 that the limit itself gave, injected ones apart. */
  readonly refusals: number;
  /** Faults struck, by kind. */
  readonly byFault: Readonly<Record<string, number>>;
  readonly streams: StreamStats;
}

export interface StatsKeeper {
  request(address: string, path: string, weight: number, now: number): void;
  answered(address: string, status: number, retryAfterSeconds: number | undefined, now: number): void;
  fault(kind: string): void;
  refused(): void;
  /** What streams count: raised where it happens. */
  readonly streams: StreamCounts;
  read(): Stats;
  reset(): void;
}

const MINUTES_KEPT = 120;
const OTHER_PATHS_FROM = 100;
/** A request sent before its client can have heard of a Retry-After arrives within this time (ms) of it. */
const UNDER_WAY = 500;

export function createStats(): StatsKeeper {
  let requests = 0;
  let [insisted, insistedLate, refusals] = [0, 0, 0];
  let maxWeightInMinute = 0;
  const [byPath, byStatus, byFault, weights, pausedUntil] = [
    new Map<string, number>(),
    new Map<string, number>(),
    new Map<string, number>(),
    new Map<number, number>(),
    new Map<string, { saidAt: number; until: number }>(),
  ];
  const streams = createStreamCounts();
  const raise = <Key>(counts: Map<Key, number>, key: Key, by = 1): number => {
    const count = (counts.get(key) ?? 0) + by;
    counts.set(key, count);
    return count;
  };

  return {
    request(address, path, weight, now) {
      requests += 1;
      raise(byPath, byPath.has(path) || byPath.size < OTHER_PATHS_FROM ? path : 'other');
      const minute = Math.floor(now / MINUTE) * MINUTE;
      maxWeightInMinute = Math.max(maxWeightInMinute, raise(weights, minute, weight));
      for (const old of weights.keys()) {
        if (weights.size <= MINUTES_KEPT) break;
        weights.delete(old);
      }
      const pause = pausedUntil.get(address);
      if (pause === undefined || pause.until <= now) return;
      insisted += 1;
      if (now - pause.saidAt > UNDER_WAY) insistedLate += 1;
    },
    answered(address, status, retryAfterSeconds, now) {
      raise(byStatus, String(status));
      if (retryAfterSeconds === undefined) return;
      const standing = pausedUntil.get(address);
      const isOver = standing === undefined || standing.until <= now;
      pausedUntil.set(address, { saidAt: isOver ? now : standing.saidAt, until: now + retryAfterSeconds * 1000 });
    },
    fault(kind) {
      raise(byFault, kind);
    },
    refused() {
      refusals += 1;
    },
    streams,
    read: () => ({
      requests,
      byPath: Object.fromEntries(byPath),
      byStatus: Object.fromEntries(byStatus),
      weightByMinute: Object.fromEntries(weights),
      maxWeightInMinute,
      insisted,
      insistedLate,
      refusals,
      byFault: Object.fromEntries(byFault),
      streams: streams.read(),
    }),
    reset() {
      [requests, insisted, insistedLate, refusals, maxWeightInMinute] = [0, 0, 0, 0, 0];
      for (const counts of [byPath, byStatus, byFault, weights, pausedUntil]) counts.clear();
      streams.reset();
    },
  };
}
