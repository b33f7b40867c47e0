import path from 'node:path';
import { readSnapshotFile } from '../../api/analytics/snapshots/readSnapshotFile.ts';
import type { Config } from '../../config/config.ts';
import { loadConfig } from '../../config/load.ts';
import { marketConfigOf, pairsPath } from '../../config/marketConfig.ts';
import { CollectorError, StartError } from '../../runtime/errors.ts';
import { onSignals } from '../../runtime/onSignals.ts';
import { makePrivateFolder } from '../../runtime/privateFolder.js';
import { codeOf, fileError } from '../files/fileError.ts';
import { STOPPED_CODE, stopOnSignals } from '../processes/stopOnSignals.ts';
import { openPatientStore } from '../redis/openPatientStore.ts';
import { type Comparing, readArguments, type Taking } from '../snapshot/arguments.ts';
import { compareTable } from '../snapshot/compareTable.ts';
import { removeLeftOvers } from '../snapshot/keepNewest.ts';
import { createTaker, type Taker, untilNext } from '../snapshot/takeSnapshots.ts';

/**
 * `npm run snapshot`: saves what is stored of pairs at one moment, with figures made of it, once or each so many seconds until Ctrl-C; with
 * `--compare` says what differs between two such files. It reads the configured Redis and asks no exchange.
 *
 * @returns exit code @throws StartError one clear line
 */
export async function run(args: string[]): Promise<number> {
  const given = readArguments(args);
  return 'compare' in given ? compare(given) : take(given);
}

async function compare({ compare: [a, b] }: Comparing): Promise<number> {
  const [before, after] = [await snapshotIn(a), await snapshotIn(b)];
  console.log(compareTable(before, after).join('\n'));
  return 0;
}

async function snapshotIn(file: string) {
  try {
    return await readSnapshotFile(path.resolve(file));
  } catch (error) {
    if (error instanceof CollectorError) throw new StartError(`${file}: ${error.message}`, { cause: error });
    throw error;
  }
}

async function take(taking: Taking): Promise<number> {
  const { config } = loadConfig();
  refuseOthers(taking, config);
  const store = await openPatientStore(config.redis, { name: 'snapshot' });
  try {
    const directory = taking.out ?? config.snapshots.directory;
    makeFolder(directory);
    await removeLeftOvers(directory);
    const taker = createTaker({ taking, directory, store, config, say: (line) => console.log(line) });
    try {
      return taking.every === null ? await once(taker) : await again(taker, taking.every);
    } finally {
      taker.close();
    }
  } finally {
    await store.close();
  }
}

async function once(taker: Taker): Promise<number> {
  // What is not whole goes with the process.
  const stop = () => process.exit(STOPPED_CODE);
  onSignals({ windowMs: 0, first: stop, second: stop });
  const failures = await taker.take(new AbortController().signal);
  for (const line of failures) console.error(line);
  return failures.length === 0 ? 0 : 1;
}

/** One failure does not end it: the next one may succeed. */
async function again(taker: Taker, everySeconds: number): Promise<number> {
  // A snapshot that is being written is finished first.
  const signal = stopOnSignals();
  do {
    const failures = await taker.take(signal);
    for (const line of failures) console.error(`${new Date().toISOString()} ${line}`);
  } while (await untilNext(everySeconds, signal));
  return 0;
}

/** @throws StartError where one of the pairs is not collected */
function refuseOthers({ market, codes }: Taking, config: Config): void {
  const pairs = marketConfigOf(config, market)?.pairs;
  if (pairs === undefined) throw new StartError(`${market} is not collected: CONFIG.json has no ${pairsPath(market)}`);
  const other = codes.find((code) => !pairs.includes(code));
  if (other === undefined) return;
  const named = pairs.slice(0, 10).join(', ');
  const more = pairs.length > 10 ? ` and ${pairs.length - 10} more` : '';
  throw new StartError(
    `${other} is not collected in ${market}: ${pairsPath(market)} of CONFIG.json has ${named}${more}`,
  );
}

function makeFolder(directory: string): void {
  try {
    makePrivateFolder(directory);
  } catch (error) {
    const code = codeOf(error);
    if (code === 'EEXIST' || code === 'ENOTDIR') {
      throw new StartError(`${directory} is no folder: a part of this path is a file; name another one with --out`);
    }
    if (code === 'ENOENT') throw new StartError(`${directory} cannot be made there: name another one with --out`);
    throw fileError(error, directory);
  }
}
