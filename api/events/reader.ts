import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from 'node:http';
import { Outbox, type Outgoing } from '../sockets/outbox.ts';
import type { EventEndCause } from '../state/counts/eventCounts.ts';
import { COMMENT, eventText } from './eventText.ts';

/** A reader that takes nothing of what waits for it for so long has gone, ms. Longer than the time between two comments, which count as well. */
const STALLED_MS = 30_000;

/** When the stream has ended, the connection is closed at the latest after so long, ms. */
const LINGER_MS = 1_000;

/** One open stream of events. */
export class Reader {
  /** What lets it in, which may be withdrawn: its access key, its Host, and the web page that asks. */
  readonly headers: IncomingHttpHeaders;
  readonly #response: ServerResponse;
  readonly #outbox: Outbox;
  #cause: EventEndCause = 'left';
  #isOver = false;
  #commentAt: number;

  /**
   * Its head is out; the answer has no length, and ends with the connection: so bytes are written to it as they are.
   * @param onEnd told once, when it has ended @param now monotonic ms
   */
  constructor(
    { headers, socket }: IncomingMessage,
    response: ServerResponse,
    outgoing: Outgoing,
    now: number,
    onEnd: (cause: EventEndCause) => void,
  ) {
    this.headers = headers;
    this.#response = response;
    this.#commentAt = now;
    this.#outbox = new Outbox(socket, outgoing, () => this.#cutOff());
    // The server, which sets a time of its own for answers, has done so by then.
    setImmediate(() => socket.setTimeout(STALLED_MS));
    response.on('timeout', () => this.#cutOff());
    let isClosed = false;
    const onClose = () => {
      if (isClosed) return;
      isClosed = true;
      this.#isOver = true;
      this.#outbox.close();
      onEnd(this.#cause);
    };
    response.once('close', onClose);
    // Whatever becomes of the answer, nobody reads it any more.
    socket.once('close', onClose);
  }

  get isOver(): boolean {
    return this.#isOver;
  }

  /** Bytes that wait to be sent. */
  get waiting(): number {
    return this.#outbox.waiting;
  }

  /** @param bytes must not be changed any more */
  send(bytes: Buffer): void {
    if (!this.#isOver) this.#outbox.push(bytes);
  }

  /** Sends a comment where it is time for one. @param now monotonic ms */
  comment(now: number, everyMs: number): void {
    if (now - this.#commentAt < everyMs) return;
    this.#commentAt = now;
    this.send(COMMENT);
  }

  /** Ends the stream with a last event. */
  end(cause: Exclude<EventEndCause, 'left' | 'slow'>, why: string): void {
    if (this.#isOver) return;
    this.send(Buffer.from(eventText('end', JSON.stringify({ cause, why }))));
    this.#outbox.finish();
    this.#isOver = true;
    this.#cause = cause;
    const { socket } = this.#response;
    this.#response.end();
    setTimeout(() => socket?.destroy(), LINGER_MS).unref();
  }

  #cutOff(): void {
    if (!this.#isOver) this.#cause = 'slow';
    this.#isOver = true;
    this.#response.destroy();
  }
}
