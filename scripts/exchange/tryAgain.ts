import { setTimeout } from 'node:timers/promises';

/**
 * Does what may fail for a while until it succeeds.
 *
 * @param waitAfter how long to wait after a failure, ms; throws where it is not to be tried again
 * @throws what `waitAfter` throws; AbortError by the signal
 */
export async function tryAgain<Result>(
  work: () => Promise<Result>,
  waitAfter: (error: unknown) => number,
  signal?: AbortSignal,
): Promise<Result> {
  for (;;) {
    signal?.throwIfAborted();
    try {
      return await work();
    } catch (error) {
      await setTimeout(waitAfter(error), undefined, { ...(signal && { signal }) });
    }
  }
}
