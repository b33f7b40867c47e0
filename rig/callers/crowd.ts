import { once } from 'node:events';
import { WebSocket } from 'ws';

/** Many callers who are not held against anything. */
export interface Crowd {
  /** How many of them are connected. */
  open(): number;
  /** How often they were closed with this code. */
  closedWith(code: number): number;
  close(): void;
}

export interface CrowdOptions {
  /** ws://127.0.0.1:port/ws… of the one of this number. */
  readonly urlOf: (number: number) => string;
  readonly many: number;
  /** Called when one of them is connected. */
  readonly onOpen?: (socket: WebSocket, number: number) => void;
  /** They connect anew when they are closed, so much later, ms. Default: they do not. */
  readonly againMs?: number;
}

/** They come from so many addresses: one address may not have so many sockets. */
const ADDRESSES = 32;

/** So many connect at once. */
const AT_ONCE = 50;

/** Resolves when all are connected. Rejects where one is refused at first. */
export async function openCrowd({ urlOf, many, onOpen, againMs }: CrowdOptions): Promise<Crowd> {
  const sockets = new Map<number, WebSocket>();
  const closes = new Map<number, number>();
  const waiting = new Set<NodeJS.Timeout>();
  let isOver = false;

  function close(): void {
    isOver = true;
    for (const timer of waiting) clearTimeout(timer);
    for (const socket of sockets.values()) socket.terminate();
  }

  function connect(number: number): WebSocket {
    const localAddress = `127.0.0.${1 + (number % ADDRESSES)}`;
    const socket = new WebSocket(urlOf(number), { perMessageDeflate: false, localAddress });
    sockets.set(number, socket);
    socket.on('open', () => onOpen?.(socket, number));
    socket.on('error', () => undefined);
    socket.on('message', () => undefined);
    socket.on('close', (code) => {
      closes.set(code, (closes.get(code) ?? 0) + 1);
      if (isOver || againMs === undefined) return;
      const timer = setTimeout(
        () => {
          waiting.delete(timer);
          connect(number);
        },
        againMs * (1 + Math.random()),
      );
      waiting.add(timer);
    });
    return socket;
  }

  for (let number = 0; number < many; number += AT_ONCE) {
    const batch = Array.from({ length: Math.min(AT_ONCE, many - number) }, (_, index) => connect(number + index));
    try {
      await Promise.all(batch.map((socket) => once(socket, 'open')));
    } catch (error) {
      close();
      throw error;
    }
  }
  return {
    open: () => [...sockets.values()].filter(({ readyState }) => readyState === WebSocket.OPEN).length,
    closedWith: (code) => closes.get(code) ?? 0,
    close,
  };
}
