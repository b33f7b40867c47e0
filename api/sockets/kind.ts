import type { IncomingMessage } from 'node:http';
import type { EndCause, SocketKindName, SocketsNow } from '../state/counts/socketCounts.ts';
import type { SocketLimits } from './limits.ts';
import type { Refusal } from './refusal.ts';

/** A caller that may have a socket, and wishes for one. */
export interface SocketWish {
  /** Path and query as they came, without an access key. */
  readonly url: string;
  /** Who asks: what stands for its access key, else its address. */
  readonly who: string;
  readonly request: IncomingMessage;
}

/** A socket that is about to open. */
export interface Prepared {
  readonly limits: SocketLimits;
  /** The socket is open. Nothing that it throws is the caller's fault. */
  begin(socket: OpenSocket): SocketUser;
  /** Called once, after `begin`, or where the socket does not open after all: what was held for it is given back. */
  release(): void;
}

/** A caller's socket, as its kind knows it. What is sent over one that is closing goes nowhere. */
export interface OpenSocket {
  /** Bytes that wait to be sent. */
  readonly waiting: number;
  /** False: no more is read of what the caller sends, and its own system holds that back. What was read before still comes. */
  isReading: boolean;
  /** Sends a text in its turn. */
  send(text: string): void;
  /** The same for a frame that `textFrame` has made, maybe for many sockets. It must not be changed any more. */
  push(frame: Buffer): void;
  /** What it lives on has broken off: it is closed with 1001 at some moment of the next second, as others are. A second call changes nothing. */
  breakOff(reason: string): void;
  /** Closes it, after what was sent. @param reason is cut to what a close frame holds */
  close(code: number, reason: string, cause: EndCause): void;
}

/** What a socket is used for. */
export interface SocketUser {
  /** @param text null: the message is no text */
  onMessage(text: string | null): void;
  /** The system has taken all that waited to be sent. */
  onSent?(): void;
  /** Nothing is sent any more: the socket is closing, or has ended. Once. */
  onEnd(): void;
}

/** What is said to a caller whose wish is not granted. */
export interface Told {
  readonly status: number;
  /** Of the body. */
  readonly type: string;
  readonly body: string;
  readonly retryAfterS?: number | undefined;
}

/**
 * One kind of sockets. All that sockets have in common is done for it: access, handshake, limits, pings, what waits to be sent, closing, counts.
 * It brings which addresses are its own, how a socket opens, and what is done with messages.
 */
export interface SocketKind {
  readonly name: SocketKindName;
  /** Whether sockets of this kind open at the address, or are refused there. @param url path and query, without an access key */
  owns(url: string): boolean;
  /** Gets ready to open a socket at one of its addresses. @throws Refusal */
  prepare(wish: SocketWish): Promise<Prepared>;
  /** A refusal in the form of this kind; null: a defect of ours. */
  tell(refusal: Refusal | null): Told;
  /** What its open sockets follow. */
  followed(): Pick<SocketsNow, 'subscriptions' | 'streams'>;
}
