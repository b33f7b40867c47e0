import type { OpenSocket, SocketUser } from '../../sockets/kind.ts';
import { type Pieces, textFrames } from '../../sockets/textFrame.ts';

/** Requests of one socket that are answered at once. What else has come waits, and no more is read meanwhile: the caller's own system holds it back. */
const MOST_AT_ONCE = 50;

/** Frames are handed on while no more than this waits to be sent, bytes: so a caller that reads slowly, or never, holds up himself and costs no memory. */
const MOST_WAITING = 65_536;

/** What a message is answered. @param text null: it is none */
export type Answerer = (text: string | null) => Promise<Pieces>;

/**
 * One caller's socket for requests. Answers go out in the order in which they are ready; a long one in many frames, which are made when they can be
 * sent.
 */
export class Conversation implements SocketUser {
  readonly #socket: OpenSocket;
  readonly #answer: Answerer;
  readonly #onDefect: (error: unknown) => void;
  /** Messages that were read and not begun. */
  readonly #waiting: (string | null)[] = [];
  /** Begun and not wholly sent. */
  #running = 0;
  readonly #ready: Iterator<Buffer>[] = [];
  #hasEnded = false;

  constructor(socket: OpenSocket, answer: Answerer, onDefect: (error: unknown) => void) {
    this.#socket = socket;
    this.#answer = answer;
    this.#onDefect = onDefect;
  }

  onMessage(text: string | null): void {
    this.#waiting.push(text);
    this.#begin();
  }

  onSent(): void {
    this.#send();
  }

  onEnd(): void {
    this.#hasEnded = true;
    this.#waiting.length = 0;
    this.#ready.length = 0;
  }

  #begin(): void {
    while (this.#running < MOST_AT_ONCE && this.#waiting.length > 0) {
      this.#running += 1;
      this.#run(this.#waiting.shift() ?? null).catch(this.#onDefect);
    }
    this.#socket.isReading = this.#running < MOST_AT_ONCE;
  }

  async #run(text: string | null): Promise<void> {
    const pieces = await this.#answer(text);
    if (this.#hasEnded) return;
    this.#ready.push(textFrames(pieces));
    this.#send();
  }

  #send(): void {
    for (let frames = this.#ready[0]; frames !== undefined; frames = this.#ready[0]) {
      if (this.#socket.waiting > MOST_WAITING) return;
      const { done, value } = frames.next();
      if (done !== true) {
        this.#socket.push(value);
        continue;
      }
      this.#ready.shift();
      this.#running -= 1;
    }
    this.#begin();
  }
}
