import WebSocket from 'ws';
import { eventually } from '../../eventually.ts';

/** An event of a combined socket. */
export interface StreamEvent<Data = Record<string, unknown>> {
  readonly stream: string;
  readonly data: Data;
}

/** A client's socket, and all that came over it. */
export interface StreamClient {
  readonly socket: WebSocket;
  /** Messages as text; binary ones as `binary:<bytes>`. */
  readonly texts: readonly string[];
  /** Events of one stream so far, of a combined socket. */
  events<Data = Record<string, unknown>>(stream: string): Data[];
  /** Sends a request and resolves to its answer. */
  ask(request: object): Promise<Record<string, unknown>>;
  /** Resolves when so many events of a stream have come. */
  heard<Data = Record<string, unknown>>(stream: string, count: number): Promise<Data[]>;
  /** Resolves to the code with which the socket was closed. */
  readonly closed: Promise<number>;
  end(): void;
}

export async function openStream(url: string, options: WebSocket.ClientOptions = {}): Promise<StreamClient> {
  const socket = new WebSocket(url, { perMessageDeflate: false, maxPayload: 64 * 1024 * 1024, ...options });
  const texts: string[] = [];
  const parsed: StreamEvent[] = [];
  const answers = new Map<unknown, Record<string, unknown>>();
  socket.on('message', (data, isBinary) => {
    texts.push(isBinary ? `binary:${(data as Buffer).length}` : String(data));
    try {
      const message = JSON.parse(String(data));
      if ('id' in message) answers.set(message.id, message);
      if ('stream' in message) parsed.push(message);
    } catch {}
  });
  const closed = new Promise<number>((resolve) => socket.once('close', resolve));
  await new Promise<void>((resolve, reject) => {
    socket.once('open', resolve);
    socket.once('error', reject);
    socket.once('unexpected-response', (_request, response) => {
      const { statusCode, headers } = response;
      socket.terminate();
      reject(Object.assign(new Error(`status ${statusCode}`), { status: statusCode, headers }));
    });
  });
  socket.on('error', () => {});
  const events = <Data>(stream: string): Data[] =>
    parsed.filter((event) => event.stream === stream).map(({ data }) => data as Data);
  let lastId = 0;
  return {
    socket,
    texts,
    events,
    async ask(request) {
      lastId += 1;
      const id = 'id' in request ? request.id : lastId;
      socket.send(JSON.stringify({ id, ...request }));
      await eventually(() => answers.has(id));
      return answers.get(id) ?? {};
    },
    async heard(stream, count) {
      await eventually(() => events(stream).length >= count);
      return events(stream);
    },
    closed,
    end: () => socket.terminate(),
  };
}
