import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { type WebSocket, WebSocketServer } from 'ws';
import { answerRequest } from '../../../simulator/streams/requests.ts';
import { readStreamUrl } from '../../../simulator/streams/streamUrl.ts';

/** Who follows which stream, over any number of sockets. */
export interface Sockets {
  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void;
  isFollowed(stream: string): boolean;
  send(stream: string, data: string): void;
  /** Frames that have gone out. */
  frames(): number;
  /** Bytes that wait to be taken, of the slowest. */
  waiting(): number;
  close(): void;
}

/** @param onFollowed a stream is followed that nobody followed before */
export function createSockets(onFollowed: (stream: string) => void): Sockets {
  const server = new WebSocketServer({ noServer: true, perMessageDeflate: false });
  const followers = new Map<string, Set<(stream: string, data: string) => void>>();
  let frames = 0;

  function open(socket: WebSocket, url: string): void {
    const opening = readStreamUrl(url);
    if (opening === undefined) {
      socket.close();
      return;
    }
    const names = new Set<string>();
    let isCombined = opening.wrapping === 'combined';
    const send = (stream: string, data: string): void => {
      frames++;
      socket.send(isCombined ? `{"stream":"${stream}","data":${data}}` : data);
    };
    const unfollow = (name: string): void => {
      names.delete(name);
      const others = followers.get(name);
      others?.delete(send);
      if (others?.size === 0) followers.delete(name);
    };
    const subscriptions = {
      names,
      isCombined: () => isCombined,
      setCombined(value: boolean) {
        isCombined = value;
      },
      subscribe(wanted: readonly string[]) {
        for (const name of wanted) {
          names.add(name);
          const others = followers.get(name);
          if (others !== undefined) others.add(send);
          else {
            followers.set(name, new Set([send]));
            onFollowed(name);
          }
        }
      },
      unsubscribe: (wanted: readonly string[]) => wanted.forEach(unfollow),
    };
    // ccxt numbers its sockets in the path: `/stream/ws/0` names no stream.
    subscriptions.subscribe(opening.names.filter((name) => !/^\d+$/.test(name)));
    socket.on('message', (text) => socket.send(answerRequest(String(text), subscriptions)));
    socket.on('close', () => [...names].forEach(unfollow));
    socket.on('error', () => socket.terminate());
  }

  return {
    upgrade: (request, socket, head) =>
      server.handleUpgrade(request, socket, head, (opened) => open(opened, request.url ?? '/')),
    isFollowed: (stream) => followers.has(stream),
    send(stream, data) {
      for (const send of followers.get(stream) ?? []) send(stream, data);
    },
    frames: () => frames,
    waiting: () => Math.max(0, ...[...server.clients].map(({ bufferedAmount }) => bufferedAmount)),
    close() {
      for (const client of server.clients) client.terminate();
      server.close();
    },
  };
}
