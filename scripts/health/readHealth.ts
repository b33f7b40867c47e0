import type { Health } from '../../api/state/health/health.ts';
import { StartError } from '../../runtime/errors.ts';

/**
 * Asks an API for its health.
 * @param url base URL
 * @param key access key, if the API wants one
 * @throws StartError with one line when it does not answer, or not as expected
 */
export async function readHealth(url: string, key?: string): Promise<Health> {
  const response = await fetch(new URL('/health', url), {
    headers: key === undefined ? {} : { 'X-API-Key': key },
    signal: AbortSignal.timeout(3000),
  }).catch((cause: unknown) => {
    throw new StartError(
      `the API does not answer at ${url} (is it running? npm start; at another address? npm run status -- --url URL)`,
      { cause },
    );
  });
  if (response.status === 401)
    throw new StartError(`the API at ${url} wants an access key: npm run status -- --key KEY`);
  const body: unknown = await response.json().catch(() => undefined);
  if (!response.ok) throw new StartError(`${url}/health answers ${response.status}${detailIn(body)}`);
  if (typeof body !== 'object' || body === null || !('feeds' in body)) {
    throw new StartError(`${url}/health is not answered by this API`);
  }
  return body as Health;
}

/** The detail of a problem, to be put behind its status. */
function detailIn(body: unknown): string {
  const isProblem = typeof body === 'object' && body !== null && 'detail' in body;
  return isProblem ? `: ${String(body.detail).slice(0, 300)}` : '';
}
