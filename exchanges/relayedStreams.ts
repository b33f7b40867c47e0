import type { StreamMessage } from './streamProtocol.ts';

/** What of a market's streams others may follow through us, each event as it was sent: pure. */
export interface RelayedStreams {
  /**
   * Reads a frame as `StreamProtocol.read` does, but `data` of an event is its own text, as it was sent: what is only passed on need not be parsed.
   *
   * @throws InvalidPayload where it is none of the exchange's messages
   */
  read(text: string): StreamMessage;
  /** What a name stands for, as the exchange writes it; null: it has no such stream. Whether it knows the pair is another question. */
  streamOf(name: string): RelayedStream | null;
  /** When the exchange has made an event that changes a book, or an answered book, as the latter tells it; nothing where it does not. */
  bookTimesOf(told: unknown): { readonly E?: number; readonly T?: number };
}

/** A stream as its name tells it. */
export interface RelayedStream {
  /** The exchange's name of the pair that it is of; null: it is of several, or of what is no pair. */
  readonly symbol: string | null;
  /** It tells each change of the pair's book, so many ms apart; absent: it does not. */
  readonly bookEveryMs?: number;
  /**
   * How an event of a socket that has taken another one's place stands to what that one has told.
   *
   * - `double`  it was told
   * - `next`    it comes after that
   * - `hole`    it does, but not at once: something is missing between
   *
   * @param told the last texts that were told, the newest last
   */
  standing(told: readonly string[], text: string): Standing;
}

export type Standing = 'double' | 'next' | 'hole';
