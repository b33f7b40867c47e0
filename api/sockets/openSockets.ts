import type { Socket } from 'node:net';
import type { WebSocket } from 'ws';
import {
  createSocketCounts,
  type SocketCounts,
  type SocketKindName,
  type SocketsNow,
  type SocketsStates,
} from '../state/counts/socketCounts.ts';
import { CallerSocket, type SocketContext, type SocketRight } from './callerSocket.ts';
import type { Prepared, SocketKind } from './kind.ts';

/** How often it is looked after the sockets, ms. */
const LOOK_MS = 1_000;

/** All sockets of callers, of all kinds. */
export interface OpenSockets {
  readonly states: SocketsStates;
  countsOf(kind: SocketKind): SocketCounts;
  open(kind: SocketKind, prepared: Prepared, right: SocketRight, webSocket: WebSocket, socket: Socket): void;
  /** Closes all of them within this time, ms, evenly spread over it. Resolves when it has told all of them. */
  stop(withinMs: number): Promise<void>;
}

interface Opened {
  readonly counts: SocketCounts;
  readonly context: SocketContext;
  readonly sockets: Set<CallerSocket>;
  now(): SocketsNow;
}

export function createOpenSockets(
  kinds: readonly SocketKind[],
  parts: Omit<SocketContext, 'onSent' | 'onEnd'>,
): OpenSockets {
  const all = new Map<SocketKindName, Opened>(kinds.map((kind) => [kind.name, opened(kind)]));
  let timer: NodeJS.Timeout | undefined;

  function opened(kind: SocketKind): Opened {
    const counts = createSocketCounts();
    const sockets = new Set<CallerSocket>();
    return {
      ...{ counts, sockets },
      context: {
        ...parts,
        onSent(bytes) {
          counts.frames += 1;
          counts.bytes += bytes;
        },
        onEnd(socket, cause) {
          counts.ended[cause] += 1;
          sockets.delete(socket);
          if ([...all.values()].some(({ sockets: others }) => others.size > 0)) return;
          clearInterval(timer);
          timer = undefined;
        },
      },
      now() {
        let waiting = 0;
        for (const socket of sockets) waiting += socket.waiting;
        return { sockets: sockets.size, ...kind.followed(), waiting };
      },
    };
  }

  const of = ({ name }: SocketKind): Opened => {
    const found = all.get(name);
    if (found === undefined) throw new TypeError(`no kind of sockets ${name}`);
    return found;
  };

  const everyOne = (): CallerSocket[] => [...all.values()].flatMap(({ sockets }) => [...sockets]);

  function look(): void {
    const now = parts.monotonic();
    for (const { sockets } of all.values()) for (const socket of sockets) socket.look(now);
  }

  return {
    states: all,
    countsOf: (kind) => of(kind).counts,
    open(kind, prepared, right, webSocket, socket) {
      const { counts, context, sockets } = of(kind);
      sockets.add(new CallerSocket(prepared, right, webSocket, socket, context));
      counts.opened += 1;
      timer ??= setInterval(look, LOOK_MS).unref();
    },
    async stop(withinMs) {
      const waiting = everyOne();
      const startedAt = parts.monotonic();
      for (const [index, socket] of waiting.entries()) {
        const dueIn = startedAt + (index / waiting.length) * withinMs - parts.monotonic();
        if (dueIn > 0) await new Promise((resolve) => setTimeout(resolve, dueIn));
        socket.close(1001, 'this server is being replaced: connect anew', 'stopping');
      }
    },
  };
}
