import type { Socket } from 'node:net';
import { Connection } from './connection.ts';

/** How often connections are looked at while the server stops, ms. */
const LOOK_MS = 50;

/** All connections of a server, of which there are never more than `most`: the oldest idle one makes room for a new caller. */
export class Connections {
  /** In the order they came. */
  readonly #all = new Map<Socket, Connection>();
  readonly #most: number;
  #uses = 0;

  constructor(most: number) {
    this.#most = most;
  }

  get size(): number {
    return this.#all.size;
  }

  of(socket: Socket): Connection | undefined {
    return this.#all.get(socket);
  }

  add(socket: Socket): void {
    const connection = new Connection(socket, ++this.#uses);
    if (this.#all.size >= this.#most) this.#makeRoom();
    this.#all.set(socket, connection);
    socket.once('close', () => this.#all.delete(socket));
  }

  /** Marks the connection as the one used last. */
  use(connection: Connection): void {
    connection.lastUse = ++this.#uses;
  }

  /** Says in each answer under way that it is the last one. */
  announceEnd(): void {
    for (const connection of this.#all.values()) connection.announceEnd();
  }

  /** Resolves once there are none. Those that are silent are closed after `silentMs`, all others after `mostMs`. */
  async drain({ silentMs, mostMs }: { silentMs: number; mostMs: number }): Promise<void> {
    const silent = setTimeout(() => {
      for (const connection of this.#all.values()) if (!connection.isAnswering) connection.refuse('');
    }, silentMs);
    const forced = setTimeout(() => {
      for (const socket of this.#all.keys()) socket.destroy();
    }, mostMs);
    while (this.#all.size > 0) await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
    clearTimeout(silent);
    clearTimeout(forced);
  }

  /** Rarely more than the size of a list to look through, and only where there are too many. */
  #makeRoom(): void {
    let oldest: Connection | undefined;
    for (const connection of this.#all.values()) {
      if (oldest === undefined || comesBefore(connection, oldest)) oldest = connection;
    }
    if (oldest === undefined) return;
    oldest.socket.destroy();
    this.#all.delete(oldest.socket);
  }
}

/** Idle ones before those that wait for an answer or do not take it, then the one that was used longest ago. */
function comesBefore(a: Connection, b: Connection): boolean {
  return a.isAnswering === b.isAnswering ? a.lastUse < b.lastUse : !a.isAnswering;
}
