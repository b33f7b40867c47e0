import { ApiError } from '../http/problems/apiError.ts';

/** Seconds after which a caller may ask again: somebody has to mend the folder. */
const RETRY_AFTER_S = '10';

/** Nobody waits longer. What is read meanwhile is kept, so that the next one who asks gets on from there, ms. */
const READ_DEADLINE_MS = 10_000;

/**
 * Runs reads of the folder of snapshots.
 *
 * @throws ApiError `unavailable` where the file system refuses it, or takes longer than ten seconds; whatever else `read` throws
 */
export async function readFolder<T>(read: () => Promise<T>, deadlineMs = READ_DEADLINE_MS): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const deadline = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(unavailable(`was not read within ${deadlineMs / 1000} s`)), deadlineMs);
  });
  try {
    return await Promise.race([read(), deadline]);
  } catch (cause) {
    const { code, syscall } = cause as NodeJS.ErrnoException;
    if (code === undefined || syscall === undefined) throw cause;
    throw unavailable(`cannot be read: ${code}`, cause);
  } finally {
    clearTimeout(timer);
  }
}

const unavailable = (why: string, cause?: unknown): ApiError =>
  new ApiError('unavailable', `the folder of snapshots (snapshots.directory) ${why}`, {
    headers: { 'Retry-After': RETRY_AFTER_S },
    cause,
  });
