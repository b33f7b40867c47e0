import { root } from './base.ts';

interface Early {
  readonly key: string | null;
  readonly answer: Promise<Response>;
  readonly own: AbortController;
}

/** Requests that were sent before anybody wanted their answer, by path. */
const early = new Map<string, Early>();

const sent = (path: string, key: string | null, signal: AbortSignal): Promise<Response> =>
  fetch(root + path, { signal, cache: 'no-store', headers: key === null ? {} : { 'X-API-Key': key } });

/** Sends a request that `send` is about to send: its answer is on its way by then. @param key null: without one */
export function sendEarly(path: string, key: string | null): void {
  const own = new AbortController();
  const answer = sent(path, key, own.signal);
  answer.catch(() => undefined);
  early.set(path, { key, answer, own });
}

/**
 * Sends a request to the API.
 * @param path without a slash in front @param key null: without one
 * @throws TypeError where it cannot be reached
 */
export function send(path: string, key: string | null, signal: AbortSignal): Promise<Response> {
  const known = early.get(path);
  early.delete(path);
  if (known !== undefined && known.key === key) {
    signal.addEventListener('abort', () => known.own.abort());
    return known.answer;
  }
  known?.own.abort();
  return sent(path, key, signal);
}
