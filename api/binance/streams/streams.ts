import type { IncomingMessage } from 'node:http';
import { type WebSocket, WebSocketServer } from 'ws';
import type { RelayLink } from '../../../model/relayLink.ts';
import { lastAnswerText } from '../../http/refusal.ts';
import type { Upgrades, UpgradeWish } from '../../http/server.ts';
import { takeKey } from '../../http/takeKey.ts';
import { DialectError, refused, unavailable } from '../dialectError.ts';
import { readAddress, type StreamAddress } from './address.ts';
import { type Attempts, createAttempts } from './attempts.ts';
import { type Callers, createCallers } from './callers.ts';
import { createChannels } from './channels.ts';
import { badHandshake, checkHandshake, Refusal } from './handshake.ts';
import { createHoldings, type Holding } from './holdings.ts';
import { MOST_MESSAGE_BYTES, MOST_STREAMS, MOST_STREAMS_OF_CALLER, type socketLimits } from './limits.ts';
import { faultOfRelay, type NameCheck } from './nameCheck.ts';
import { type BacklogLimits, Outgoing } from './outbox.ts';
import { tooManyOfCaller, tooManyStreams } from './subscriptions.ts';

/** How long a caller may take to answer a close, ms. (The types do not know it.) */
const CLOSING = { closeTimeout: 2_000 };

export interface StreamsParts {
  readonly link: RelayLink;
  readonly faultOf: NameCheck;
  /** Whether the request may be answered at all. @returns who asks @throws DialectError */
  readonly mayAsk: (request: IncomingMessage) => string;
  readonly limits: typeof socketLimits;
  readonly monotonic: () => number;
  readonly onDefect: (error: unknown) => void;
  readonly random?: () => number;
  readonly attempts?: Attempts;
  readonly backlog?: BacklogLimits;
  /** A break closes the callers concerned within this time, ms. */
  readonly spreadMs?: number;
  /** For how long a relay that is away may come back until who waits is refused, ms. */
  readonly patienceMs?: number;
  /** Different streams that a caller may follow over all of its sockets. */
  readonly mostOfCaller?: number;
}

/** The exchange's streams for callers, in its dialect, over WebSockets. */
export interface Streams extends Upgrades {
  readonly callers: Callers;
}

export function createStreams(parts: StreamsParts): Streams {
  const { link, faultOf, mayAsk, limits, monotonic, onDefect } = parts;
  const { attempts = createAttempts(monotonic), spreadMs = 1_000, random = Math.random, patienceMs } = parts;
  const { mostOfCaller = MOST_STREAMS_OF_CALLER } = parts;
  const channels = createChannels(link, { monotonic, ...(patienceMs !== undefined && { patienceMs }) });
  const outgoing = new Outgoing(monotonic, parts.backlog);
  const callers = createCallers({
    ...{ channels, faultOf, mostOfCaller, outgoing, limits, spreadMs, monotonic, random, onDefect },
  });
  const holdings = createHoldings(mostOfCaller);
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

  function addressOf(request: IncomingMessage): StreamAddress {
    const address = readAddress(request.url ?? '/');
    if (address === null) throw new Refusal('not-found', noStreamsHere());
    if (address instanceof DialectError) {
      throw new Refusal(address.status === 404 ? 'not-found' : 'bad-request', address);
    }
    if (address.names.length > MOST_STREAMS) throw new Refusal('bad-request', tooManyStreams());
    return address;
  }

  function note({ socket }: IncomingMessage): void {
    const waitS = attempts.note(socket.remoteAddress ?? 'unknown');
    if (waitS === 0) return;
    const message = `Too many attempts to open a socket from this address: wait ${waitS} s.`;
    throw new Refusal('too-many-attempts', new DialectError(-1003, message, { status: 429, retryAfterS: waitS }));
  }

  function admit(request: IncomingMessage): string {
    takeKey(request);
    try {
      return mayAsk(request);
    } catch (error) {
      if (!(error instanceof DialectError)) throw error;
      throw new Refusal(error.exchangeCode === -1020 ? 'foreign' : 'unauthorized', error);
    }
  }

  async function grant(wish: UpgradeWish): Promise<void> {
    const { request } = wish;
    const who = admit(request);
    note(request);
    checkHandshake(request);
    const address = addressOf(request);
    const { market, names } = address;
    const fault = await faultOf(market, names);
    if (fault !== null) throw new Refusal('bad-stream', fault);
    const holding = holdings.of(who, market);
    // Held until the socket itself holds them.
    if (!holding.take(names)) throw new Refusal('bad-request', tooManyOfCaller(mostOfCaller));
    try {
      await openFor(wish, { ...address, holding });
    } finally {
      holding.give(names);
    }
  }

  async function openFor(wish: UpgradeWish, address: StreamAddress & { readonly holding: Holding }): Promise<void> {
    const { request } = wish;
    const { market, names } = address;
    const reserved = await channels.reserve(market, names).catch((reason: unknown) => {
      const { error, isPassing } = faultOfRelay(reason);
      throw new Refusal(isPassing ? 'away' : 'bad-stream', error);
    });
    try {
      if (isStopping) throw new Refusal('full', unavailable('This server is being replaced. Please try again.'));
      const socket = wish.accept();
      if (socket === null) throw new Refusal('full', unavailable('There is no room for another socket now.'));
      server.handleUpgrade(request, socket, Buffer.alloc(0), (webSocket: WebSocket) => {
        const caller = callers.open(address, webSocket, socket);
        caller.subscriptions.follow(names, null).catch(onDefect);
      });
    } finally {
      reserved.leave();
    }
  }

  function refuse({ request, refuse: answer }: UpgradeWish, error: unknown): void {
    if (!(error instanceof Refusal)) onDefect(error);
    const refusal = error instanceof Refusal ? error : null;
    if (refusal !== null) callers.counts.refused[refusal.code] += 1;
    const { status, body, retryAfterS } = refusal?.error ?? unexpected();
    const headers = retryAfterS === undefined ? [] : ['Retry-After', String(retryAfterS)];
    const type = 'application/json;charset=UTF-8';
    answer(lastAnswerText({ status, type, body, headers, isHead: request.method === 'HEAD' }));
  }

  return {
    callers,
    take(wish) {
      grant(wish).catch((error: unknown) => refuse(wish, error));
    },
    async stop(withinMs) {
      isStopping = true;
      await callers.stop(withinMs);
    },
  };
}

const noStreamsHere = (): DialectError =>
  refused.unsupported('There are no streams at this address: see docs/streams.md for those that there are.');

const unexpected = (): DialectError =>
  new DialectError(-1000, 'An unknown error occurred while processing the request.', { status: 500 });
