const FINAL_TEXT = 0x81;
/** What stands where the length of a short frame does, if the length follows as 16 or as 64 bits. */
const LENGTH_16 = 126;
const LENGTH_64 = 127;

/**
 * A message as it goes over a socket without compression, server to caller (RFC 6455, 5.2). One that many callers get is made once, and the
 * same bytes are written to all of them.
 */
export function textFrame(text: string): Buffer {
  const length = Buffer.byteLength(text);
  const head = length < LENGTH_16 ? 2 : length < 65_536 ? 4 : 10;
  const frame = Buffer.allocUnsafe(head + length);
  frame[0] = FINAL_TEXT;
  if (head === 2) frame[1] = length;
  else if (head === 4) {
    frame[1] = LENGTH_16;
    frame.writeUInt16BE(length, 2);
  } else {
    frame[1] = LENGTH_64;
    frame.writeUInt32BE(0, 2);
    frame.writeUInt32BE(length, 6);
  }
  frame.write(text, head);
  return frame;
}
