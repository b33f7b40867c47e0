import type { FormingCandle } from '../../model/formingCandle.ts';
import { newPace, type Pace } from './pace.ts';

/** What is known of a pair by its streams. What its parts mean to each other: sources/streamed/streamedSource.ts. Times are monotonic ms. */
export interface StreamedState {
  /**
   * Since when what is stored, with what waits to be stored, is all that the exchange has, as far as the streams have told: it may be confirmed.
   * Null: it is not.
   */
  wholeSince: number | null;
  /** How often it was broken off: what was put before that makes nothing whole again. */
  breaks: number;
  /** How often it had been when something of it was last stored or confirmed; null: nothing was by this process. Rows that nobody can ask for only. */
  confirmedBreaks: number | null;
  /** Why something that came since the last turn could not be used or stored; null: all could. */
  failure: unknown;
  /** Why one of its streams went down last, in words; null: none has since the pair was whole. */
  downBy: string | null;
  /** The exchange's number that the next event has at least, as far as the last one tells; null: none has told one. */
  nextOrder: number | null;
  /** When an event of its streams that was of use came last. */
  heardAt: number;
  /** How soon the next one usually comes. */
  readonly pace: Pace;
  /** When it is held against REST. */
  readonly audit: AuditState;
  /** When REST is asked in place of the streams. */
  readonly rest: RestState;
  /** Score of the newest row that this process has stored or found stored; null: none. Series only. */
  newest: number | null;
  /** That row. */
  newestMember: string | null;
  /** Candles only. */
  candle: FormingCandle | null;
}

export interface AuditState {
  /** A look is under way. */
  isBusy: boolean;
  /** When the last one began. */
  at: number;
}

export interface RestState {
  /** A request is under way. */
  isAsking: boolean;
  /** When it was asked last. */
  askedAt: number;
  /** When it was asked for the last answer that has come while live sockets carried the streams. */
  servedAt: number;
  /** How often in a row it was asked beside the streams though nothing had come of the pair meanwhile. */
  inVain: number;
  /** When a request failed last, and not for what was asked; null: none has since the streams came back. */
  failedAt: number | null;
  /** Not before: it has failed, or the streams are young and speak soon. */
  notBefore: number;
}

export const newStreamedState = (): StreamedState => ({
  wholeSince: null,
  breaks: 0,
  confirmedBreaks: null,
  failure: null,
  downBy: null,
  nextOrder: null,
  heardAt: Number.NEGATIVE_INFINITY,
  pace: newPace(),
  audit: { isBusy: false, at: Number.NEGATIVE_INFINITY },
  rest: {
    isAsking: false,
    askedAt: Number.NEGATIVE_INFINITY,
    servedAt: Number.NEGATIVE_INFINITY,
    inVain: 0,
    failedAt: null,
    notBefore: 0,
  },
  newest: null,
  newestMember: null,
  candle: null,
});

/** Something that came of a pair could not be read or stored: the next turn tells, and nothing is confirmed before something is stored. */
export function noteFailure({ streamed }: { readonly streamed: StreamedState }, error: unknown): void {
  breakOff({ streamed });
  streamed.failure = error;
}

/** What comes later does not go on from what came before: nothing of the pair is confirmed until it is whole again. */
export function breakOff({ streamed }: { readonly streamed: StreamedState }): void {
  streamed.wholeSince = null;
  streamed.breaks++;
}

/** What was put after so many breaks is stored. @param at monotonic ms */
export function makeWhole({ streamed }: { readonly streamed: StreamedState }, breaks: number, at: number): void {
  if (streamed.breaks === breaks) streamed.wholeSince ??= at;
}

/**
 * Notes the number of an event that has come.
 *
 * @param next the least number of the event after it @param mayBeDouble it may have come before, by another socket
 * @returns true: it has, or one after it has. It is to be passed over: the store would refuse it, as one that the exchange counts anew
 */
export function isDouble(
  { streamed }: { readonly streamed: StreamedState },
  { order, next }: { readonly order: number; readonly next: number },
  mayBeDouble: boolean,
): boolean {
  if (mayBeDouble && streamed.nextOrder !== null && order < streamed.nextOrder) return true;
  streamed.nextOrder = next;
  return false;
}
