import { once } from 'node:events';
import net from 'node:net';

/** A caller that speaks for itself. It keeps its half of the connection open when the server has closed. */
export interface RawCaller {
  readonly socket: net.Socket;
  /** All that was received. */
  text(): string;
  /** Resolves when the server has closed its half. */
  readonly ended: Promise<void>;
}

export async function call(port: number, bytes = ''): Promise<RawCaller> {
  const socket = net.connect({ port, host: '127.0.0.1', allowHalfOpen: true });
  let text = '';
  socket.setEncoding('utf8').on('data', (chunk) => {
    text += chunk;
  });
  // A connection may be reset.
  socket.on('error', () => undefined);
  const ended = new Promise<void>((resolve) => socket.once('end', resolve).once('close', () => resolve()));
  await once(socket, 'connect');
  socket.write(bytes);
  return { socket, text: () => text, ended };
}

/** Answers whose bodies are JSON, told apart. */
export function answersIn(text: string): { status: number; head: string; body: unknown }[] {
  return text
    .split(/(?=HTTP\/1\.1 \d{3} )/)
    .filter((answer) => answer !== '')
    .map((answer) => {
      const [head = '', body = ''] = answer.split('\r\n\r\n');
      return { status: Number(head.slice(9, 12)), head, body: body === '' ? null : JSON.parse(body) };
    });
}
