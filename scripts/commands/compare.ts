import { compare } from '../compare/compare.ts';
import { readArguments } from '../compare/readArguments.ts';
import { STOPPED_CODE, stopOnSignals } from '../processes/stopOnSignals.ts';
import { createProgress } from '../progress/createProgress.ts';

/**
 * `npm run compare`: closes of single seconds from the exchange's stream, or from a recording of it, set against those from its REST API. It shows a table
 * with statistics, and writes compare.csv, compare.parquet and compare.svg. Ctrl-C ends it, and nothing is written.
 *
 * @returns exit code
 * @throws StartError, StepError, ConfigError in one line where nothing can be compared
 */
export async function run(args: string[]): Promise<number> {
  const given = readArguments(args);
  const signal = stopOnSignals();
  const progress = createProgress();
  try {
    await compare(given, { signal, progress });
    return 0;
  } catch (error) {
    if (!signal.aborted) throw error;
    progress.close();
    console.log('stopped: nothing is written');
    return STOPPED_CODE;
  } finally {
    progress.close();
  }
}
