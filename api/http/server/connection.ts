import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { kept, readIntoOneBuffer } from './readIntoOneBuffer.ts';

/** These bytes end the head of a request. Node's parser accepts no other spelling. */
const END_OF_HEAD = Buffer.from('\r\n\r\n');

/** After a refusal the caller has this long to read the reason and to close the connection, ms. */
const LINGER_MS = 1_000;

/**
 * One connection of a caller, taken over from Node. Requests are read one at a time. What a caller sends before the answer to its last
 * request is out waits unread: first here (64 kB at most), then in the system's buffers, then at the caller.
 *
 * - idle       what comes is handed to Node's parser, up to the end of one request's head
 * - answering  an answer is not made yet, or the caller has not taken it: nothing is read
 * - refused    what comes is thrown away; closed by the caller, or after a second by us
 * - upgraded   HTTP has ended on it: what comes waits in the socket for whoever takes it over
 */
export class Connection {
  readonly socket: Socket;
  /** Rises with each use of any connection. */
  lastUse: number;
  /** Whether more of what the caller has sent waits behind the request that came last. */
  hasMore = false;
  /** The request that came last. */
  request: IncomingMessage | undefined;
  /** Number of answers that are not out yet: one, or two when the end of a request's head arrived in two pieces. */
  #answering = 0;
  #newest: ServerResponse | undefined;
  #isRefused = false;
  #isUpgraded = false;
  readonly #readAsUsual: () => void;
  readonly #take = (chunk: Buffer): void => this.#read(chunk);
  readonly #parse: (chunk: Buffer) => void;
  readonly #onAnswered = (): void => {
    this.#answering -= 1;
    if (this.#answering === 0) this.#goOn();
  };

  constructor(socket: Socket, lastUse: number) {
    this.socket = socket;
    this.lastUse = lastUse;
    const [parse] = socket.listeners('data');
    if (parse === undefined) throw new TypeError('the connection has no HTTP parser');
    this.#parse = parse as (chunk: Buffer) => void;
    socket.off('data', this.#parse);
    socket.on('data', this.#take);
    this.#readAsUsual = readIntoOneBuffer(socket, this.#take);
  }

  get isAnswering(): boolean {
    return this.#answering > 0;
  }

  /**
   * Reads nothing more until the answer is out. Call it for each request whose answer is not out yet when the handler returns.
   * @param stalledMs the connection is closed when nothing has moved for this long
   */
  awaitAnswer(response: ServerResponse, stalledMs: number): void {
    // Node sets its own timeout again when the answer is out.
    this.socket.setTimeout(stalledMs);
    this.#answering += 1;
    this.#newest = response;
    response.once('close', this.#onAnswered);
  }

  /** Adds `Connection: close` to the answer under way, if it has not begun: it is the last one on this connection. */
  announceEnd(): void {
    if (this.isAnswering && !this.hasMore && this.#newest?.headersSent === false) this.#newest.shouldKeepAlive = false;
  }

  /**
   * Ends HTTP on this connection: nothing of what comes is read here any more. It may be refused afterwards.
   * @param head what was read behind the last request
   */
  upgrade(head: Buffer): void {
    this.#isUpgraded = true;
    this.socket.off('data', this.#take);
    this.#readAsUsual();
    if (head.length > 0) this.socket.unshift(kept(head));
  }

  /**
   * Reads no more requests, and closes the connection once the answers under way are out.
   * @param text is sent before the connection closes; '' sends nothing
   */
  refuse(text: string): void {
    if (this.#isRefused) return;
    this.#isRefused = true;
    if (this.isAnswering) this.#newest?.once('close', () => this.#leave(text));
    else this.#leave(text);
  }

  #read(chunk: Buffer): void {
    if (this.#isRefused) return;
    if (this.isAnswering) {
      this.#hold(chunk);
      return;
    }
    const end = chunk.indexOf(END_OF_HEAD) + END_OF_HEAD.length;
    this.hasMore = end >= END_OF_HEAD.length && end < chunk.length;
    this.#parse(this.hasMore ? chunk.subarray(0, end) : chunk);
    if (!this.hasMore || this.#isRefused || this.socket.destroyed) return;
    if (this.#isUpgraded) {
      this.socket.unshift(kept(chunk.subarray(end)));
      return;
    }
    this.#hold(chunk.subarray(end));
    if (!this.isAnswering) this.#goOn();
  }

  #hold(chunk: Buffer): void {
    this.socket.pause();
    this.socket.unshift(kept(chunk));
  }

  /** Goes on in the next turn of the event loop, so that the other callers have their turn however much this one sends. */
  #goOn(): void {
    if (this.socket.isPaused()) setImmediate(() => this.socket.resume());
  }

  #leave(text: string): void {
    const { socket } = this;
    if (socket.destroyed) return;
    // The last answer may have ended it.
    if (!socket.writableEnded) socket.end(text);
    // If a connection closes with unread bytes, the system resets it, and the caller loses the answer that it has not read yet.
    socket.resume();
    const timer = setTimeout(() => socket.destroy(), LINGER_MS);
    socket.once('close', () => clearTimeout(timer));
  }
}
