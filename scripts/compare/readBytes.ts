import { open } from 'node:fs/promises';
import { createGunzip } from 'node:zlib';
import { StartError } from '../../runtime/errors.ts';

const GZIP = Buffer.from([0x1f, 0x8b]);

/**
 * The bytes of a file, unpacked where it is gzip, whatever its name.
 *
 * @throws StartError in one line where it cannot be opened or is no file
 */
export async function readBytes(file: string): Promise<AsyncIterable<Buffer>> {
  const handle = await open(file).catch((error: NodeJS.ErrnoException) => {
    throw new StartError(`${file} cannot be read: ${error.code === 'ENOENT' ? 'there is no such file' : error.code}`);
  });
  const stat = await handle.stat();
  if (!stat.isFile()) {
    await handle.close();
    throw new StartError(`${file} cannot be read: it is no file`);
  }
  const { buffer, bytesRead } = await handle.read(Buffer.alloc(GZIP.length), 0, GZIP.length, 0);
  const raw = handle.createReadStream({ start: 0 });
  if (bytesRead < GZIP.length || !buffer.equals(GZIP)) return raw;
  const unpacked = createGunzip();
  raw.on('error', (error) => unpacked.destroy(error));
  return raw.pipe(unpacked);
}
