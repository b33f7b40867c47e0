import { StartError } from '../../runtime/errors.ts';
import type { Archived, TimedRow } from './archived.ts';
import { holdAgainstChecksum } from './checksum.ts';
import type { FileFacts } from './facts.ts';
import { type FileRefused, refusalOf } from './fileRefused.ts';
import type { FoundFile } from './findFiles.ts';
import { judgeFile } from './judgeFile.ts';
import { readBytes } from './readBytes.ts';
import { readLines } from './readLines.ts';

/** Trades stand in the order of their ids: their times may step back by so much, ms. */
const OUT_OF_STEP_MS = 60_000;

/**
 * Whether a file is whole, and what its name says: it is read once to its end, since checksums are of all of it. Its facts say why it is refused.
 */
export async function checkFile(found: FoundFile, archived: Archived, facts: FileFacts): Promise<boolean> {
  try {
    facts.hasChecksum = await holdAgainstChecksum(found.path);
    for await (const _ of bytesOf(found)) {
      // Only its end tells.
    }
    for await (const _ of judgeFile(readLines(bytesOf(found)), archived, found)) break;
    return true;
  } catch (error) {
    facts.refused = refusalOf(error).message;
    return false;
  }
}

/**
 * The right rows of a checked file of the times from `from` to `to` (ms, both included), in order.
 *
 * @throws StartError where it is not what it was when it was checked
 */
export async function* readFile(
  found: FoundFile,
  archived: Archived,
  facts: FileFacts,
  from: number,
  to: number,
): AsyncGenerator<TimedRow[]> {
  let [given, bad] = [0, 0];
  try {
    for await (const { rows, leftOut, first } of judgeFile(readLines(bytesOf(found)), archived, found)) {
      bad += leftOut;
      // Who reads it again sees the same lines again, as far as he reads.
      facts.leftOut = Math.max(facts.leftOut, bad);
      if (first !== undefined) facts.firstLeftOut ??= first;
      const wanted = rows.filter(({ time }) => time >= from && time <= to);
      given += wanted.length;
      facts.rows = Math.max(facts.rows, given);
      if (wanted.length > 0) yield wanted;
      if ((rows.at(-1)?.time ?? 0) > to + OUT_OF_STEP_MS) return;
    }
  } catch (error) {
    throw changed(found, refusalOf(error));
  }
}

const bytesOf = ({ path, name, packing }: FoundFile): AsyncIterable<Buffer> => readBytes(path, name, packing);

const changed = ({ path }: FoundFile, why: FileRefused): StartError =>
  new StartError(`${path} has changed while it was read (${why.message}); run the command again`, { cause: why });
