import { root } from './base.ts';

/** Requests that were sent before anybody wanted their answer, by path. */
const early = new Map<string, { readonly answer: Promise<Response>; readonly own: AbortController }>();

const init = (signal: AbortSignal): RequestInit => ({ signal, cache: 'no-store' });

/** Sends a request, without a key, that `send` is about to send: its answer is on its way by then. */
export function sendEarly(path: string): void {
  const own = new AbortController();
  const answer = fetch(root + path, init(own.signal));
  answer.catch(() => undefined);
  early.set(path, { answer, own });
}

/**
 * Sends a request to the API.
 * @param path without a slash in front @param key null: without one
 * @throws TypeError where it cannot be reached
 */
export function send(path: string, key: string | null, signal: AbortSignal): Promise<Response> {
  const known = early.get(path);
  early.delete(path);
  if (known !== undefined && key === null) {
    signal.addEventListener('abort', () => known.own.abort());
    return known.answer;
  }
  known?.own.abort();
  return fetch(root + path, { ...init(signal), headers: key === null ? {} : { 'X-API-Key': key } });
}
