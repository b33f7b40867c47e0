import { crc32 } from 'node:zlib';

/**
 * A gzip whose beginning is not compressed and can be replaced by other bytes of the same length, without compressing the rest anew. It is one
 * member, as all readers take: many of them (those of aiohttp, httpx and Rust among them) stop at the end of the first member of several.
 *
 *     header (10 bytes) · a stored block with the beginning · blocks with the rest · checksum of both · their length
 */

/** Of gzip's header, of that of a stored block (type, length, length inverted), and of what stands at the end. */
const HEADER = 10;
const BLOCK = 5;
const TRAILER = 8;

/** What a stored block holds at most. */
const LONGEST = 0xffff;

export interface OpenGzip {
  /** Bytes of the beginning. */
  readonly length: number;
  /** The parts of the gzip with another beginning. @throws RangeError where it is not as long as the one before */
  withBeginning(beginning: Buffer): readonly [Buffer, Buffer, Buffer];
}

/** What follows the beginning: raw deflate of it, with its checksum and length before it was compressed. */
export interface Deflated {
  readonly data: Buffer;
  readonly checksum: number;
  readonly length: number;
}

/** @param beginning what is not compressed */
export function joinGzip(beginning: Buffer, { data, checksum, length }: Deflated): Buffer {
  if (beginning.length > LONGEST) throw new RangeError(`${beginning.length} bytes are too many for one block`);
  const head = Buffer.alloc(HEADER + BLOCK);
  // Deflate, without name and time, of no system.
  head.set([0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 255]);
  head.writeUInt16LE(beginning.length, HEADER + 1);
  head.writeUInt16LE(~beginning.length & LONGEST, HEADER + 3);
  const joined = shift(crc32(beginning), shiftOf(length)) ^ checksum;
  return Buffer.concat([head, beginning, data, trailerOf(joined, beginning.length + length)]);
}

/** Where in the gzip what follows the beginning stands. */
export const startOfRest = (beginning: Buffer): number => HEADER + BLOCK + beginning.length;

/** A gzip that `joinGzip` has made; null: it is none. */
export function openGzip(gzip: Buffer): OpenGzip | null {
  const start = HEADER + BLOCK;
  if (gzip.length < start + TRAILER || gzip.readUInt32BE(0) >>> 8 !== 0x1f8b08 || gzip[3] !== 0 || gzip[HEADER] !== 0)
    return null;
  const length = gzip.readUInt16LE(HEADER + 1);
  const end = start + length;
  if (gzip.readUInt16LE(HEADER + 3) !== (~length & LONGEST) || gzip.length < end + TRAILER) return null;
  const head = gzip.subarray(0, start);
  const before = crc32(gzip.subarray(start, end));
  const rest = gzip.subarray(end, -TRAILER);
  const [checksum, whole] = [gzip.readUInt32LE(gzip.length - TRAILER), gzip.readUInt32LE(gzip.length - 4)];
  const factor = shiftOf(whole - length);
  return {
    length,
    withBeginning(beginning) {
      if (beginning.length !== length) throw new RangeError(`${beginning.length} bytes instead of ${length}`);
      // The checksum is linear: it changes by that of what has changed.
      const changed = checksum ^ shift(before ^ crc32(beginning), factor);
      return [Buffer.concat([head, beginning]), rest, trailerOf(changed, whole)];
    },
  };
}

function trailerOf(checksum: number, length: number): Buffer {
  const trailer = Buffer.alloc(TRAILER);
  trailer.writeUInt32LE(checksum >>> 0, 0);
  trailer.writeUInt32LE(length >>> 0, 4);
  return trailer;
}

/*
 * What a checksum becomes when bytes follow: polynomials over GF(2), their bits reversed, modulo this one (RFC 1952). The same is done by
 * zlib's crc32_combine.
 */
const POLYNOMIAL = 0xedb88320;
const ONE = 0x80000000;

/** The product of two polynomials. */
function shift(one: number, other: number): number {
  let product = 0;
  let factor = other;
  for (let bit = ONE; bit !== 0; bit >>>= 1) {
    if (one & bit) product ^= factor;
    factor = factor & 1 ? (factor >>> 1) ^ POLYNOMIAL : factor >>> 1;
  }
  return product >>> 0;
}

/** By what a checksum is multiplied when so many bytes follow: x to the power of their bits. */
function shiftOf(bytes: number): number {
  let power = ONE;
  // x to the eighth.
  let square = 0x00800000;
  for (let left = bytes; left > 0; left = Math.floor(left / 2)) {
    if (left % 2 === 1) power = shift(power, square);
    square = shift(square, square);
  }
  return power;
}
