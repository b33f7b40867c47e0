import { StartError } from '../config/errors.ts';

/** What /health says, as far as it is shown on a terminal. */
export interface Health {
  readonly status: string;
  /** Exchange-clock ms. */
  readonly at: number;
  readonly source: string | null;
  readonly redis: { ok: boolean; usedMemory: number | null; maxMemory: number | null; warning?: string };
  readonly config: {
    api: ConfigState;
    workers: Record<string, ConfigState>;
  };
  readonly weight: { limit: number; budget: number; planned: number; used: number | null };
  readonly pauses: readonly { market: string; egress: string; status: number; until: number }[];
  readonly feeds: readonly FeedHealth[];
  readonly workers: readonly { name: string; state: string; alive: boolean }[];
  readonly openGaps: number;
}

export interface ConfigState {
  readonly hash: string;
  readonly ok: boolean;
  readonly faults: readonly string[];
  readonly restartNeeded: readonly string[];
}

export interface FeedHealth {
  readonly type: string | number;
  readonly code: string;
  /** ms, null: no data */
  readonly age: number | null;
  /** Effective seconds between two polls. */
  readonly period: number;
  readonly stale: boolean;
  /** What the exchange says of the pair. */
  readonly status: string;
  readonly failures: number;
  readonly lastError: string | null;
}

/**
 * Asks an API for its health.
 * @param url base URL
 * @param key access key, where the API wants one
 * @throws StartError with one line when it does not answer, or not as expected
 */
export async function readHealth(url: string, key?: string): Promise<Health> {
  const response = await fetch(new URL('/health', url), {
    headers: key === undefined ? {} : { 'X-API-Key': key },
    signal: AbortSignal.timeout(3000),
  }).catch((cause: unknown) => {
    throw new StartError(`the API does not answer at ${url} (is it running? npm start)`, { cause });
  });
  if (response.status === 401)
    throw new StartError(`the API at ${url} wants an access key: npm run status -- --key KEY`);
  if (!response.ok) throw new StartError(`${url}/health answers ${response.status}`);
  const body: unknown = await response.json().catch(() => undefined);
  if (typeof body !== 'object' || body === null || !('feeds' in body)) {
    throw new StartError(`${url}/health is not answered by this API`);
  }
  return body as Health;
}
