import { StartError } from '../../runtime/errors.ts';
import { createLog } from '../../runtime/log.ts';
import { connectStore, describeRedis, type Store } from '../../store/redis/connect.ts';

const PATIENCE_MS = 3_000;

/**
 * Opens the configured Redis for a command, which shall not wait for ever where none answers. Errors are logged on stderr.
 *
 * @param name of the connection @throws StartError where no Redis answers, or refuses us
 */
export async function openPatientStore({ url, db }: { url: string; db: number }, name: string): Promise<Store> {
  const log = createLog({ level: 'error', name, stream: process.stderr });
  const patience = new AbortController();
  const { signal } = patience;
  const timer = setTimeout(() => patience.abort(), PATIENCE_MS);
  try {
    return await connectStore({ url, db, name, log, signal });
  } catch (cause) {
    if (signal.aborted) throw new StartError(`Redis at ${describeRedis(url)} does not answer`, { cause });
    throw cause;
  } finally {
    clearTimeout(timer); // it is for the connecting alone
  }
}
