import type { Socket } from 'node:net';
import type { RawData, WebSocket } from 'ws';
import type { Admission } from '../http/access/access.ts';
import type { EndCause } from '../state/counts/socketCounts.ts';
import { Allowance } from './allowance.ts';
import type { OpenSocket, Prepared, SocketUser } from './kind.ts';
import { MOST_MESSAGES_AT_ONCE, MOST_SIGNS, type SocketLimits } from './limits.ts';
import { Outbox, type Outgoing } from './outbox.ts';
import { textFrame } from './textFrame.ts';

/** What all sockets have in common. */
export interface SocketContext {
  readonly outgoing: Outgoing;
  /** A break closes the sockets concerned within this time, ms, so that they do not all come back at once. */
  readonly spreadMs: number;
  readonly monotonic: () => number;
  /** Between 0 and 1. */
  readonly random: () => number;
  onSent(bytes: number): void;
  /** The socket has ended; once. */
  onEnd(socket: CallerSocket, cause: EndCause): void;
}

/** What a socket stays open by. */
export type SocketRight = Pick<Admission, 'isStillAllowed'>;

/** One caller's socket: what is sent to it, in order, how much it may send, and how it ends. */
export class CallerSocket implements OpenSocket {
  readonly #context: SocketContext;
  readonly #limits: SocketLimits;
  readonly #isStillAllowed: () => boolean;
  readonly #webSocket: WebSocket;
  readonly #outbox: Outbox;
  readonly #messages: Allowance;
  readonly #signs: Allowance;
  #user: SocketUser | null = null;
  #cause: EndCause = 'left';
  #isClosing = false;
  #closeTimer: NodeJS.Timeout | undefined;
  #pingAt: number;
  /** When the first ping was sent that is not answered; null: all are. */
  #unansweredAt: number | null = null;

  /** @param socket the one below the WebSocket, which has no compression: frames are written to it as they are */
  constructor(
    prepared: Pick<Prepared, 'limits' | 'begin'>,
    { isStillAllowed }: SocketRight,
    webSocket: WebSocket,
    socket: Socket,
    context: SocketContext,
  ) {
    const { limits } = prepared;
    this.#isStillAllowed = isStillAllowed;
    this.#limits = limits;
    this.#context = context;
    this.#webSocket = webSocket;
    this.#outbox = new Outbox(
      socket,
      context.outgoing,
      () => this.close(1008, 'reads too slowly', 'slow'),
      () => this.#user?.onSent?.(),
    );
    const now = context.monotonic();
    this.#messages = new Allowance(limits.messagesPerSecond, limits.messagesAtOnce ?? MOST_MESSAGES_AT_ONCE, now);
    this.#signs = new Allowance(MOST_SIGNS, MOST_SIGNS, now);
    this.#pingAt = now + limits.pingEveryMs;
    webSocket.on('message', (data: RawData, isBinary: boolean) => this.#onMessage(data, isBinary));
    webSocket.on('ping', () => this.#onSign());
    webSocket.on('pong', () => {
      this.#unansweredAt = null;
      this.#onSign();
    });
    // What is wrong with a frame ends the socket; ws closes it by itself.
    webSocket.on('error', () => this.#endsFor('unreadable'));
    webSocket.on('close', () => this.#onClose());
    const user = prepared.begin(this);
    this.#user = user;
    if (this.#isClosing) user.onEnd();
  }

  /** Bytes that wait to be sent. */
  get waiting(): number {
    return this.#outbox.waiting;
  }

  get isReading(): boolean {
    return !this.#webSocket.isPaused;
  }

  set isReading(wanted) {
    if (wanted === this.isReading || this.#isClosing) return;
    if (wanted) this.#webSocket.resume();
    else this.#webSocket.pause();
  }

  send(text: string): void {
    this.push(textFrame(text));
  }

  push(frame: Buffer): void {
    if (this.#isClosing) return;
    this.#context.onSent(frame.length);
    this.#outbox.push(frame);
  }

  /**
   * Pings, and closes the socket where pings are not answered, or where its access key is accepted no more. To be called about once a second.
   *
   * @param now monotonic ms
   */
  look(now: number): void {
    if (this.#isClosing) return;
    if (!this.#isStillAllowed()) {
      this.close(1008, 'its access key is accepted no more', 'key-withdrawn');
      return;
    }
    const { pingEveryMs, pongWithinMs } = this.#limits;
    if (this.#unansweredAt !== null && now - this.#unansweredAt >= pongWithinMs) {
      this.#endsFor('no-pong');
      this.#webSocket.terminate();
    } else if (now >= this.#pingAt) {
      this.#pingAt = now + pingEveryMs;
      this.#unansweredAt ??= now;
      this.#webSocket.ping(String(Date.now()), false, ignore);
    }
  }

  breakOff(reason: string): void {
    if (this.#isClosing || this.#closeTimer !== undefined) return;
    const { random, spreadMs } = this.#context;
    this.#closeTimer = setTimeout(() => this.close(1001, reason, 'broken'), random() * spreadMs);
  }

  close(code: number, reason: string, cause: EndCause): void {
    if (this.#isClosing) return;
    this.#endsFor(cause);
    // The caller's answer to the close has to be read.
    this.isReading = true;
    this.#outbox.finish();
    this.#end();
    this.#webSocket.close(code, shortened(reason));
  }

  #endsFor(cause: EndCause): void {
    if (this.#cause === 'left') this.#cause = cause;
  }

  #onSign(): void {
    if (this.#signs.isTooMany(this.#context.monotonic())) this.close(1008, 'Too many pings', 'too-fast');
  }

  #onMessage(data: RawData, isBinary: boolean): void {
    if (this.#isClosing) return;
    if (this.#messages.isTooMany(this.#context.monotonic())) this.close(1008, 'Too many requests', 'too-fast');
    else this.#user?.onMessage(isBinary ? null : data.toString());
  }

  #onClose(): void {
    clearTimeout(this.#closeTimer);
    this.#outbox.close();
    this.#end();
    this.#context.onEnd(this, this.#cause);
  }

  #end(): void {
    if (this.#isClosing) return;
    this.#isClosing = true;
    this.#user?.onEnd();
  }
}

const ignore = (): void => undefined;

/** A close frame has room for so many bytes. */
const MOST_REASON = 123;

function shortened(reason: string): string {
  let text = reason;
  while (Buffer.byteLength(text) > MOST_REASON) text = text.slice(0, -1);
  return text;
}
