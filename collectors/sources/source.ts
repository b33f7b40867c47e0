import type { Priority } from '../../gateway/gate.ts';
import type { PairState } from '../state/pairState.ts';
import type { SourceSettings } from './sourceSettings.ts';

/** How pairs have fared in their turn. */
export interface Outcomes {
  /** Why a pair is not up to date; who is in neither list is. */
  readonly failures: ReadonlyMap<PairState, unknown>;
  /** Pairs that the exchange says it does not know. */
  readonly unknown: readonly PairState[];
}

/**
 * WHERE A FEED'S ROWS COME FROM. One source polls the exchange, another one rolls rows up from shorter candles; one that is told of rows by a
 * stream would stand beside them.
 *
 * A source is made with the settings of its worker. When these change another one is made, which may be of another kind, unless the source
 * adopts them; so it is when the lease is lost. The new one is made before the old one is closed. It may begin at once where the feed is enabled and the lease is held
 * (`context.fence`), for the pairs that are configured (`context.pairs`); else it begins with its first turn. A source keeps nothing that
 * the next one needs: what is known of a pair is in its state.
 *
 * Whatever a source finds it hands to ingest, whenever that comes; it stores nothing by itself. Ingest takes nothing without the lease, and
 * brings two sources into line that deliver the same pair while one replaces the other.
 */
export interface Source {
  /**
   * It is the turn of these pairs. Called once in a period for each pair that is traded (or that the role of the worker has looked at), and
   * not again for it before this call has resolved. The lease is held, and the exchange's clock is measured.
   *
   * When it resolves, what is stored of each pair is as new as the source can tell, or the outcome says why it is not. It also reports failures
   * of rows that came unasked (a stream's) since the last turn. What fails for one pair fails for that one only.
   *
   * @param priority what a request for these pairs may take of the budget; a source that rolls up chooses by itself
   * @throws what concerns all the pairs alike
   */
  serve(pairs: readonly PairState[], priority: Priority): Promise<Outcomes>;
  /** No pair has its turn: those that it follows and that are not traded any more are to be left. Absent: it follows none. */
  idle?(): void;
  /**
   * The worker has other settings, and the lease is still held.
   *
   * @returns true: the source goes on with them, and keeps what it knows. Absent, or false: another one is made
   */
  adopt?(settings: SourceSettings): boolean;
  /**
   * Another one takes its place, or the worker stands by or ends. Once it was called the source begins nothing. What a turn that is under way
   * still brings is handed on. A source that is told of rows hands on nothing more of these once it resolves. Never rejects.
   */
  close(): Promise<void>;
}
