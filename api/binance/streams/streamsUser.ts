import type { FrameForm } from '../../sockets/channels.ts';
import type { OpenSocket, SocketUser } from '../../sockets/kind.ts';
import type { DialectError } from '../dialectError.ts';
import { answerText, binaryMessage, type Command, errorText, readMessage } from './command.ts';
import { type Subscriber, Subscriptions, type SubscriptionsContext, type SubscriptionsForm } from './subscriptions.ts';

/** Events as they are. */
const raw: FrameForm = { textOf: (payload) => payload };

/** Events with the name of their stream around them. */
const combined: FrameForm = { textOf: (payload, stream) => `{"stream":${JSON.stringify(stream)},"data":${payload}}` };

/** What callers' sockets for streams have in common. */
export interface StreamsContext extends SubscriptionsContext {
  onEnd(user: StreamsUser): void;
  onDefect(error: unknown): void;
}

/** One caller's socket for streams: what it follows, and what it asks. */
export class StreamsUser implements SocketUser, Subscriber {
  form: FrameForm;
  readonly subscriptions: Subscriptions;
  readonly #socket: OpenSocket;
  readonly #context: StreamsContext;

  constructor(form: SubscriptionsForm & { readonly isCombined: boolean }, socket: OpenSocket, context: StreamsContext) {
    this.form = form.isCombined ? combined : raw;
    this.#socket = socket;
    this.#context = context;
    this.subscriptions = new Subscriptions(form, this, context);
  }

  push(frame: Buffer): void {
    this.#socket.push(frame);
  }

  answer(text: string): void {
    this.#socket.send(text);
  }

  onBreak(stream: string, why: string): void {
    this.#socket.breakOff(`${stream} has broken off: ${why}`);
  }

  onAway({ message }: DialectError): void {
    this.#socket.breakOff(message);
  }

  onMessage(text: string | null): void {
    const { id, command } = text === null ? binaryMessage : readMessage(text);
    if ('code' in command) this.answer(errorText(id, command));
    else this.#obey(id, command);
  }

  onEnd(): void {
    this.subscriptions.leaveAll();
    this.#context.onEnd(this);
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
        this.form = command.isCombined ? combined : raw;
        this.answer(answerText(id, null));
        return;
      case 'GET_PROPERTY':
        this.answer(answerText(id, this.form === combined));
    }
  }
}
