import { accessKey } from './accessKey.ts';
import { AskError, problemOf } from './askError.ts';
import { send } from './send.ts';

/** An answer of the API. */
export interface Answer<T> {
  readonly body: T;
  /** When it came, ms of this machine. */
  readonly at: number;
  /** How old the data was then, ms; null: the answer does not say. */
  readonly age: number | null;
  readonly stale: boolean;
  /** Names the rows; null: the answer does not say. */
  readonly etag: string | null;
}

/** An answer that takes longer is not waited for, ms. */
const LIMIT_MS = 15_000;

/** The key (null: none) that the API refused last, and why; undefined: it has refused none. Asking on with it would lock the address out. */
let refused: { readonly key: string | null; readonly error: AskError } | undefined;

/** What was refused may be accepted now. */
export function allowKey(): void {
  refused = undefined;
}

/**
 * Asks the API. With a key that it has refused nobody asks again until there is another one, or `allowKey` was called.
 * @param path without a slash in front, such as `GetData?type=1&code=btcusdt`
 * @throws AskError with a sentence for people
 */
export async function ask<T>(path: string, signal?: AbortSignal): Promise<Answer<T>> {
  const limit = AbortSignal.timeout(LIMIT_MS);
  const key = accessKey.get();
  if (refused !== undefined && refused.key === key) throw refused.error;
  const name = `/${path.split('?')[0]}`;
  let response: Response;
  try {
    response = await send(path, key, signal ? AbortSignal.any([limit, signal]) : limit);
  } catch (error) {
    if (signal?.aborted) throw error;
    const why = limit.aborted ? `did not answer within ${LIMIT_MS / 1_000} s` : 'cannot be reached';
    throw new AskError('away', `The API ${why} (${name}).`, 2_000);
  }
  if (!response.ok) {
    const error = await problemOf(response, name, key !== null);
    if (error.code === 'key') refused = { key, error };
    throw error;
  }
  try {
    const body = checked<T>(name, await response.json());
    const age = response.headers.get('X-Data-Age-Ms');
    const stale = response.headers.get('X-Data-Stale') === 'true';
    const etag = response.headers.get('ETag');
    return { body, at: Date.now(), age: age === null ? null : Number(age), stale, etag };
  } catch (error) {
    if (signal?.aborted) throw error;
    throw new AskError('cut', `The answer of ${name} was cut off or is not JSON.`, 2_000);
  }
}

/** GetData answers a list of rows: what is no row is left out. @throws where it is none of our answers */
function checked<T>(name: string, body: unknown): T {
  if (!isObject(body)) throw new Error('no object');
  if (name !== '/GetData') return body as T;
  const { data } = body as { readonly data?: unknown };
  if (!Array.isArray(data)) throw new Error('no rows');
  return { ...body, data: data.filter(isObject) } as T;
}

const isObject = (value: unknown): value is object => typeof value === 'object' && value !== null;
