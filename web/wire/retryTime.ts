import { AskError } from './askError.ts';

const RETRY_MS = 5_000;

/** Resolves when what has failed is to be tried again, or when nobody wants it any more. */
export function retryTime(error: unknown, signal: AbortSignal): Promise<void> {
  const wait = (error instanceof AskError ? error.retryMs : null) ?? RETRY_MS;
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, wait);
    signal.addEventListener('abort', () => {
      clearTimeout(timer);
      resolve();
    });
    if (signal.aborted) resolve();
  });
}
