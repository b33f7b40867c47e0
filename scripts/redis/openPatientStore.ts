import type { Config } from '../../config/config.ts';
import { StartError } from '../../runtime/errors.ts';
import { createLog, type Log } from '../../runtime/log.ts';
import { connectStore, describeRedis, type Store } from '../../store/redis/connect.ts';

/** A Redis that does not answer is waited for so long, ms. */
const PATIENCE_MS = 5_000;

/** A command waits longer for a reply than a worker, which would ask again, ms. */
const REPLY_MS = 10_000;

export interface PatientStoreOptions {
  /** Of the connection. */
  readonly name: string;
  /** Default: errors are logged on stderr. */
  readonly log?: Log;
  /** Ends the wait. */
  readonly signal?: AbortSignal;
}

/**
 * Opens the configured Redis for a command, which shall not wait for ever where none answers.
 *
 * @throws StartError where no Redis answers, or refuses us; AbortError by the signal
 */
export async function openPatientStore(
  { url, db }: Config['redis'],
  { name, log = createLog({ level: 'error', name, stream: process.stderr }), signal }: PatientStoreOptions,
): Promise<Store> {
  const patience = new AbortController();
  const timer = setTimeout(() => patience.abort(), PATIENCE_MS);
  const either = signal === undefined ? patience.signal : AbortSignal.any([signal, patience.signal]);
  try {
    return await connectStore({ url, db, name, log, commandTimeoutMs: REPLY_MS, signal: either });
  } catch (cause) {
    signal?.throwIfAborted();
    if (!patience.signal.aborted) throw cause;
    const hint = 'start it, or all of it with npm start, or name another in CONFIG.json (redis.url)';
    throw new StartError(`Redis at ${describeRedis(url)} does not answer: ${hint}`, { cause });
  } finally {
    clearTimeout(timer); // it is for the connecting alone
  }
}
