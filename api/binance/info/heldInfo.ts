import { Readable } from 'node:stream';
import { promisify } from 'node:util';
import { constants, createGunzip, inflateRaw } from 'node:zlib';
import { type OpenGzip, openGzip } from '../../../model/openGzip.ts';
import { createTurns } from '../../../runtime/turns.ts';
import type { InfoList, InfoMeta, InfoPiece } from '../../../store/market/exchangeInfo.ts';
import { createInfoPacker } from '../../../store/market/packInfo.ts';

/** The exchange's time has so many digits. */
const TIME_DIGITS = 13;

/** Rows that are kept once they were asked for: of 5 kB, some 3 MB. */
const MOST_ROWS = 600;

const UNPACKED_BYTES = 512 * 1024;

const inflate = promisify(inflateRaw);

/** Bytes to be sent one after the other. */
export type Parts = readonly Buffer[];

/** A whole exchangeInfo in memory: some 200 kB, until somebody wants it without compression. */
export interface HeldInfo {
  readonly meta: InfoMeta;
  /** All of it compressed, with another time of the exchange, ms. */
  gzip(time: number): Parts;
  /** The same as it is. zlib unpacks it once, in a thread of its own. */
  plain(time: number): Promise<Parts>;
  /**
   * The rows of these symbols as the exchange sent them, in this order, with what stands around them; null: one of them is not listed, or
   * what is stored is damaged.
   *
   * @param change what is to be changed of a row
   */
  some(symbols: readonly string[], time: number, change?: (row: string) => string): Promise<Parts | null>;
  /** Another one, with all rows changed; null: what is stored is damaged. Takes a second, in turns with all else. */
  changed(change: (row: string) => string): Promise<HeldInfo | null>;
}

interface Place {
  readonly piece: InfoPiece;
  /** Bytes from the beginning of the piece, once it is unpacked. */
  readonly at: number;
  readonly length: number;
}

/**
 * Takes what is stored into memory; null where it is damaged. zlib has looked through all of it then.
 */
export async function holdInfo(meta: InfoMeta, gzip: Buffer, list: InfoList): Promise<HeldInfo | null> {
  const opened = meta.timeAt === null ? null : openGzip(gzip);
  const isOpen = opened !== null && meta.timeAt !== null && opened.length === meta.timeAt + TIME_DIGITS;
  const isWhole = (await lengthOf(gzip)) === meta.bytes;
  return isWhole && (isOpen || meta.timeAt === null) ? createHeld(meta, gzip, opened, list) : null;
}

/** Bytes that come out of it; null where it is no gzip or its checksum is wrong. */
async function lengthOf(gzip: Buffer): Promise<number | null> {
  let length = 0;
  try {
    for await (const part of unpacked(gzip)) length += part.length;
    return length;
  } catch {
    return null;
  }
}

const unpacked = (gzip: Buffer): AsyncIterable<Buffer> =>
  Readable.from([gzip]).pipe(createGunzip({ chunkSize: UNPACKED_BYTES }));

