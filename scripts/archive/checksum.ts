import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { readFile, stat } from 'node:fs/promises';
import { basename } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { FileRefused } from './fileRefused.ts';

/** What the checksum of a file is called, as the archive offers it beside each file. */
export const CHECKSUM = '.CHECKSUM';

/** One line of sha256sum. */
const LINE = /^([0-9a-f]{64}) [ *](\S+)\s*$/i;
const LONGEST = 1000;

/** Whether the file has a checksum beside it, as sha256sum writes it. @throws FileRefused where that is another file's, or cannot be read, or is none */
export async function holdAgainstChecksum(path: string): Promise<boolean> {
  const wanted = await checksumOf(path);
  if (wanted === null) return false;
  const hash = createHash('sha256');
  await pipeline(createReadStream(path), hash);
  if (hash.digest('hex') !== wanted)
    throw new FileRefused(`it is not what its checksum ${basename(path)}${CHECKSUM} is of: download both again`);
  return true;
}

async function checksumOf(path: string): Promise<string | null> {
  const file = path + CHECKSUM;
  const found = await stat(file).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return null;
    throw error;
  });
  if (found === null) return null;
  const text = found.isFile() && found.size <= LONGEST ? await readFile(file, 'latin1') : '';
  const [, sha256, name] = LINE.exec(text) ?? [];
  if (sha256 === undefined) throw new FileRefused(`${basename(file)} is no line of sha256sum`);
  if (name !== basename(path)) throw new FileRefused(`${basename(file)} is of another file, ${name?.slice(0, 100)}`);
  return sha256.toLowerCase();
}
