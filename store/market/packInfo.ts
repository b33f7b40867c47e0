import { once } from 'node:events';
import { constants, crc32, createDeflateRaw } from 'node:zlib';
import { joinGzip, startOfRest } from '../../model/openGzip.ts';
import type { InfoPiece, InfoRow, WholeInfo } from './exchangeInfo.ts';

/** Bytes that are compressed by themselves: more compress better, fewer are faster unpacked for a single row. */
const PIECE_BYTES = 512 * 1024;

const COMMA = Buffer.from(',');

/** Compresses a whole exchangeInfo as it comes, row by row. */
export interface InfoPacker {
  /** Takes the next row. Resolves once there is room for another one. */
  add(symbol: string, status: string, row: Buffer): Promise<void>;
  /** @param after what stands behind the rows */
  end(after: Buffer): Promise<Pick<WholeInfo, 'gzip' | 'bytes' | 'rows'> & { readonly pieces: readonly InfoPiece[] }>;
}

/**
 * zlib compresses in a thread of its own. Each piece is made independent of those before it, so that a row can be unpacked alone.
 *
 * @param before what stands before the rows @param open so many bytes of it are not compressed, since they are replaced
 */
export function createInfoPacker(before: Buffer, open: number): InfoPacker {
  const beginning = before.subarray(0, open);
  const deflate = createDeflateRaw({ level: constants.Z_BEST_COMPRESSION, chunkSize: 64 * 1024 });
  const compressed: Buffer[] = [];
  let packed = startOfRest(beginning);
  deflate.on('data', (part: Buffer) => {
    compressed.push(part);
    packed += part.length;
  });
  const pieces: InfoPiece[] = [];
  let rows: InfoRow[] = [];
  let count = 0;
  // One for all pieces: what is thrown away each time would have to be collected.
  let piece = Buffer.allocUnsafe(PIECE_BYTES);
  let filled = 0;
  let checksum = 0;
  let length = 0;

  function put(bytes: Buffer): void {
    if (filled + bytes.length > piece.length) {
      const longer = Buffer.allocUnsafe(2 * (filled + bytes.length));
      piece.copy(longer, 0, 0, filled);
      piece = longer;
    }
    bytes.copy(piece, filled);
    filled += bytes.length;
  }

  async function pack(): Promise<void> {
    const bytes = piece.subarray(0, filled);
    checksum = crc32(bytes, checksum);
    length += filled;
    deflate.write(bytes);
    await new Promise<void>((done) => {
      deflate.flush(constants.Z_FULL_FLUSH, done);
    });
    filled = 0;
  }

  async function packRows(): Promise<void> {
    const from = packed;
    await pack();
    pieces.push({ from, to: packed, rows });
    rows = [];
  }

  return {
    async add(symbol, status, row) {
      if (count === 0) {
        put(before.subarray(open));
        await pack();
      } else put(COMMA);
      put(row);
      rows.push([symbol, status, row.length]);
      count++;
      if (filled >= PIECE_BYTES) await packRows();
    },
    async end(after) {
      if (rows.length > 0) await packRows();
      put(after);
      await pack();
      deflate.end();
      await once(deflate, 'end');
      const gzip = joinGzip(beginning, { data: Buffer.concat(compressed), checksum, length });
      return { gzip, bytes: open + length, rows: count, pieces };
    },
  };
}
