import { createReadStream } from 'node:fs';
import { pipeline } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { readZip } from './zipEntry.ts';

/** How a file is packed, by the end of its name. */
export const packings = ['.zip', '.csv.gz', '.csv'] as const;
export type Packing = (typeof packings)[number];

/** What a file holds, unpacked piece by piece. @param name of the CSV file, without `.csv` @throws FileRefused, and errors of the disk and of zlib */
export function readBytes(path: string, name: string, packing: Packing): AsyncIterable<Buffer> {
  if (packing === '.zip') return readZip(path, `${name}.csv`);
  const bytes = createReadStream(path);
  return packing === '.csv' ? bytes : pipeline(bytes, createGunzip(), () => {});
}
