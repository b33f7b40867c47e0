import { once } from 'node:events';
import net, { type Socket } from 'node:net';

/** Reads frames of a socket without taking them apart. */
export interface RawReader {
  /** The code that it was closed with, 1006 where the connection ended without a close; null: it is open. */
  closedWith(): number | null;
  close(): void;
}

/** What many sockets read into: it is used up before the next one reads. */
const shared = Buffer.allocUnsafe(262_144);

const TEXT = 0x81;
const CLOSE = 0x88;
const PING = 0x89;
/** What stands for codes that were not sent (RFC 6455, 7.4.1). */
const WITHOUT_CODE = 1005;
const WITHOUT_CLOSE = 1006;
const LENGTH_16 = 126;
const END_OF_HEAD = '\r\n\r\n';

export interface RawReaderOptions {
  readonly port: number;
  readonly path: string;
  /** Called with each text, which ends there in the bytes; they change after that. @param at when its piece was read, as `now` tells it */
  readonly onText: (bytes: Buffer, end: number, at: number) => void;
  readonly now: () => number;
  /** Reads nothing once it is open. */
  readonly isStalled: boolean;
}

/** Readers are many callers, and one address may not have so many sockets: they come from as many addresses of this machine (Linux answers to all). */
const ADDRESSES = 32;
let opened = 0;
const nextAddress = (): string => `127.0.0.${1 + (opened++ % ADDRESSES)}`;

/**
 * A caller's WebSocket that costs next to nothing: bytes are read into a buffer that all share, and of a frame only its length is looked at.
 *
 * @throws Error with the head of the answer where it is refused
 */
export async function openRawReader({ port, path, onText, now, isStalled }: RawReaderOptions): Promise<RawReader> {
  let head: string | null = '';
  let rest: Buffer | null = null;
  let closedWith: number | null = null;
  const socket: Socket = net.connect({
    ...{ port, host: '127.0.0.1', localAddress: nextAddress() },
    onread: {
      buffer: shared,
      callback(size, bytes) {
        const chunk = (bytes as Buffer).subarray(0, size);
        if (head === null) read(chunk);
        else readHead(chunk);
        return !isStalled || head !== null;
      },
    },
  });
  const opened = once(socket, 'open');
  socket.on('error', (error) => socket.destroy(error));
  socket.on('close', () => {
    closedWith ??= WITHOUT_CLOSE;
  });

  function readHead(chunk: Buffer): void {
    const text = head + chunk.toString('latin1');
    const end = text.indexOf(END_OF_HEAD);
    head = text;
    if (end < 0) return;
    if (!text.startsWith('HTTP/1.1 101 ')) {
      socket.emit('error', new Error(text.slice(0, 500)));
      return;
    }
    head = null;
    socket.emit('open');
    const frames = chunk.subarray(chunk.length - (text.length - end - END_OF_HEAD.length));
    if (frames.length > 0 && !isStalled) read(frames);
  }

  function read(chunk: Buffer): void {
    const bytes: Buffer = rest === null ? chunk : Buffer.concat([rest, chunk]);
    const readAt = now();
    let at = 0;
    while (bytes.length - at >= 2) {
      const short = bytes[at + 1] ?? 0;
      const from = at + (short < LENGTH_16 ? 2 : short === LENGTH_16 ? 4 : 10);
      if (from > bytes.length) break;
      const length =
        short < LENGTH_16 ? short : short === LENGTH_16 ? bytes.readUInt16BE(at + 2) : bytes.readUInt32BE(at + 6);
      const end = from + length;
      if (end > bytes.length) break;
      const kind = bytes[at];
      if (kind === TEXT) onText(bytes, end, readAt);
      else if (kind === PING) socket.write(pong(bytes.subarray(from, end)));
      else if (kind === CLOSE) closedWith = length >= 2 ? bytes.readUInt16BE(from) : WITHOUT_CODE;
      at = end;
    }
    rest = at === bytes.length ? null : Buffer.from(bytes.subarray(at));
  }

  socket.write(
    `GET ${path} HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n`,
  );
  await opened;
  return { closedWith: () => closedWith, close: () => socket.destroy() };
}

/** With a mask of zeros, which changes nothing. */
const pong = (data: Buffer): Buffer => Buffer.concat([Buffer.from([0x8a, 0x80 | data.length, 0, 0, 0, 0]), data]);
