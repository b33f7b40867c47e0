import { ask } from '../wire/ask.ts';
import type { AskError } from '../wire/askError.ts';
import { cell, useCell } from './cell.ts';
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
  // biome-ignore lint/suspicious/noExplicitAny: who shows it names what it reads
  readonly streams: any;
}

/** What the page reads of /health. */
export interface Health extends MarketHealth {
  readonly at: number;
  readonly feeds: readonly FeedHealth[];
  readonly disabled: readonly DisabledFeed[];
  readonly workers: readonly WorkerHealth[];
  readonly markets?: Readonly<Record<string, MarketHealth>>;
  // biome-ignore lint/suspicious/noExplicitAny: who shows it names what it reads
  readonly callers: any;
  // biome-ignore lint/suspicious/noExplicitAny: who shows it names what it reads
  readonly relay: any;
}

/** An answer of /health, and when it came, ms of this machine. */
export interface HealthAnswer {
  readonly body: Health;
  readonly at: number;
}

/** It is asked so often while anybody looks, ms. */
const EVERY_MS = 2_000;

/** Where the answer takes long, as with very many pairs, it is asked less often: it takes this part of the time at most. */
const SHARE = 1 / 20;

/** Why the newest request for it has no answer; null: it has. */
export const healthError = cell<AskError | null>(null);

/** The newest /health; null: none yet. */
export const health = cell<HealthAnswer | null>(null);

/** Watched by whoever shows it: then it is asked again and again while the tab can be seen. */
const asking = cell(null, () => {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let isEnded = false;
  const again = async () => {
    const startedAt = performance.now();
    if (!document.hidden) await loadHealth();
    if (!isEnded) timer = setTimeout(again, Math.max(EVERY_MS, (performance.now() - startedAt) / SHARE));
  };
  void again();
  return () => {
    isEnded = true;
    clearTimeout(timer);
  };
});

/** The newest /health, asked for every two seconds while the component is shown. */
export function useHealth(): HealthAnswer | null {
  useCell(asking);
  return useCell(health);
}

/** Asks for it now. Where that fails the last answer stays, and `healthError` says why. */
export async function loadHealth(): Promise<void> {
  try {
    const { body, at } = await ask<Health>('health');
    healthError.set(null);
    health.set({ body, at });
  } catch (error) {
    healthError.set(error as AskError);
  }
}
