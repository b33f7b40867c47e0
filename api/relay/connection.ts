import { WebSocket } from 'ws';
import { describePlace, type RelayPlace } from '../../config/relayPlace.ts';
import type { Log } from '../../runtime/log.ts';

/** The socket of a link: opened when it is first asked for, proven alive all the time, and opened anew when it is lost. */
export interface Connection {
  /** Opens it, if it is not. @returns whether it is open now, after `withinMs` at most */
  open(withinMs: number): Promise<boolean>;
  isUp(): boolean;
  /** Nothing is sent while it is not open. */
  send(text: string): void;
  close(): void;
}

export interface ConnectionOptions {
  readonly place: RelayPlace;
  readonly log: Pick<Log, 'info' | 'warn'>;
  readonly monotonic?: () => number;
  /** @returns false: it cannot be read, and the socket is of no use */
  readonly onBatch: (batch: string) => boolean;
  /** It was open, and is no longer. */
  readonly onLost: (why: string) => void;
}

/** A relay of which nothing comes for so long does not live, whatever its socket says, ms. */
const SILENT_MS = 2_500;
const PING_EVERY_MS = 500;

/** Until the next attempt to open it, doubled each time, ms. */
const RETRY_MS = 100;
const MOST_RETRY_MS = 2_000;

/** The types do not know how long the other side may take to close, ms. */
const CLOSING = { closeTimeout: 1_000 };

/** Batches are as long as what comes in one moment: longer than this is none of a relay. Bytes. */
const MOST_PAYLOAD = 256 * 1024 * 1024;

export function createConnection(options: ConnectionOptions): Connection {
  const { place, log, onBatch, onLost, monotonic = () => performance.now() } = options;
  const where = describePlace(place);
  const url = 'path' in place ? `ws+unix://${place.path}:/` : `ws://${where}/`;
  const waiting = new Set<(isOpen: boolean) => void>();
  let socket: WebSocket | null = null;
  let isOpen = false;
  let isWanted = false;
  let isSaid = false;
  let failures = 0;
  let retry: NodeJS.Timeout | undefined;
  let quietMs = 0;
  let lookedAt = monotonic();

  function begin(): void {
    retry = undefined;
    const opening = new WebSocket(url, {
      perMessageDeflate: false,
      handshakeTimeout: SILENT_MS,
      maxPayload: MOST_PAYLOAD,
      // It is ours, and checking it takes as long as reading it.
      skipUTF8Validation: true,
      ...CLOSING,
    });
    socket = opening;
    opening.on('open', () => {
      isOpen = true;
      quietMs = 0;
      failures = 0;
      if (isSaid) log.info('the relay of streams answers again');
      isSaid = false;
      settle(true);
    });
    const heard = () => {
      quietMs = 0;
    };
    opening.on('ping', heard);
    opening.on('pong', heard);
    opening.on('message', (data, isBinary) => {
      heard();
      if (opening === socket && (isBinary || !onBatch(String(data)))) ended('it has sent what cannot be read');
    });
    opening.on('close', () => {
      if (opening === socket) ended('its socket has closed');
    });
    opening.on('error', (error) => {
      if (opening === socket) ended((error as NodeJS.ErrnoException).code ?? error.message);
    });
  }

  function settle(isNow: boolean): void {
    for (const resolve of [...waiting]) resolve(isNow);
    waiting.clear();
  }

  function ended(why: string): void {
    const wasOpen = isOpen;
    const before = socket;
    socket = null;
    isOpen = false;
    before?.terminate();
    if (!isWanted) return;
    retry = setTimeout(
      begin,
      Math.min(MOST_RETRY_MS, RETRY_MS * 2 ** Math.min(failures++, 10)) * (0.5 + Math.random() / 2),
    );
    retry.unref();
    if (!isSaid) log.warn(`no relay of streams at ${where}: ${why}`);
    isSaid = true;
    if (wasOpen) onLost(`the link to the relay is lost: ${why}`);
  }

  let sincePingMs = 0;
  /** Time in which this process stood still is not the relay's: of a look that comes late little counts. */
  const looking = setInterval(() => {
    const now = monotonic();
    const passedMs = Math.min(now - lookedAt, 2 * PING_EVERY_MS);
    lookedAt = now;
    if (!isOpen || socket === null) return;
    quietMs += passedMs;
    sincePingMs += passedMs;
    if (quietMs > SILENT_MS) ended(`nothing has come of it for ${SILENT_MS} ms`);
    else if (sincePingMs >= PING_EVERY_MS) {
      sincePingMs = 0;
      socket.ping(undefined, true, () => undefined);
    }
  }, PING_EVERY_MS / 2);
  looking.unref();

  return {
    async open(withinMs) {
      if (isOpen) return true;
      if (!isWanted) {
        isWanted = true;
        begin();
      }
      return new Promise((resolve) => {
        const done = (isNow: boolean): void => {
          clearTimeout(timer);
          waiting.delete(done);
          resolve(isNow);
        };
        const timer = setTimeout(() => done(false), withinMs).unref();
        waiting.add(done);
      });
    },

    isUp: () => isOpen,

    send(text) {
      if (isOpen) socket?.send(text, () => undefined);
    },

    close() {
      isWanted = false;
      clearInterval(looking);
      clearTimeout(retry);
      const before = socket;
      socket = null;
      isOpen = false;
      before?.close(1000);
      settle(false);
    },
  };
}
