import type { Confirmed } from '../../ingest/ingest.ts';
import type { PairState } from '../../state/pairState.ts';
import type { Audited } from './audit/audited.ts';

/** What is different between feeds whose rows come in different ways (model/streamed.ts). */
export interface StreamKind {
  /**
   * An event of one of its streams has come.
   *
   * @param asOf exchange-clock ms: all of the socket up to then has come
   * @param mayBeDouble another socket may have brought it before, and newer ones: such an event is passed over; default: none has
   * @throws InvalidPayload
   */
  onEvent(pair: PairState, event: unknown, asOf: number, mayBeDouble?: boolean): void;
  /** One of its streams is down: what comes later does not go on from what came before. */
  onDown(pair: PairState): void;
  /** It is the turn of the pair. @param isCarried live sockets carry all its streams */
  onTurn?(pair: PairState, isCarried: boolean): void;
  /** Nothing of the pair waits to be written, so that what is stored may be confirmed while the pair is whole. */
  isSettled(pair: PairState): boolean;
  /** Writes what waits of the pair, which is all that has come up to `asOf`, exchange-clock ms. Absent: nothing waits for long. */
  hurry?(pair: PairState, asOf: number): void;
  /** The longest that anything waits to be written, or has waited since this was asked last, ms. */
  takeBacklogMs(): number;
  /** REST has served the pair while live sockets carried its streams. False: that is not enough, such as for a book. */
  isWholeByRest(pair: PairState): boolean;
  /** Something of the pair has not come by streams: REST is to be asked though they are well. @param asOf exchange-clock ms */
  wantsRest(pair: PairState, asOf: number): boolean;
  /** Part of the pairs that REST is asked for at once for that; absent: what is usual. */
  readonly besideShare?: number;
  /** Nothing newer has come of these pairs. @returns pairs of which it is not known what is stored @throws WriteRefused, ioredis errors */
  confirm(confirmed: readonly Confirmed[]): Promise<readonly PairState[]>;
  /** Writes once more what is known of the pair. False: nothing is. */
  putAgain(pair: PairState, asOf: number): boolean;
  /** How what has come is held against REST; null: it is not. */
  readonly audited: Audited | null;
  /** Writes what waits. */
  close(): Promise<void>;
}
