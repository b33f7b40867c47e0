import { pipeline } from 'node:stream';
import { crc32, createInflateRaw } from 'node:zlib';
import { type Entry, openPromise, type ZipFile } from 'yauzl';
import { FileRefused } from './fileRefused.ts';

const STORED = 0;
const DEFLATED = 8;

/**
 * What the one file in a ZIP file holds, unpacked piece by piece; ZIP64 as well. What it gave is right only once it has ended: its length and its
 * checksum (CRC-32) are known then.
 *
 * @param name of the file that must be in it
 * @throws FileRefused where it holds anything else, or is not whole
 */
export async function* readZip(path: string, name: string): AsyncGenerator<Buffer> {
  const zip = await openPromise(path, { autoClose: false });
  try {
    const entry = await onlyEntry(zip, name);
    yield* checked(unpacked(zip, entry), entry);
  } finally {
    zip.close();
  }
}

async function onlyEntry(zip: ZipFile, name: string): Promise<Entry> {
  if (zip.entryCount !== 1) throw new FileRefused(`it holds ${zip.entryCount} files, where one is right: ${name}`);
  for await (const entry of zip.eachEntry()) {
    const { fileName, compressionMethod } = entry;
    if (fileName !== name) throw new FileRefused(`it holds ${JSON.stringify(fileName.slice(0, 100))}, not ${name}`);
    if (entry.isEncrypted()) throw new FileRefused('it is encrypted');
    if (compressionMethod !== STORED && compressionMethod !== DEFLATED)
      throw new FileRefused(
        `it is packed in a way (method ${compressionMethod}) that is not read: stored and deflated are`,
      );
    return entry;
  }
  throw new FileRefused('it holds no file');
}

async function* unpacked(zip: ZipFile, entry: Entry): AsyncGenerator<Buffer> {
  const packed = await zip.openReadStreamPromise(entry, { decodeFileData: false });
  // What ends the one ends the other; what went wrong is thrown where the last one is read.
  yield* entry.compressionMethod === STORED ? packed : pipeline(packed, createInflateRaw(), () => {});
}

async function* checked(chunks: AsyncIterable<Buffer>, entry: Entry): AsyncGenerator<Buffer> {
  let [length, crc] = [0, 0];
  for await (const chunk of chunks) {
    length += chunk.length;
    // What goes on for ever would never be found to be wrong.
    if (length > entry.uncompressedSize) throw new FileRefused('it holds more than it says that it does');
    crc = crc32(chunk, crc);
    yield chunk;
  }
  if (length < entry.uncompressedSize) throw new FileRefused('it is cut off: it holds less than it says that it does');
  if (crc !== entry.crc32) throw new FileRefused('it is damaged: its CRC is not that of what it holds');
}
