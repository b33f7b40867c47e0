import type { Priority } from '../../gateway/gate.ts';
import type { PairState } from '../state/pairState.ts';

/** How pairs have fared in their turn. */
export interface Outcomes {
  /** Why a pair is not up to date; who is in neither list is. */
  readonly failures: ReadonlyMap<PairState, unknown>;
  /** Pairs that the exchange says it does not know. */
  readonly unknown: readonly PairState[];
}

/**
 * WHERE A FEED'S ROWS COME FROM. One is *polled* from the exchange, one *rolled up* from shorter candles; one that is *streamed* would stand
 * beside them.
 *
 * A source is made with the settings of its worker. Other settings, or a lease that is held anew, make another one: it may be of another
 * kind, and begins before the one that it replaces is closed. So a source keeps nothing that the next one needs: what is known of a pair is
 * in its state.
 *
 * Whatever a source finds it hands to ingest, and stores nothing by itself. It may do that at any time from its making until `close`
 * has resolved: ingest lets nobody in without the lease.
 */
export interface Source {
  /**
   * It is the turn of these pairs. Called once in a period for each pair that is traded (or that the role of the worker has looked at), and
   * not again for it before this call has resolved. The lease is held, and the exchange's clock is measured.
   *
   * When it resolves, what is stored of each pair is as new as the source can tell, or the outcome says why not: also what has failed since
   * the pair's last turn without being asked for. What fails for one pair fails for that one only.
   *
   * @param priority what a request for these pairs may take of the budget
   * @throws what concerns all the pairs alike
   */
  serve(pairs: readonly PairState[], priority: Priority): Promise<Outcomes>;
  /** Another one takes its place, or the worker stands by or ends. When it resolves, the source hands nothing more to ingest. Never rejects. */
  close(): Promise<void>;
}
