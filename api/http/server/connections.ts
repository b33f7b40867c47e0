import type { Socket } from 'node:net';
import { Connection } from './connection.ts';
import { mayLast } from './lasting.ts';

/** How often the connections are checked while the server stops, ms. */
const LOOK_MS = 50;

/** Part of all connections that may stay, WebSockets and streams of events together: the others, which come and go, always have room. */
export const LASTING = 3 / 4;

/**
 * All connections of a server, never more than `most`. If there is no room for a new caller, the oldest idle connection is closed; WebSockets and
 * streams of events are not, because whoever has one lives on it.
 */
export class Connections {
  /** Those that speak HTTP, in the order they came. */
  readonly #all = new Map<Socket, Connection>();
  readonly #webSockets = new Set<Socket>();
  /** Those of `#all` whose answer lasts. */
  readonly #streams = new Set<Socket>();
  readonly #most: number;
  #uses = 0;

  constructor(most: number) {
    this.#most = most;
  }

  get size(): number {
    return this.#all.size + this.#webSockets.size;
  }

  /** Whether one more may stay. */
  get hasRoomToStay(): boolean {
    return this.#webSockets.size + this.#streams.size < Math.floor(this.#most * LASTING);
  }

  of(socket: Socket): Connection | undefined {
    return this.#all.get(socket);
  }

  add(socket: Socket): void {
    const connection = new Connection(socket, ++this.#uses);
    if (this.size >= this.#most) this.#makeRoom();
    this.#all.set(socket, connection);
    mayLast(socket, () => this.#keepStream(socket));
    socket.once('close', () => {
      this.#all.delete(socket);
      this.#webSockets.delete(socket);
      this.#streams.delete(socket);
    });
  }

  /** From now on it is a WebSocket: others answer for it, and close it when the server stops. */
  becomeWebSocket({ socket }: Connection): void {
    if (this.#all.delete(socket)) this.#webSockets.add(socket);
  }

  /** Marks the connection as the one used last. */
  use(connection: Connection): void {
    connection.lastUse = ++this.#uses;
  }

  /** Adds `Connection: close` to each answer under way. */
  announceEnd(): void {
    for (const connection of this.#all.values()) connection.announceEnd();
  }

  /**
   * Resolves once no connection is left. Silent connections are closed after `silentMs`, all others after `mostMs`, WebSockets among them, which are
   * to be closed by then.
   */
  async drain({ silentMs, mostMs }: { silentMs: number; mostMs: number }): Promise<void> {
    const silent = setTimeout(() => {
      for (const connection of this.#all.values()) if (!connection.isAnswering) connection.refuse('');
    }, silentMs);
    const forced = setTimeout(() => {
      for (const socket of [...this.#all.keys(), ...this.#webSockets]) socket.destroy();
    }, mostMs);
    while (this.size > 0) await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
    clearTimeout(silent);
    clearTimeout(forced);
  }

  #keepStream(socket: Socket): boolean {
    if (!this.#all.has(socket) || !this.hasRoomToStay) return false;
    this.#streams.add(socket);
    return true;
  }

  /** Looks through all connections, but only when there are too many; so it rarely costs anything. */
  #makeRoom(): void {
    let oldest: Connection | undefined;
    for (const connection of this.#all.values()) {
      if (this.#streams.has(connection.socket)) continue;
      if (oldest === undefined || comesBefore(connection, oldest)) oldest = connection;
    }
    if (oldest === undefined) return;
    oldest.socket.destroy();
    this.#all.delete(oldest.socket);
  }
}

/** The order in which connections are closed: idle ones first, and among equals the one that was used longest ago. */
function comesBefore(a: Connection, b: Connection): boolean {
  return a.isAnswering === b.isAnswering ? a.lastUse < b.lastUse : !a.isAnswering;
}
