import { readdir, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { SimulatorError } from '../simulatorError.ts';
import { parseRecording, type Recording } from './parseRecording.ts';
import { readText } from './readText.ts';

const NAME = /^([A-Z0-9]+)-1m\b.*\.csv(\.gz)?$/;

/**
 * Reads the recordings in files and folders, and keeps the longest of each symbol.
 * @param option the name of what was given, for errors
 * @throws SimulatorError with one line that names the path, and the line where a file is malformed
 */
export async function findRecordings(
  paths: readonly string[],
  log: (line: string) => void,
  option = '--replay',
): Promise<Recording[]> {
  const longest = new Map<string, Recording>();
  for (const file of (await Promise.all(paths.map((path) => listFiles(path, option)))).flat()) {
    const symbol = NAME.exec(basename(file))?.[1] ?? '';
    const recording = parseRecording(symbol, file, await readText(file));
    const known = longest.get(symbol);
    const [kept, left] =
      known === undefined || spanOf(recording) > spanOf(known) ? [recording, known] : [known, recording];
    longest.set(symbol, kept);
    if (left !== undefined) log(`replay: ${kept.file} is longer than ${left.file}, which is left out`);
  }
  return [...longest.values()];
}

async function listFiles(path: string, option: string): Promise<string[]> {
  const found = await stat(path).catch(() => undefined);
  if (found === undefined) throw new SimulatorError(`${option} ${path}: no such file or folder`);
  if (found.isDirectory()) {
    const names = (await readdir(path)).filter((name) => NAME.test(name)).sort();
    if (names.length === 0)
      throw new SimulatorError(`${option} ${path}: no file named like BTCUSDT-1m-2026-01.csv or .csv.gz in it`);
    return names.map((name) => join(path, name));
  }
  if (!NAME.test(basename(path))) {
    throw new SimulatorError(`${option} ${path}: a recording is named like BTCUSDT-1m-2026-01.csv or .csv.gz`);
  }
  return [path];
}

function spanOf({ openTimes }: Recording): number {
  return (openTimes.at(-1) ?? 0) - (openTimes[0] ?? 0);
}
