import { cell } from '../cells/cell.ts';
import { follow } from '../wire/push.ts';
import { noteServerTime } from './clock.ts';

/** Weight of a market, as /health says it; of a minute. */
export interface Weight {
  readonly limit: number;
  readonly budget: number;
  readonly planned: number;
  readonly foreign: number;
  readonly used: number | null;
  readonly level: number | null;
  /** Limits beside it. */
  readonly pools?: readonly Pool[];
}

/** A limit that some requests are counted in apart from the others; of one of its windows. */
export interface Pool {
  readonly name: string;
  readonly windowMs: number;
  readonly limit: number;
  readonly budget: number;
  readonly planned: number;
  readonly used: number | null;
}

/** A feed of a pair that is named, as `stale` and `ages` of the state do. */
export interface NamedAge {
  readonly market?: string;
  readonly type: string | number;
  readonly price?: string;
  readonly contract?: string;
  readonly code: string;
  /** ms; null: nothing is stored. */
  readonly age: number | null;
  /** s */
  readonly period: number;
  readonly status: string;
}

/** The topic `state`: docs/events.md#state. */
export interface ServerState {
  readonly status: 'ok' | 'degraded' | 'stale';
  readonly ready: boolean;
  readonly at: number;
  /** Sentences, the worst first. */
  readonly why: readonly string[];
  readonly warnings: readonly string[];
  readonly redis: { readonly ok: boolean; readonly usedMemory: number | null; readonly maxMemory: number | null };
  readonly config: { readonly ok: boolean; readonly hash: string };
  readonly feeds: number;
  readonly staleCount: number;
  readonly stale: readonly NamedAge[];
  readonly ages: readonly (NamedAge & { readonly pairs: number })[];
  readonly openGaps: number | null;
  readonly pauses: readonly { readonly market: string; readonly status: number; readonly until: number }[];
  readonly markets: Readonly<
    Record<
      string,
      {
        readonly source: string | null;
        readonly reachable: boolean | null;
        readonly error: string | null;
        readonly weight: Weight;
      }
    >
  >;
}

/** How everything is, as the API told last; null: not yet. */
export const serverState = cell<ServerState | null>(null);

/** Follows it for as long as the page lives. */
export function followState(): void {
  follow('state', {
    onEvent({ data, at }) {
      const state = data as unknown as ServerState;
      noteServerTime(state.at, at);
      serverState.set(state);
    },
    onRefused: () => undefined,
  });
}
