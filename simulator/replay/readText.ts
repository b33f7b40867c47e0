import { readFile } from 'node:fs/promises';
import { gunzipSync } from 'node:zlib';
import { SimulatorError } from '../simulatorError.ts';

/** The text of a file, unpacked if its name ends with `.gz`. @throws SimulatorError when that is broken */
export async function readText(file: string): Promise<string> {
  const bytes = await readFile(file);
  if (!file.endsWith('.gz')) return bytes.toString('utf8');
  try {
    return gunzipSync(bytes).toString('utf8');
  } catch (error) {
    throw new SimulatorError(`${file}: not a whole gzip file (${error instanceof Error ? error.message : error})`);
  }
}
