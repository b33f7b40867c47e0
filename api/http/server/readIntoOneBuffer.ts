import type { Socket } from 'node:net';

/** As large as Node's own reads. All connections share it, because each read is used up before the next one. */
const SHARED = Buffer.allocUnsafeSlow(65_536);

/** The same bytes, copied if the next read would overwrite them. */
export const kept = (chunk: Buffer): Buffer => (chunk.buffer === SHARED.buffer ? Buffer.from(chunk) : chunk);

/**
 * Makes a connection read into one buffer that all connections share. A new buffer for each read would be a tenth of what an answer from
 * memory costs. `net.connect` offers this as `onread`; for connections that a server accepts Node has no such option, so this uses Node's
 * internals. If a version of Node lacks these, the connection emits `data` as usual.
 *
 * @param take gets what was read; the bytes are valid until it returns
 * @returns ends it: what is read then comes from the connection as from any other, and may be kept
 */
export function readIntoOneBuffer(socket: Socket, take: (chunk: Buffer) => void): () => void {
  const symbols = Object.getOwnPropertySymbols(socket);
  const named = (name: string) => symbols.find(({ description }) => description === name);
  const [buffer, callback] = [named('kBuffer'), named('kBufferCb')];
  const { _handle: handle } = socket as unknown as { _handle?: { useUserBuffer?(buffer: Buffer): void } };
  if (buffer === undefined || callback === undefined || handle?.useUserBuffer === undefined) return () => undefined;
  handle.useUserBuffer(SHARED);
  Object.assign(socket, { [buffer]: SHARED, [callback]: (length: number) => take(SHARED.subarray(0, length)) });
  // The system goes on reading into this buffer: it cannot be told to stop. What the callback returns tells whether it may read on.
  return () => {
    Object.assign(socket, { [callback]: (length: number) => socket.push(Buffer.from(SHARED.subarray(0, length))) });
  };
}
