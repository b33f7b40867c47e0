import fs from 'node:fs';
import http from 'node:http';
import net from 'node:net';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { type WebSocket, WebSocketServer } from 'ws';
import { describePlace, type RelayPlace } from '../config/relayPlace.ts';
import { isError, StartError } from '../runtime/errors.ts';
import type { Log } from '../runtime/log.ts';
import { makePrivateFolder } from '../runtime/privateFolder.js';

export interface RelayServer {
  /**
   * Resolves when it listens. While another relay does at the same place, it waits for its end; where the place is another host's, for ever.
   *
   * @throws StartError where it can never listen
   */
  listen(): Promise<void>;
  isListening(): boolean;
  /** Ends all links. */
  close(): Promise<void>;
}

export interface ServerOptions {
  readonly place: RelayPlace;
  readonly log: Pick<Log, 'info' | 'warn'>;
  readonly onSocket: (socket: WebSocket) => void;
}

/** Between two attempts to take over from another relay, and two looks whether the socket is still ours, ms. */
const LOOK_EVERY_MS = 250;
const OTHER_HOST_EVERY_MS = 30_000;

/** A link is pinged so often, and is dead when nothing has come of it for so long, ms: a host may have gone without a word. */
const PING_EVERY_MS = 10_000;
const DEAD_AFTER_MS = 30_000;

/** Longest message of an API, bytes. */
const MOST_PAYLOAD = 64 * 1024;

const UNREF = { ref: false };

export function createServer({ place, log, onSocket }: ServerOptions): RelayServer {
  const where = describePlace(place);
  const links = new Map<WebSocket, { heardAt: number }>();
  const sockets = new WebSocketServer({
    noServer: true,
    perMessageDeflate: false,
    clientTracking: false,
    maxPayload: MOST_PAYLOAD,
  });
  let server: http.Server | null = null;
  let isClosed = false;
  let said = '';
  /** The place is no address of this host. */
  let isOthers = false;
  /** The file of the socket that we listen on. */
  let inode: number | null = null;

  function sayOnce(message: string): void {
    if (message !== said) log.info(message);
    said = message;
  }

  function upgrade(request: http.IncomingMessage, connection: net.Socket, head: Buffer): void {
    connection.on('error', () => connection.destroy());
    // Only browsers send it: a page must not read here, wherever it is from.
    if (request.headers.origin !== undefined) {
      connection.end('HTTP/1.1 403 Forbidden\r\nConnection: close\r\nContent-Length: 0\r\n\r\n');
      return;
    }
    sockets.handleUpgrade(request, connection, head, (socket) => {
      connection.setNoDelay(true);
      const link = { heardAt: performance.now() };
      links.set(socket, link);
      const heard = () => {
        link.heardAt = performance.now();
      };
      socket.on('pong', heard);
      socket.on('ping', heard);
      socket.on('message', heard);
      socket.on('close', () => links.delete(socket));
      onSocket(socket);
    });
  }

  /** @throws as `net.Server.listen` tells it */
  async function open(): Promise<void> {
    const opened = http.createServer((_request, response) => {
      response.writeHead(426, { Connection: 'close', 'Content-Length': 0 }).end();
    });
    opened.on('upgrade', upgrade);
    await new Promise<void>((resolve, reject) => {
      opened.once('error', reject);
      opened.listen('path' in place ? place.path : { host: place.host, port: place.port }, resolve);
    });
    opened.on('error', (error) => log.warn('the relay has trouble with its socket', { error }));
    if ('path' in place) fs.chmodSync(place.path, 0o600);
    server = opened;
    inode = inodeOf();
    sayOnce(`listening on ${where}`);
  }

  const inodeOf = (): number | null =>
    'path' in place ? (fs.statSync(place.path, { throwIfNoEntry: false })?.ino ?? null) : null;

  /** Once: whether it listens now. @throws StartError where it never can */
  async function attempt(): Promise<boolean> {
    try {
      if ('path' in place) {
        makePrivateFolder(path.dirname(place.path));
        if (await answers(place.path)) {
          sayOnce(`another relay listens on ${where}: this one takes over when it ends`);
          return false;
        }
        removeLeft(place.path);
      }
      await open();
      return true;
    } catch (error) {
      return judge(error);
    }
  }

  function judge(error: unknown): false {
    if (error instanceof StartError) throw error;
    const code = isError(error) ? (error as NodeJS.ErrnoException).code : undefined;
    isOthers = code === 'EADDRNOTAVAIL';
    if (code === 'EADDRINUSE') sayOnce(`another program listens on ${where}: the relay takes over when it ends`);
    else if (isOthers) sayOnce(`${where} (relay.url) is the address of another host: the relay runs there`);
    else if (code === 'ENOTFOUND' || code === 'EAI_AGAIN')
      sayOnce(`relay.url names a host that is not known: ${where}`);
    else if (code !== undefined) throw new StartError(`the relay cannot listen on ${where}: ${code}`, { cause: error });
    else throw error;
    return false;
  }

  async function listen(): Promise<void> {
    while (!isClosed && !(await attempt())) {
      await wait(isOthers ? OTHER_HOST_EVERY_MS : LOOK_EVERY_MS, undefined, UNREF);
    }
  }

  const looking = setInterval(() => {
    const now = performance.now();
    for (const [socket, { heardAt }] of links) if (now - heardAt > DEAD_AFTER_MS) socket.terminate();
    // Whoever has put another file there, or has removed it, keeps the API from us.
    if (server === null || inode === null || inodeOf() === inode) return;
    log.warn(`the socket ${where} is no longer ours: it is opened anew`);
    // Two that have taken it from each other must not do so again.
    void shut()
      .then(() => wait(LOOK_EVERY_MS * (1 + 3 * Math.random()), undefined, UNREF))
      .then(listen);
  }, LOOK_EVERY_MS);
  const pinging = setInterval(() => {
    for (const socket of links.keys()) socket.ping(undefined, false, () => undefined);
  }, PING_EVERY_MS);

  async function shut(): Promise<void> {
    const closing = server;
    server = null;
    inode = null;
    for (const socket of links.keys()) socket.terminate();
    if (closing === null) return;
    await new Promise((resolve) => {
      closing.close(resolve);
      closing.closeAllConnections();
    });
  }

  return {
    listen,
    isListening: () => server !== null,
    async close() {
      isClosed = true;
      clearInterval(looking);
      clearInterval(pinging);
      await shut();
    },
  };
}

/** Whether somebody listens on a unix socket. */
function answers(file: string): Promise<boolean> {
  return new Promise((resolve) => {
    const connection = net.connect(file);
    const done = (isThere: boolean) => {
      connection.destroy();
      resolve(isThere);
    };
    connection.setTimeout(2_000, () => done(true));
    connection.on('connect', () => done(true));
    connection.on('error', () => done(false));
  });
}

/** Removes what a relay that was killed has left. @throws StartError where there is something else */
function removeLeft(file: string): void {
  const found = fs.lstatSync(file, { throwIfNoEntry: false });
  if (found === undefined) return;
  if (!found.isSocket()) throw new StartError(`the relay cannot listen on ${file}: there is a file that is no socket`);
  fs.rmSync(file, { force: true });
}
