import { loadConfig } from '../../config/load.ts';
import { checkArchive, openArchiveBeside } from '../backfill/besideArchive.ts';
import { chooseSeries } from '../backfill/chooseSeries.ts';
import { readArguments } from '../backfill/readArguments.ts';
import { type BackfillOptions, isStopped, runBackfill, STOPPED } from '../backfill/runBackfill.ts';
import { STOPPED_CODE, stopOnSignals } from '../processes/stopOnSignals.ts';
import { createProgress } from '../progress/createProgress.ts';
import { openPatientStore } from '../redis/openPatientStore.ts';
import { quietLog } from '../redis/quietLog.ts';

/**
 * `npm run backfill`: fetches rows from before what is stored, as many days back as asked for, while collectors run or not.
 *
 * @returns exit code @throws StartError with one line where it cannot be done; ConfigError
 */
export async function run(args: string[]): Promise<number> {
  const asked = readArguments(args);
  const { config, hash } = loadConfig();
  const chosen = chooseSeries(config, asked);
  const signal = stopOnSignals();
  const progress = createProgress();
  const log = quietLog('backfill');
  const store = await openPatientStore(config.redis, { name: 'backfill', log });
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
      signal,
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
