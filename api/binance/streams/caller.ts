import type { Socket } from 'node:net';
import type { RawData, WebSocket } from 'ws';
import type { Market } from '../../../markets/markets.js';
import type { EndCause } from '../../state/socketCounts.ts';
import type { DialectError } from '../dialectError.ts';
import { Allowance } from './allowance.ts';
import { answerText, binaryMessage, type Command, errorText, readMessage } from './command.ts';
import { MOST_MESSAGES_AT_ONCE, type SocketLimits } from './limits.ts';
import { Outbox, type Outgoing } from './outbox.ts';
import { type Subscriber, Subscriptions, type SubscriptionsContext, type SubscriptionsForm } from './subscriptions.ts';
import { textFrame } from './textFrame.ts';

/** Pings and pongs of a caller's own accord in a second: far more than any client sends, and far less than would cost us anything. */
const MOST_SIGNS = 20;

/** What callers have in common. */
export interface CallerContext extends SubscriptionsContext {
  readonly outgoing: Outgoing;
  readonly limits: Readonly<Record<Market, SocketLimits>>;
  /** A break closes the callers concerned within this time, ms, so that they do not all come back at once. */
  readonly spreadMs: number;
  readonly monotonic: () => number;
  /** Between 0 and 1. */
  readonly random: () => number;
  onSent(bytes: number): void;
  /** A caller's socket has ended; once. */
  onEnd(caller: Caller, cause: EndCause): void;
  onDefect(error: unknown): void;
}

/** One caller's socket: what it follows, what it asks, what is sent to it. */
export class Caller implements Subscriber {
  isCombined: boolean;
  readonly market: Market;
  readonly subscriptions: Subscriptions;
  readonly #context: CallerContext;
  readonly #webSocket: WebSocket;
  readonly #outbox: Outbox;
  readonly #messages: Allowance;
  readonly #signs: Allowance;
  #cause: EndCause = 'left';
  #isClosing = false;
  #closeTimer: NodeJS.Timeout | undefined;
  #pingAt: number;
  /** When the first ping was sent that is not answered; null: all are. */
  #unansweredAt: number | null = null;

  /** @param socket the one below the WebSocket, which has no compression: frames are written to it as they are */
  constructor(
    form: SubscriptionsForm & { readonly isCombined: boolean },
    webSocket: WebSocket,
    socket: Socket,
    context: CallerContext,
  ) {
    this.market = form.market;
    this.isCombined = form.isCombined;
    this.#context = context;
    this.#webSocket = webSocket;
    this.#outbox = new Outbox(socket, context.outgoing, () => this.close(1008, 'reads too slowly', 'slow'));
    const limits = context.limits[form.market];
    const now = context.monotonic();
    this.#messages = new Allowance(limits.messagesPerSecond, MOST_MESSAGES_AT_ONCE, now);
    this.#signs = new Allowance(MOST_SIGNS, MOST_SIGNS, now);
    this.#pingAt = now + limits.pingEveryMs;
    this.subscriptions = new Subscriptions(form, this, context);
    webSocket.on('message', (data: RawData, isBinary: boolean) => this.#onMessage(data, isBinary));
    webSocket.on('ping', () => this.#onSign());
    webSocket.on('pong', () => {
      this.#unansweredAt = null;
      this.#onSign();
    });
    // What is wrong with a frame ends the socket; ws closes it by itself.
    webSocket.on('error', () => this.#endsFor('unreadable'));
    webSocket.on('close', () => this.#onClose());
  }

  /** Bytes that wait to be sent. */
  get waiting(): number {
    return this.#outbox.waiting;
  }

  push(frame: Buffer): void {
    if (this.#isClosing) return;
    this.#context.onSent(frame.length);
    this.#outbox.push(frame);
  }

  onBreak(stream: string, why: string): void {
    this.closeWithin(this.#context.spreadMs, 1001, `${stream} has broken off: ${why}`, 'broken');
  }

  onAway({ message }: DialectError): void {
    this.closeWithin(this.#context.spreadMs, 1001, message, 'broken');
  }

  /** Pings, and closes the socket where pings are not answered. To be called about once a second. @param now monotonic ms */
  look(now: number): void {
    if (this.#isClosing) return;
    const { pingEveryMs, pongWithinMs } = this.#context.limits[this.market];
    if (this.#unansweredAt !== null && now - this.#unansweredAt >= pongWithinMs) {
      this.#endsFor('no-pong');
      this.#webSocket.terminate();
    } else if (now >= this.#pingAt) {
      this.#pingAt = now + pingEveryMs;
      this.#unansweredAt ??= now;
      this.#webSocket.ping(String(Date.now()), false, ignore);
    }
  }

  /** Closes it at some moment within this time, ms. A second call changes nothing. */
  closeWithin(ms: number, code: number, reason: string, cause: EndCause): void {
    if (this.#isClosing || this.#closeTimer !== undefined) return;
    this.#closeTimer = setTimeout(() => this.close(code, reason, cause), this.#context.random() * ms);
  }

  /** @param reason is cut to what a close frame holds */
  close(code: number, reason: string, cause: EndCause): void {
    if (this.#isClosing) return;
    this.#endsFor(cause);
    this.#outbox.finish();
    this.#isClosing = true;
    this.subscriptions.leaveAll();
    this.#webSocket.close(code, shortened(reason));
  }

  /** Sends an answer in its turn. */
  answer(text: string): void {
    this.push(textFrame(text));
  }

  #endsFor(cause: EndCause): void {
    if (this.#cause === 'left') this.#cause = cause;
  }

  #onSign(): void {
    if (this.#signs.isTooMany(this.#context.monotonic())) this.close(1008, 'Too many pings', 'too-fast');
  }

  #onMessage(data: RawData, isBinary: boolean): void {
    if (this.#isClosing) return;
    if (this.#messages.isTooMany(this.#context.monotonic())) {
      this.close(1008, 'Too many requests', 'too-fast');
      return;
    }
    const { id, command } = isBinary ? binaryMessage : readMessage(data.toString());
    if ('code' in command) this.answer(errorText(id, command));
    else this.#obey(id, command);
  }

  #obey(id: string, command: Command): void {
    switch (command.method) {
      case 'SUBSCRIBE':
        this.subscriptions.subscribe(command.names, id).catch(this.#context.onDefect);
        return;
      case 'UNSUBSCRIBE':
        this.subscriptions.leave(command.names);
        this.answer(answerText(id, null));
        return;
      case 'LIST_SUBSCRIPTIONS':
        this.answer(answerText(id, this.subscriptions.names()));
        return;
      case 'SET_PROPERTY':
        this.isCombined = command.isCombined;
        this.answer(answerText(id, null));
        return;
      case 'GET_PROPERTY':
        this.answer(answerText(id, this.isCombined));
    }
  }

  #onClose(): void {
    this.#isClosing = true;
    clearTimeout(this.#closeTimer);
    this.#outbox.close();
    this.subscriptions.leaveAll();
    this.#context.onEnd(this, this.#cause);
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
