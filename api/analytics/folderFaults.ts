import { ApiError } from '../http/apiError.ts';

/** Seconds after which a caller may ask again: somebody has to mend the folder. */
const RETRY_AFTER_S = '10';

/** Runs a read of the folder of snapshots. @throws ApiError `unavailable` where the file system refuses it */
export async function readFolder<T>(read: () => Promise<T>): Promise<T> {
  try {
    return await read();
  } catch (cause) {
    const { code, syscall } = cause as NodeJS.ErrnoException;
    if (code === undefined || syscall === undefined) throw cause;
    throw new ApiError('unavailable', `the folder of snapshots (snapshots.directory) cannot be read: ${code}`, {
      headers: { 'Retry-After': RETRY_AFTER_S },
      cause,
    });
  }
}
