import type { IncomingMessage } from 'node:http';
import { type WebSocket, WebSocketServer } from 'ws';
import { AccessRefused, type Admission } from '../http/access/access.ts';
import { takeKey } from '../http/access/takeKey.ts';
import { LASTING } from '../http/server/connections.ts';
import { mostConnections } from '../http/server/mostConnections.ts';
import { lastAnswerText } from '../http/server/refusal.ts';
import type { Upgrades, UpgradeWish } from '../http/server/server.ts';
import type { SocketsStates } from '../state/counts/socketCounts.ts';
import { type Attempts, createAttempts } from './attempts.ts';
import type { SocketRight } from './callerSocket.ts';
import { badHandshake, checkHandshake } from './handshake.ts';
import type { Prepared, SocketKind } from './kind.ts';
import { MOST_MESSAGE_BYTES, MOST_OF_ROOM } from './limits.ts';
import { createOpenSockets } from './openSockets.ts';
import type { Outgoing } from './outbox.ts';
import { Refusal } from './refusal.ts';
import { createSocketsOfCallers } from './socketsOfCallers.ts';

/** How long a caller may take to answer a close, ms. (The types do not know it.) */
const CLOSING = { closeTimeout: 2_000 };

export interface SocketsParts {
  /**
   * At least one. What opens at an address is the last kind's that owns it, so that a kind may take addresses out of those of one before it. Where none
   * does, the first one says so.
   */
  readonly kinds: readonly [SocketKind, ...SocketKind[]];
  /** Whether the request may be answered at all. @throws AccessRefused */
  readonly mayAsk: (request: IncomingMessage) => Admission;
  readonly monotonic: () => number;
  readonly onDefect: (error: unknown) => void;
  readonly random?: () => number;
  readonly attempts?: Attempts;
  /** Sockets of all kinds that a caller may have at once. */
  readonly mostSocketsOfCaller?: number;
  readonly outgoing: Outgoing;
  /** A break closes the sockets concerned within this time, ms. */
  readonly spreadMs?: number;
}

/** WebSockets of callers, of all kinds. */
export interface Sockets extends Upgrades {
  readonly states: SocketsStates;
}

/** Picks the kind of sockets by the address, and does for it what all sockets have in common. */
export function createSockets(parts: SocketsParts): Sockets {
  const { kinds, mayAsk, monotonic, onDefect, outgoing } = parts;
  const { attempts = createAttempts(monotonic), spreadMs = 1_000, random = Math.random } = parts;
  const { mostSocketsOfCaller = Math.ceil(mostConnections() * LASTING * MOST_OF_ROOM) } = parts;
  const ofCallers = createSocketsOfCallers(mostSocketsOfCaller);
  const open = createOpenSockets(kinds, { outgoing, spreadMs, monotonic, random });
  let isStopping = false;
  const server = new WebSocketServer({
    noServer: true,
    clientTracking: false,
    // Compression takes 18 times the processor.
    perMessageDeflate: false,
    maxPayload: MOST_MESSAGE_BYTES,
    ...CLOSING,
  });
  // Whatever of a handshake is not looked at below. It is thrown through handleUpgrade.
  server.on('wsClientError', ({ message }) => {
    throw badHandshake(message);
  });

  function note({ socket }: IncomingMessage): void {
    const waitS = attempts.note(socket.remoteAddress ?? 'unknown');
    if (waitS === 0) return;
    const message = `Too many attempts to open a socket from this address: wait ${waitS} s.`;
    throw new Refusal('too-many-attempts', message, { retryAfterS: waitS });
  }

  function admit(request: IncomingMessage): Admission {
    try {
      return mayAsk(request);
    } catch (error) {
      throw error instanceof AccessRefused ? notAllowed(error) : error;
    }
  }

  async function grant(kind: SocketKind | undefined, wish: UpgradeWish): Promise<void> {
    const { request } = wish;
    const admission = admit(request);
    note(request);
    checkHandshake(request);
    if (kind === undefined) throw new Refusal('not-found', NOTHING_HERE);
    const { who } = admission;
    // It is one of them from now on: what is prepared for a caller is bounded, too.
    const giveBack = ofCallers.take(who);
    if (giveBack === null) throw tooManySockets(mostSocketsOfCaller);
    try {
      const prepared = await kind.prepare({ url: urlOf(request), who, request });
      try {
        openFor(kind, wish, prepared, admission, giveBack);
      } finally {
        prepared.release();
      }
    } catch (error) {
      giveBack();
      throw error;
    }
  }

  /** @param onClosed called once the connection of an opened socket is closed */
  function openFor(
    kind: SocketKind,
    wish: UpgradeWish,
    prepared: Prepared,
    right: SocketRight,
    onClosed: () => void,
  ): void {
    if (isStopping) throw new Refusal('full', 'This server is being replaced. Please try again.');
    // Whoever has left needs no room.
    const { readable, writable } = wish.request.socket;
    if (!readable || !writable) throw new Refusal('gone', 'The connection was closed before its socket opened.');
    const socket = wish.accept();
    if (socket === null) throw new Refusal('full', 'There is no room for another socket now.');
    socket.once('close', onClosed);
    server.handleUpgrade(wish.request, socket, Buffer.alloc(0), (webSocket: WebSocket) => {
      try {
        open.open(kind, prepared, right, webSocket, socket);
      } catch (error) {
        onDefect(error);
        webSocket.terminate();
      }
    });
  }

  function refuse(kind: SocketKind, { request, refuse: answer }: UpgradeWish, error: unknown): void {
    if (!(error instanceof Refusal)) onDefect(error);
    const refusal = error instanceof Refusal ? error : null;
    if (refusal !== null) open.countsOf(kind).refused[refusal.code] += 1;
    const { status, type, body, retryAfterS } = kind.tell(refusal);
    const headers = retryAfterS === undefined ? [] : ['Retry-After', String(retryAfterS)];
    answer(lastAnswerText({ status, type, body, headers, isHead: request.method === 'HEAD' }));
  }

  return {
    states: open.states,
    take(wish) {
      takeKey(wish.request);
      const url = urlOf(wish.request);
      const kind = kinds.findLast(({ owns }) => owns(url));
      grant(kind, wish).catch((error: unknown) => refuse(kind ?? kinds[0], wish, error));
    },
    async stop(withinMs) {
      isStopping = true;
      await open.stop(withinMs);
    },
  };
}

const urlOf = ({ url = '/' }: IncomingMessage): string => url;

const NOTHING_HERE = 'There are no streams at this address: see docs/streams.md for those that there are.';

const tooManySockets = (most: number): Refusal =>
  new Refusal(
    'too-many-sockets',
    `Too many sockets; all of a caller together are at most ${most}: close some, or let each program have a key of its own.`,
  );

function notAllowed(error: AccessRefused): Refusal {
  const { code, message, waitS } = error;
  const isForeign = code === 'foreign-page' || code === 'foreign-host';
  const status = { 'foreign-host': 421, 'too-many-wrong-keys': 429 }[code as string];
  return new Refusal(isForeign ? 'foreign' : 'unauthorized', message, {
    cause: error,
    ...(status !== undefined && { status }),
    ...(waitS !== undefined && { retryAfterS: waitS }),
  });
}
