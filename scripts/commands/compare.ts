import { onSignals } from '../../runtime/onSignals.ts';
import { compare } from '../compare/compare.ts';
import { readArguments } from '../compare/readArguments.ts';
import { createProgress } from '../progress/createProgress.ts';

/** As shells count the end by Ctrl-C. */
const STOPPED = 130;

/** npm passes a Ctrl-C on that its child has got already, ms. */
const SIGNAL_WINDOW_MS = 1_000;

/**
 * `npm run compare`: closes of single seconds from the exchange's stream, or from a recording of it, set against those from its REST API. It shows a table
 * with statistics, and writes compare.csv, compare.parquet and compare.svg. Ctrl-C ends it, and nothing is written.
 *
 * @returns exit code
 * @throws StartError, ConfigError in one line where nothing can be compared
 */
export async function run(args: string[]): Promise<number> {
  const given = readArguments(args);
  const stopping = new AbortController();
  const progress = createProgress();
  onSignals({
    windowMs: SIGNAL_WINDOW_MS,
    first: () => stopping.abort(),
    second: () => process.exit(STOPPED),
  });
  try {
    await compare(given, { signal: stopping.signal, progress });
    return 0;
  } catch (error) {
    if (!stopping.signal.aborted) throw error;
    progress.close();
    console.log('stopped: nothing is written');
    return STOPPED;
  } finally {
    progress.close();
  }
}
