import type { RateLimit } from '../markets/market.js';
import type { ExchangeError } from './errors.ts';
import type { HttpAnswer } from './httpAnswer.ts';

/** What came over a socket. */
export type StreamMessage =
  /** `time`: of the event by the exchange's clock, ms; null: it tells none, or one that cannot be. */
  | { readonly kind: 'event'; readonly stream: string; readonly data: unknown; readonly time: number | null }
  /** The answer to a request of ours; `error`: why it was refused, null: it was not. */
  | { readonly kind: 'reply'; readonly id: number | null; readonly error: string | null }
  /** The exchange is about to close this socket. */
  | { readonly kind: 'shutdown' };

/** How the streams of a market are spoken: pure. */
export interface StreamProtocol {
  /** The kind of socket that carries a stream; '' where there is only one kind. */
  routeOf(stream: string): string;
  /** Streams of one group, those of a pair, go over one socket where there is room; '' of one that is of no pair alone. */
  groupOf(stream: string): string;
  /** Whether a stream speaks at least every other second whatever the market does: one that does not, once it is accepted, has failed. */
  isTicking(stream: string): boolean;
  /** Where sockets of a route are opened. @param baseUrl ws:// or wss://, without a slash at its end */
  urlOf(baseUrl: string, route: string): string;
  /** The message that begins or ends streams. */
  request(method: 'subscribe' | 'unsubscribe', streams: readonly string[], id: number): string;
  /** @throws InvalidPayload where it is none of the exchange's messages */
  read(text: string): StreamMessage;
  /** What it means that the exchange has answered the wish for a socket with a status of HTTP. */
  refusalOf(path: string, answer: HttpAnswer): ExchangeError;
  /**
   * Streams of a route that speak each second whatever the market does, so that a socket which carries them is never silent while it is well:
   * of the first of these symbols, or of those that are traded most where all speak on change alone. None without symbols.
   */
  heartbeatsOf(route: string, symbols: readonly string[]): readonly string[];
  /** Streams on one socket: as we use it, below what the exchange allows. */
  readonly mostStreams: number;
  /** Longest request, bytes. */
  readonly mostRequestBytes: number;
  /** Messages of ours a second on one socket, answers to pings included. */
  readonly messagesPerSecond: number;
  /** The exchange ends a socket after its life: so long before that another one takes its place, ms after it was opened. */
  readonly rotateAfterMs: number;
  /** How often sockets may be opened from one address. */
  readonly attempts: RateLimit;
  /** What of it is kept for sockets that take another one's place. */
  readonly reservedAttempts: number;
}
