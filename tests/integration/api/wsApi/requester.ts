import { once } from 'node:events';
import { type ClientOptions, WebSocket } from 'ws';
import { eventually } from '../../../eventually.ts';

/** An answer as it came, and what it says. */
export interface WsAnswer {
  readonly text: string;
  readonly id: unknown;
  readonly status: number;
  readonly result?: unknown;
  readonly error?: { readonly code: number; readonly msg: string; readonly data?: unknown };
  readonly rateLimits?: readonly { readonly limit: number; readonly count: number }[];
}

/** A socket for requests. */
export interface Requester {
  readonly socket: WebSocket;
  /** In the order in which they came. */
  readonly answers: WsAnswer[];
  /** Sends a request and waits for the answer with its id. */
  ask(method: string, params?: unknown): Promise<WsAnswer>;
  /** Sends a message as it is and waits for the next answer. */
  say(message: string | Buffer): Promise<WsAnswer>;
  readonly closed: Promise<{ readonly code: number; readonly reason: string }>;
}

/** What a test says by itself has other ids. */
export const FIRST_ID = 1_000_000;

export async function openRequester(url: string, options?: ClientOptions): Promise<Requester> {
  const socket = new WebSocket(url, { perMessageDeflate: false, ...options });
  const answers: WsAnswer[] = [];
  let lastId = FIRST_ID - 1;
  socket.on('message', (data) => answers.push({ ...(JSON.parse(String(data)) as WsAnswer), text: String(data) }));
  const closed = new Promise<{ code: number; reason: string }>((resolve) => {
    socket.once('close', (code, reason) => resolve({ code, reason: reason.toString() }));
  });
  await once(socket, 'open');
  socket.on('error', () => undefined);
  return {
    ...{ socket, answers, closed },
    ask(method, params) {
      lastId += 1;
      const id = lastId;
      socket.send(JSON.stringify({ id, method, ...(params !== undefined && { params }) }));
      return eventually(() => answers.find((answer) => answer.id === id) ?? false, 20_000);
    },
    say(message) {
      const known = answers.length;
      socket.send(message);
      return eventually(() => answers[known] ?? false, 20_000);
    },
  };
}

/** What is said to a wish for a socket that is not granted. */
export async function refusalOf(
  url: string,
  options?: ClientOptions,
): Promise<{ readonly status: number | undefined; readonly body: unknown }> {
  const socket = new WebSocket(url, options);
  socket.on('error', () => undefined);
  const [, response] = await once(socket, 'unexpected-response');
  let text = '';
  for await (const chunk of response) text += String(chunk);
  return { status: response.statusCode, body: JSON.parse(text) };
}
