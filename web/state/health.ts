import { cell, useCell } from '../cells/cell.ts';
import type { CallersTold } from '../figures/budget/growth.ts';
import { feedsIn } from '../figures/feedsIn.ts';
import type { EventsTold, RelayTold, SocketsTold, StreamsTold } from '../figures/streams/told.ts';
import { ask } from '../wire/ask.ts';
import { AskError } from '../wire/askError.ts';
import { noteServerTime } from './clock.ts';
import { pauseAfter, repeat } from './repeat.ts';
import type { Weight } from './serverState.ts';

/** A feed of a pair: docs/http-api.md#health. */
export interface FeedHealth {
  /** Absent: spot. */
  readonly market?: string;
  readonly type: string | number;
  readonly price?: string;
  readonly contract?: string;
  readonly feed: string;
  readonly interval?: number;
  readonly code: string;
  /** ms */
  readonly age: number | null;
  readonly asOf: number | null;
  /** s */
  readonly period: number;
  readonly stale: boolean;
  readonly waiting: boolean;
  readonly outOfStep?: true;
  readonly streamDown?: string;
  readonly status: string;
  readonly failures: number;
  readonly lastError: string | null;
}

export interface WorkerHealth {
  readonly market?: string;
  readonly name: string;
  readonly pid: number | null;
  readonly state: string;
  readonly alive: boolean;
  readonly startedAt: number | null;
  readonly period: number | null;
  readonly served: string | null;
  /** The limit that its weight is counted in; absent: the market's own. */
  readonly pool?: string;
  readonly counters: Readonly<Record<string, number>>;
  readonly lastMismatch?: { readonly code: string; readonly why: string; readonly at: number };
  /** Rows from before the first start that are still to be fetched; `rows` null: nobody knows how many. Absent: none are. */
  readonly history?: { readonly pairs: number; readonly rows: number | null };
}

/** A feed that CONFIG.json disables. */
export interface DisabledFeed {
  /** Absent: spot. */
  readonly market?: string;
  readonly type: string | number;
  readonly price?: string;
  readonly contract?: string;
  /** Pairs that something is stored of. */
  readonly pairs: number;
  /** Exchange-clock ms; null: nothing is stored. */
  readonly asOf: number | null;
}

/** What /health says of one market. */
export interface MarketHealth {
  readonly source: string | null;
  readonly exchange: { readonly reachable: boolean | null; readonly error: string | null };
  readonly weight: Weight & { readonly minute: number };
  readonly streams: StreamsTold | null;
}

/** What the page reads of /health. */
export interface Health extends MarketHealth {
  readonly status: 'ok' | 'degraded' | 'stale';
  /** Why it is not `ok`, in sentences. */
  readonly why: readonly string[];
  readonly at: number;
  readonly feeds: readonly FeedHealth[];
  readonly disabled: readonly DisabledFeed[];
  readonly workers: readonly WorkerHealth[];
  readonly markets?: Readonly<Record<string, MarketHealth>>;
  readonly redis: { readonly ok: boolean };
  /** Trades of so many dollars are large ones. */
  readonly largeTradeUsd?: number;
  /** What the process that answers has read of CONFIG.json. */
  readonly config?: { readonly api?: { readonly hash?: string } };
  readonly callers: readonly CallersTold[];
  readonly relay: RelayTold | null;
  /** Sockets of callers; null: there are none. */
  readonly sockets: SocketsTold | null;
  /** Streams of events; null: there are none. */
  readonly events: EventsTold | null;
}

/** An answer of /health, and when it came, ms of this machine. */
export interface HealthAnswer {
  readonly body: Health;
  readonly at: number;
  /** From one answer to the next while anybody looks, ms. */
  readonly every: number;
}

/** While anybody looks. */
const PACE = { everyMs: 2_000, leastMs: 2_000, mostMs: 4_000 };

/** It is not asked when it has just been told, ms. */
const NEW_MS = 1_000;

/** How old it may be for what changes seldom, ms. */
const MINUTE_MS = 60_000;

/** Why the newest request for it has no answer; null: it has. */
export const healthError = cell<AskError | null>(null);

/** The newest /health; null: none yet. */
export const health = cell<HealthAnswer | null>(null);

/** Watched by whoever shows it: then it is asked again and again, where the newest one is so old (ms), while the tab can be seen. */
const askingAfter = (ms: number) =>
  cell(null, () => repeat(async () => Math.abs(Date.now() - (health.get()?.at ?? 0)) >= ms && loadHealth(), PACE).end);

const asking = askingAfter(NEW_MS);

/** Watched by whoever does with a /health of the last minute. */
export const minutely = askingAfter(MINUTE_MS);

/** The newest /health, asked for every two seconds while the component is shown. */
export function useHealth(): HealthAnswer | null {
  useCell(asking);
  return useCell(health);
}

let asked = 0;

/** An answer of something between us and the API is none. */
const isHealth = ({ at, feeds, workers, callers, redis }: Health): boolean =>
  Number.isFinite(at) && [feeds, workers, callers].every(Array.isArray) && typeof redis?.ok === 'boolean';

/** Asks for it now. Where that fails the last answer stays, and `healthError` says why. */
export async function loadHealth(): Promise<void> {
  asked += 1;
  const own = asked;
  const startedAt = performance.now();
  try {
    const { body, at } = await ask<Health>('health');
    if (own !== asked) return;
    if (!isHealth(body)) throw new AskError('cut', 'The answer of /health is not what it should be.');
    healthError.set(null);
    // Until something is pushed.
    if (health.get() === null) noteServerTime(body.at, at);
    const took = performance.now() - startedAt;
    health.set({ body: { ...body, feeds: feedsIn(body.feeds) }, at, every: took + pauseAfter(took, PACE) });
  } catch (error) {
    if (own === asked) healthError.set(error as AskError);
  }
}