function createHeld(meta: InfoMeta, gzip: Buffer, opened: OpenGzip | null, list: InfoList): HeldInfo {
  const places = placesOf(list);
  const rows = new Map<string, Buffer>();
  let pieces: Promise<Parts> | undefined;
  const { timeAt } = meta;
  const before = Buffer.from(list.before);
  const after = Buffer.from(list.after);

  /** Where the time stands, with what comes before it: that is all that is not compressed. */
  const beginning = (time: number): Buffer => {
    const [front, digits] = [before.subarray(0, timeAt ?? 0), timeText(time)];
    return Buffer.concat([front, timeAt === null ? Buffer.alloc(0) : digits]);
  };
  const opening = timeAt === null ? 0 : timeAt + TIME_DIGITS;

  async function plainPieces(): Promise<Parts> {
    const parts: Buffer[] = [];
    for await (const part of unpacked(gzip)) parts.push(part);
    const [first = Buffer.alloc(0), ...others] = parts;
    return [first.subarray(opening), ...others];
  }

  /** Null: the list, which says where it stands, is damaged. */
  async function unpackPiece(piece: InfoPiece): Promise<Buffer | null> {
    const how = { finishFlush: constants.Z_SYNC_FLUSH, maxOutputLength: meta.bytes };
    const bytes = await inflate(gzip.subarray(piece.from, piece.to), how).catch(() => null);
    const { at = 0, length = 0 } = places.get(piece.rows.at(-1)?.[0] ?? '') ?? {};
    return bytes?.length === at + length ? bytes : null;
  }

  /** Unpacks what holds them, each piece once. */
  async function find(symbols: readonly string[]): Promise<ReadonlyMap<string, Buffer> | null> {
    const found = new Map<string, Buffer>();
    const wanted = new Map<InfoPiece, string[]>();
    for (const symbol of symbols) {
      const row = rows.get(symbol);
      const piece = places.get(symbol)?.piece;
      if (row !== undefined) found.set(symbol, row);
      else if (piece !== undefined) wanted.set(piece, [...(wanted.get(piece) ?? []), symbol]);
    }
    for (const [piece, ofPiece] of wanted) {
      const bytes = await unpackPiece(piece);
      if (bytes === null) return null;
      for (const symbol of ofPiece) {
        const { at = 0, length = 0 } = places.get(symbol) ?? {};
        // A copy: the rest of the piece need not stay.
        const row = Buffer.from(bytes.subarray(at, at + length));
        found.set(symbol, row);
        if (rows.size < MOST_ROWS) rows.set(symbol, row);
      }
    }
    return found;
  }

  return {
    meta,
    gzip: (time) => (opened === null ? [gzip] : opened.withBeginning(beginning(time))),
    async plain(time) {
      pieces ??= plainPieces();
      return [beginning(time), ...(await pieces)];
    },
    async some(symbols, time, change) {
      if (!symbols.every((symbol) => places.has(symbol))) return null;
      const found = await find(symbols);
      const parts = [beginning(time), before.subarray(opening)];
      for (const [index, symbol] of symbols.entries()) {
        const row = found?.get(symbol);
        if (row === undefined) return null;
        if (index > 0) parts.push(COMMA);
        parts.push(change === undefined ? row : Buffer.from(change(String(row))));
      }
      return [...parts, after];
    },
    async changed(change) {
      const packer = createInfoPacker(before, opening);
      const takeTurns = createTurns();
      for (const piece of list.pieces) {
        const bytes = await unpackPiece(piece);
        if (bytes === null) return null;
        for (const [symbol, status] of piece.rows) {
          const { at = 0, length = 0 } = places.get(symbol) ?? {};
          await packer.add(symbol, status, Buffer.from(change(String(bytes.subarray(at, at + length)))));
          await takeTurns();
        }
      }
      const { pieces: changedPieces, ...packed } = await packer.end(after);
      const changedMeta = { ...meta, bytes: packed.bytes, gzip: packed.gzip.length };
      const open = timeAt === null ? null : openGzip(packed.gzip);
      return createHeld(changedMeta, packed.gzip, open, { ...list, pieces: changedPieces });
    },
  };
}

const COMMA = Buffer.from(',');

const timeText = (time: number): Buffer =>
  Buffer.from(String(Math.floor(time)).padStart(TIME_DIGITS, '0').slice(-TIME_DIGITS));

function placesOf({ pieces }: InfoList): ReadonlyMap<string, Place> {
  const places = new Map<string, Place>();
  for (const [index, piece] of pieces.entries()) {
    // Before each row but the very first one stands a comma.
    let at = index === 0 ? 0 : 1;
    for (const [symbol, , length] of piece.rows) {
      places.set(symbol, { piece, at, length });
      at += length + 1;
    }
  }
  return places;
}
