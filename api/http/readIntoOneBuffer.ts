import type { Socket } from 'node:net';

/** As much as Node reads at once. Used up before the next read: all connections share it. */
const SHARED = Buffer.allocUnsafeSlow(65_536);

/** The same bytes, for longer than until the next read. */
export const kept = (chunk: Buffer): Buffer => (chunk.buffer === SHARED.buffer ? Buffer.from(chunk) : chunk);

/**
 * Makes a connection read into one buffer that all share, as the `onread` of `net.connect` does for callers: a new buffer for each
 * read is a tenth of what an answer from memory costs. Node has no such option for connections that a server accepts, so this is done
 * with what it is made of; where a version of Node has that not, the connection emits `data` as always.
 *
 * @param take gets what was read, which is good until it returns
 */
export function readIntoOneBuffer(socket: Socket, take: (chunk: Buffer) => void): void {
  const symbols = Object.getOwnPropertySymbols(socket);
  const named = (name: string) => symbols.find(({ description }) => description === name);
  const [buffer, callback] = [named('kBuffer'), named('kBufferCb')];
  const { _handle: handle } = socket as unknown as { _handle?: { useUserBuffer?(buffer: Buffer): void } };
  if (buffer === undefined || callback === undefined || handle?.useUserBuffer === undefined) return;
  handle.useUserBuffer(SHARED);
  Object.assign(socket, { [buffer]: SHARED, [callback]: (length: number) => take(SHARED.subarray(0, length)) });
}
