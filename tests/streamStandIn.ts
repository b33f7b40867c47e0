import http from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { type WebSocket, WebSocketServer } from 'ws';
import { eventually } from './eventually.ts';

/** A socket as the stand-in sees it. */
export interface StandInSocket {
  readonly socket: WebSocket;
  /** Streams that are subscribed. */
  readonly streams: Set<string>;
  /** Texts of ours, with when they came (performance.now). */
  readonly heard: { readonly text: string; readonly at: number }[];
  /** Answers to its pings. */
  readonly pongs: { readonly text: string; readonly at: number }[];
  /** Sends nothing any more, whatever happens. */
  isMute: boolean;
  /** Sends everything so much later, ms. */
  lagMs: number;
  send(frame: unknown): void;
  event(stream: string, data: unknown): void;
}

export interface StandInOptions {
  /** Time between the events of avgPrice streams, ms. */
  readonly tickEveryMs?: number;
}

/** A small exchange that speaks Binance's streams in combined mode, and can misbehave. */
export interface StandIn {
  /** ws://127.0.0.1:port */
  readonly url: string;
  readonly port: number;
  /** All that were ever opened, in order. */
  readonly sockets: StandInSocket[];
  /** Times at which a socket was wished for (performance.now). */
  readonly wishes: number[];
  /** Waits for so many sockets with a stream subscribed. */
  carrying(stream: string, many?: number): Promise<StandInSocket>;
  /** Open ones. */
  open(): StandInSocket[];
  /** To all that have subscribed to it. */
  event(stream: string, data: unknown): void;
  /** Answers wishes for sockets so, in place of opening them; null: opens them. */
  refuse(
    answer: { readonly status: number; readonly headers?: http.OutgoingHttpHeaders; readonly body?: string } | null,
  ): void;
  /** Called with each socket that opens. */
  onSocket: (socket: StandInSocket) => void;
  /** Answers to a request, in place of the usual one; undefined: the usual one; null: none. */
  onRequest: (request: StandInRequest, socket: StandInSocket) => object | null | undefined;
  /** Streams that are accepted and never speak. */
  readonly dead: Set<string>;
  close(): Promise<void>;
}

interface StandInRequest {
  readonly method: string;
  readonly params: readonly string[];
  readonly id: number;
}

export async function startStandIn({ tickEveryMs = 50 }: StandInOptions = {}): Promise<StandIn> {
  const sockets: StandInSocket[] = [];
  const wishes: number[] = [];
  const dead = new Set<string>();
  const connections = new Set<Socket>();
  let refusal: Parameters<StandIn['refuse']>[0] = null;
  const server = http.createServer();
  const sharedSockets = new WebSocketServer({ noServer: true, perMessageDeflate: true, maxPayload: 4_096 });
  server.on('connection', (connection) => {
    connections.add(connection);
    connection.on('close', () => connections.delete(connection));
  });
  server.on('upgrade', (request, connection, head) => {
    wishes.push(performance.now());
    connection.on('error', () => undefined);
    if (refusal !== null) {
      const { status, headers = {}, body = '' } = refusal;
      const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
      connection.end(`HTTP/1.1 ${status} No\r\n${lines.join('')}Content-Length: ${body.length}\r\n\r\n${body}`);
      return;
    }
    sharedSockets.handleUpgrade(request, connection, head, take);
  });

  function take(socket: WebSocket): void {
    const own: StandInSocket = {
      socket,
      streams: new Set(),
      heard: [],
      pongs: [],
      isMute: false,
      lagMs: 0,
      send(frame) {
        const sent = typeof frame === 'string' || frame instanceof Uint8Array ? frame : JSON.stringify(frame);
        const send = () => !own.isMute && socket.readyState === socket.OPEN && socket.send(sent);
        if (own.lagMs === 0) send();
        else setTimeout(send, own.lagMs);
      },
      event: (stream, data) => own.send({ stream, data }),
    };
    sockets.push(own);
    socket.on('error', () => undefined);
    socket.on('pong', (data) => own.pongs.push({ text: data.toString(), at: performance.now() }));
    socket.on('message', (data) => {
      own.heard.push({ text: data.toString(), at: performance.now() });
      answer(own, JSON.parse(data.toString()) as StandInRequest);
    });
    standIn.onSocket(own);
  }

  function answer(own: StandInSocket, request: StandInRequest): void {
    const other = standIn.onRequest(request, own);
    if (other === null) return;
    if (other !== undefined) {
      own.send(other);
      return;
    }
    for (const stream of request.params) {
      if (request.method === 'SUBSCRIBE') own.streams.add(stream);
      else own.streams.delete(stream);
    }
    own.send({ result: null, id: request.id });
  }

  const timer = setInterval(() => {
    for (const own of sockets) {
      for (const stream of own.streams) {
        if (stream.endsWith('@avgPrice') && !dead.has(stream)) own.event(stream, { e: 'avgPrice', E: Date.now() });
      }
    }
  }, tickEveryMs);

  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const open = () => sockets.filter(({ socket }) => socket.readyState === socket.OPEN);
  const standIn: StandIn = {
    url: `ws://127.0.0.1:${port}`,
    port,
    sockets,
    wishes,
    dead,
    open,
    carrying: (stream, many = 1) =>
      eventually(() => {
        const carrying = open().filter(({ streams }) => streams.has(stream));
        return (carrying.length >= many && carrying.at(-1)) || false;
      }, 10_000),
    event(stream, data) {
      for (const own of open()) if (own.streams.has(stream)) own.event(stream, data);
    },
    refuse(answerWith) {
      refusal = answerWith;
    },
    onSocket: () => undefined,
    onRequest: () => undefined,
    async close() {
      clearInterval(timer);
      for (const connection of connections) connection.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
  return standIn;
}
