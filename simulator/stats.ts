import type { MarketName } from './market.ts';
import { createStreamCounts, type StreamCounts, type StreamStats } from './streams/streamStats.ts';
import { MINUTE } from './trading/calendar.ts';

/** What the simulator has seen since it started or was reset. */
export interface Stats {
  readonly requests: number;
  readonly byPath: Readonly<Record<string, number>>;
  readonly byStatus: Readonly<Record<string, number>>;
  /** Weight of the spot market asked for in each UTC minute (key: its first ms), of the last two hours. */
  readonly weightByMinute: Readonly<Record<string, number>>;
  readonly maxWeightInMinute: number;
  /** The same of the futures market, and the most requests of each of its pools in any five minutes. */
  readonly usdm: {
    readonly weightByMinute: Readonly<Record<string, number>>;
    readonly maxWeightInMinute: number;
    readonly mostInPool: Readonly<Record<string, number>>;
  };
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
  /** @param account the address, and which of its accounts: a pause holds for one of them */
  request(market: MarketName, account: string, path: string, weight: number, now: number): void;
  pool(name: string, count: number): void;
  answered(account: string, status: number, retryAfterSeconds: number | undefined, now: number): void;
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
  const [byPath, byStatus, byFault, mostInPool, pausedUntil] = [
    new Map<string, number>(),
    new Map<string, number>(),
    new Map<string, number>(),
    new Map<string, number>(),
    new Map<string, { saidAt: number; until: number }>(),
  ];
  const minutes = { spot: createMinutes(), usdm: createMinutes() };
  const streams = createStreamCounts();
  const raise = <Key>(counts: Map<Key, number>, key: Key, by = 1): number => {
    const count = (counts.get(key) ?? 0) + by;
    counts.set(key, count);
    return count;
  };

  return {
    request(market, account, path, weight, now) {
      requests += 1;
      raise(byPath, byPath.has(path) || byPath.size < OTHER_PATHS_FROM ? path : 'other');
      minutes[market].add(weight, now);
      const pause = pausedUntil.get(account);
      if (pause === undefined || pause.until <= now) return;
      insisted += 1;
      if (now - pause.saidAt > UNDER_WAY) insistedLate += 1;
    },
    pool(name, count) {
      mostInPool.set(name, Math.max(mostInPool.get(name) ?? 0, count));
    },
    answered(account, status, retryAfterSeconds, now) {
      raise(byStatus, String(status));
      if (retryAfterSeconds === undefined) return;
      const standing = pausedUntil.get(account);
      const isOver = standing === undefined || standing.until <= now;
      pausedUntil.set(account, { saidAt: isOver ? now : standing.saidAt, until: now + retryAfterSeconds * 1000 });
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
      ...minutes.spot.read(),
      usdm: { ...minutes.usdm.read(), mostInPool: Object.fromEntries(mostInPool) },
      insisted,
      insistedLate,
      refusals,
      byFault: Object.fromEntries(byFault),
      streams: streams.read(),
    }),
    reset() {
      [requests, insisted, insistedLate, refusals] = [0, 0, 0, 0];
      for (const counts of [byPath, byStatus, byFault, mostInPool, pausedUntil, minutes.spot, minutes.usdm])
        counts.clear();
      streams.reset();
    },
  };
}

/** Weight of each UTC minute, of the last two hours, and the most of one. */
function createMinutes() {
  const weights = new Map<number, number>();
  let most = 0;
  return {
    add(weight: number, now: number): void {
      const minute = Math.floor(now / MINUTE) * MINUTE;
      const sum = (weights.get(minute) ?? 0) + weight;
      weights.set(minute, sum);
      most = Math.max(most, sum);
      for (const old of weights.keys()) {
        if (weights.size <= MINUTES_KEPT) break;
        weights.delete(old);
      }
    },
    read: () => ({ weightByMinute: Object.fromEntries(weights), maxWeightInMinute: most }),
    clear(): void {
      weights.clear();
      most = 0;
    },
  };
}
