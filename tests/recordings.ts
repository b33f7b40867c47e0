import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Where real recordings of Binance lie; they are no part of the project. */
const folder = resolve(process.env.BINANCE_DATA || fileURLToPath(new URL('../../shared/data', import.meta.url)));

/** The path of a recording, such as `replay/BTCUSDT-1m-2021-07.csv.gz`. */
export function recording(path: string): string {
  return join(folder, path);
}

/** A describe block that needs recordings: skipped, with the reason in its title, where there are none. */
export function describeWithRecordings(title: string, block: () => void): void {
  if (existsSync(folder)) describe(title, block);
  else describe.skip(`${title} (skipped: no recordings in ${folder}; set BINANCE_DATA)`, block);
}
