import { Writable } from 'node:stream';
import type { Config } from '../../config/config.ts';
import { loadConfig } from '../../config/load.ts';
import { StartError } from '../../runtime/errors.ts';
import { createLog, type Log } from '../../runtime/log.ts';
import { onSignals } from '../../runtime/onSignals.ts';
import { connectStore, describeRedis, type Store } from '../../store/redis/connect.ts';
import { checkArchive, openArchiveBeside } from '../backfill/besideArchive.ts';
import { chooseSeries } from '../backfill/chooseSeries.ts';
import { createProgress } from '../backfill/progress.ts';
import { readArguments } from '../backfill/readArguments.ts';
import { type BackfillOptions, isStopped, runBackfill, STOPPED } from '../backfill/runBackfill.ts';

const patienceMs = 3000;

/** A Ctrl-C arrives twice, because npm passes it on, ms. */
const SAME_SIGNAL_MS = 1_000;

/** What a program that was stopped by Ctrl-C ends with. */
const STOPPED_CODE = 130;

/**
 * `npm run backfill`: fetches rows from before what is stored, as many days back as asked for, while collectors run or not.
 *
 * @returns exit code @throws StartError with one line where it cannot be done; ConfigError
 */
export async function run(args: string[]): Promise<number> {
  const asked = readArguments(args);
  const { config, hash } = loadConfig();
  const chosen = chooseSeries(config, asked);
  const stopped = new AbortController();
  onSignals({ windowMs: SAME_SIGNAL_MS, first: () => stopped.abort(), second: () => process.exit(1) });
  const { isTTY } = process.stderr;
  const progress = createProgress({ isTerminal: isTTY === true, write: (line) => console.log(line) });
  const log = quietLog();
  const store = await open(config, log);
  try {
    const { archive } = asked;
    const { rows, failures } = await runBackfill({
      config,
      hash,
      store,
      log,
      days: asked.days,
      chosen,
      progress,
      signal: stopped.signal,
      ...(archive !== undefined && besideOf(archive)),
    });
    progress.close();
    console.log(`${rows} rows added to ${chosen.length} series`);
    for (const failure of failures) console.error(failure);
    return failures.length === 0 ? 0 : 1;
  } catch (error) {
    progress.close();
    if (!isStopped(error)) throw error;
    console.log(STOPPED);
    return STOPPED_CODE;
  } finally {
    await store.close();
  }
}

/** Rows of a folder's files beside those of REST. */
const besideOf = (folder: string): Pick<BackfillOptions, 'openBeside' | 'checkBeside'> => ({
  openBeside: (series, rest) => openArchiveBeside(folder, series, rest),
  checkBeside: (series) => checkArchive(folder, series),
});

/** What the parts would log is told by the command itself. */
function quietLog(): Log {
  const nowhere = new Writable({ write: (_chunk, _encoding, done) => done() });
  return createLog({ level: 'error', name: 'backfill', stream: nowhere });
}

/** @throws StartError when Redis does not answer */
async function open({ redis }: Config, log: Log): Promise<Store> {
  const patience = new AbortController();
  const { signal } = patience;
  const timer = setTimeout(() => patience.abort(), patienceMs);
  try {
    return await connectStore({ ...redis, name: 'backfill', log, commandTimeoutMs: 5_000, signal });
  } catch (cause) {
    if (!signal.aborted) throw cause;
    const where = describeRedis(redis.url);
    throw new StartError(`Redis at ${where} does not answer: start it, or all of it with npm start`, { cause });
  } finally {
    clearTimeout(timer); // it is for the connecting alone
  }
}
