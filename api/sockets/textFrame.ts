/** What the first byte of a frame says. */
const TEXT = 0x01;
const MORE_OF_IT = 0x00;
const IS_LAST = 0x80;
/** What stands where the length of a short frame does, if the length follows as 16 or as 64 bits. */
const LENGTH_16 = 126;
const LENGTH_64 = 127;

/** A longer message in pieces goes in several frames of so many bytes, but for the last one. */
const MOST_BYTES = 131_072;

/** A text in pieces that follow each other. */
export type Pieces = readonly (string | Buffer)[];

/**
 * A message as it goes over a socket without compression, server to caller (RFC 6455, 5.2). One that many callers get is made once, and the
 * same bytes are written to all of them.
 */
export function textFrame(text: string): Buffer {
  const length = Buffer.byteLength(text);
  const frame = emptyFrame(TEXT | IS_LAST, length);
  frame.write(text, frame.length - length);
  return frame;
}

/**
 * A message in as many frames as it needs (RFC 6455, 5.4), each made when it is wanted: so a long one that many callers get is not copied for each of
 * them at once. Nothing but these may be sent from the first to the last one.
 */
export function* textFrames(pieces: Pieces): Generator<Buffer, undefined> {
  const parts = pieces.map((piece) => (typeof piece === 'string' ? Buffer.from(piece) : piece));
  let left = parts.reduce((sum, { length }) => sum + length, 0);
  let [part, from] = [0, 0];
  let kind = TEXT;
  do {
    const length = Math.min(left, MOST_BYTES);
    left -= length;
    const frame = emptyFrame(left === 0 ? kind | IS_LAST : kind, length);
    let to = frame.length - length;
    while (to < frame.length) {
      const bytes = parts[part];
      const copied = bytes?.copy(frame, to, from) ?? 0;
      to += copied;
      from += copied;
      if (from === (bytes?.length ?? 0)) [part, from] = [part + 1, 0];
    }
    yield frame;
    kind = MORE_OF_IT;
  } while (left > 0);
  return undefined;
}

/** A frame with room for so many bytes at its end. */
function emptyFrame(first: number, length: number): Buffer {
  const head = length < LENGTH_16 ? 2 : length < 65_536 ? 4 : 10;
  const frame = Buffer.allocUnsafe(head + length);
  frame[0] = first;
  if (head === 2) frame[1] = length;
  else if (head === 4) {
    frame[1] = LENGTH_16;
    frame.writeUInt16BE(length, 2);
  } else {
    frame[1] = LENGTH_64;
    frame.writeUInt32BE(0, 2);
    frame.writeUInt32BE(length, 6);
  }
  return frame;
}
