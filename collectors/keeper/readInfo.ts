import { Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import type { InfoSource } from '../../exchanges/connector.ts';
import { createRowCutter } from '../../model/cutRows.ts';
import type { ExchangeReply, ExchangeRequest } from '../../model/exchangeRequest.ts';
import { excerptOf, InvalidPayload } from '../../model/invalidPayload.ts';
import { parseJson } from '../../model/parseJson.ts';
import { createTurns } from '../../runtime/turns.ts';
import type { WholeInfo } from '../../store/market/exchangeInfo.ts';
import { createInfoPacker, type InfoPacker } from '../../store/market/packInfo.ts';

/*
 * Reads an answer about a whole market, of some 18 MB. To parse it at once would hold everything in this process up for a tenth of a second, and
 * streams with it; even to have it in memory makes the garbage collector stop all. So it goes through in parts: unpacked by zlib in a thread of
 * its own, cut into rows as bytes, each row parsed and judged by itself, and packed again by zlib. What waits has its turn after each
 * millisecond. Only what is packed is kept, a hundredth of it.
 */

const UNPACKED_BYTES = 64 * 1024;

export interface ReadInfo extends WholeInfo {
  /** Why rows were left out. */
  readonly faults: readonly string[];
}

/**
 * What stands in such an answer. Rows that are not what the exchange documents are left out; the others stay as they were sent, byte for byte.
 *
 * @throws InvalidPayload where it is no such answer at all, or none of its rows is right
 */
export async function readInfo(info: InfoSource, reply: ExchangeReply, request: ExchangeRequest): Promise<ReadInfo> {
  const { path } = request;
  const symbols = new Set<string>();
  const faults: string[] = [];
  let waiting: Buffer[] = [];
  let packer: InfoPacker | undefined;
  let timeAt: number | null = null;
  const cutter = createRowCutter(info.rows, (row) => waiting.push(row));
  const takeTurns = createTurns();

  async function take(row: Buffer): Promise<void> {
    const listed = judged(info, row, symbols);
    if (typeof listed === 'string') {
      faults.push(listed);
      return;
    }
    const { symbol, status } = listed;
    symbols.add(symbol);
    if (packer === undefined) {
      const before = cutter.before() ?? Buffer.alloc(0);
      timeAt = timeIn(String(before), info.time);
      packer = createInfoPacker(before, timeAt === null ? 0 : timeAt + TIME_DIGITS);
    }
    await packer.add(symbol, status, row);
  }

  for await (const part of unpacked(reply, request)) {
    cutter.push(part);
    for (const row of waiting) {
      await take(row);
      await takeTurns();
    }
    waiting = [];
  }
  const [before, after] = [cutter.before(), cutter.after()];
  if (before === null || after === null) {
    throw new InvalidPayload(`${path}: the answer has no whole list of ${info.rows}`);
  }
  const envelope = parseJson(String(before) + String(after));
  const list = (Object(envelope) as Record<string, unknown>)[info.rows];
  if (!Array.isArray(list) || list.length > 0) {
    throw new InvalidPayload(`${path}: what stands around ${info.rows} is no answer: ${excerptOf(envelope)}`);
  }
  if (packer === undefined) throw new InvalidPayload(`${path}: no row is right: ${faults[0] ?? 'there is none'}`);
  const { pieces, ...packed } = await packer.end(after);
  return {
    ...packed,
    list: { before: String(before), pieces, after: String(after) },
    timeAt,
    leftOut: faults.length,
    faults,
    source: reply.source,
  };
}

/** @throws InvalidPayload where it is longer than it may be, or cannot be unpacked */
async function* unpacked({ long, text }: ExchangeReply, { path, long: most }: ExchangeRequest): AsyncGenerator<Buffer> {
  if (long === undefined) {
    yield Buffer.from(text);
    return;
  }
  const parts = Readable.from(long.parts);
  let length = 0;
  try {
    for await (const part of long.isGzip ? parts.pipe(createGunzip({ chunkSize: UNPACKED_BYTES })) : parts) {
      length += part.length;
      if (most !== undefined && length > most.mostBytes) break;
      yield part;
    }
  } catch (error) {
    throw new InvalidPayload(`${path}: the answer cannot be unpacked: ${(error as Error).message}`);
  }
  if (most !== undefined && length > most.mostBytes) {
    throw new InvalidPayload(`${path}: the answer is longer than ${most.mostBytes} bytes`);
  }
}

/** Whom a row is of; what is wrong with it, where something is. */
function judged(info: InfoSource, text: Buffer, known: ReadonlySet<string>): ReturnType<InfoSource['listed']> | string {
  const json = String(text);
  const row = parseJson(json);
  if (row === undefined) return `a row is no JSON: ${excerptOf(json)}`;
  try {
    const listed = info.listed(row);
    return known.has(listed.symbol) ? `${listed.symbol} has two rows` : listed;
  } catch (error) {
    if (error instanceof InvalidPayload) return error.message;
    throw error;
  }
}

/** A time in ms until the year 2286. */
const TIME_DIGITS = 13;

/** Where the digits of the exchange's time stand, bytes; null: behind other objects or lists, or nowhere. */
function timeIn(before: string, name: string): number | null {
  const [, front] =
    new RegExp(`^(\\s*\\{(?:[^{}[\\]]*,)?\\s*"${name}"\\s*:\\s*)\\d{${TIME_DIGITS}}\\s*,`).exec(before) ?? [];
  return front === undefined ? null : Buffer.byteLength(front);
}
