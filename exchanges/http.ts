import type { ClientRequest, IncomingMessage } from 'node:http';
import axios, { type AxiosResponse } from 'axios';
import type { ExchangeRequest } from '../model/exchangeRequest.ts';
import { describeConnectionFault } from './connectionFaults.ts';
import { openConnections, ProxyRefused } from './connections.ts';
import type { Connector, Exchange } from './connector.ts';
import { ExchangeError } from './errors.ts';
import type { HttpAnswer } from './httpAnswer.ts';

/**
 * The longest time from the first byte sent to the last one received. (axios' own `timeout` does not bound a body that comes drop by drop.)
 * A request that hangs holds up its pair. With this limit and the next tick, data is fresh about 5 s after the exchange is back.
 */
const DEADLINE_MS = 4_000;

/** Longest answer that is read. The largest one in use, exchangeInfo of a few hundred pairs, stays below 2 MB. */
const MAX_BODY_BYTES = 16 * 1024 * 1024;

export interface HttpOptions {
  /** The exchange's base URL, e.g. https://api.binance.com */
  readonly baseUrl: string;
  /** The proxy requests go through; default none. */
  readonly proxy?: URL | null;
  /** API keys, sent in turn. Nearly all market data needs none. */
  readonly apiKeys: () => readonly { readonly key: string }[];
  /** Total time for one request, ms. */
  readonly deadlineMs?: number;
  /** The time by the exchange's clock, ms, while that is known; default: the machine's time. */
  readonly now?: () => number;
}

/** Opens connections to an exchange's REST API. */
export function openHttp(
  connector: Pick<Connector, 'keyHeaders' | 'read' | 'readAsIs'>,
  options: HttpOptions,
): Exchange {
  const { baseUrl, proxy = null, deadlineMs = DEADLINE_MS, now = Date.now } = options;
  const { close, ...connections } = openConnections(baseUrl, proxy, deadlineMs);
  const way = proxy === null ? '' : ` through the proxy ${proxy.host}`;
  let turn = 0;

  const client = axios.create({
    ...connections,
    baseURL: baseUrl,
    maxRedirects: 0,
    maxContentLength: MAX_BODY_BYTES,
    validateStatus: () => true,
    // Always a string: axios itself would hand over broken JSON as a string without saying so.
    responseType: 'text',
    transformResponse: (body: unknown) => body,
  });

  function keyHeaders({ path, needsKey }: ExchangeRequest): Readonly<Record<string, string>> {
    const keys = options.apiKeys();
    const entry = keys[turn++ % Math.max(1, keys.length)];
    if (entry !== undefined) return connector.keyHeaders(entry.key);
    if (!needsKey) return {};
    throw needsKeyError(path);
  }

  async function ask(request: ExchangeRequest): Promise<HttpAnswer> {
    const { path, params } = request;
    const headers = keyHeaders(request);
    const signal = AbortSignal.timeout(deadlineMs);
    let response: AxiosResponse<string>;
    try {
      response = await client.get(path, { params, headers, signal });
    } catch (error) {
      if (!signal.aborted) throw transportError(path, error, way);
      throw new ExchangeError('timeout', `${path}: no whole answer${way} within ${deadlineMs} ms`, { path });
    }
    const { status, data: body } = response;
    return { status, body, headers: allHeaders(response), now: now() };
  }

  const { readAsIs } = connector;
  return {
    get: async (request) => connector.read(request, await ask(request)),
    ...(readAsIs !== undefined && { getAsIs: async (request) => readAsIs(request, await ask(request)) }),
    close,
  };
}

/** What is asked for without a key that the exchange demands. */
export const needsKeyError = (path: string): ExchangeError =>
  new ExchangeError('rejected', `${path}: the exchange answers this only with an API key: add one to apiKeys`, {
    path,
  });

/** All headers with all their values. Of some headers that come twice, such as Retry-After, axios and Node keep only the first. */
function allHeaders({ request }: AxiosResponse): IncomingMessage['headersDistinct'] {
  return (request as ClientRequest & { readonly res?: IncomingMessage }).res?.headersDistinct ?? {};
}

/** Our error for a failed connection. An AxiosError holds the whole request with its API key, so only its code and cause are taken over. */
function transportError(path: string, error: unknown, way: string): ExchangeError {
  const { code, cause, message = '' } = axios.isAxiosError(error) ? error : {};
  if (message.startsWith('maxContentLength')) {
    return new ExchangeError('not-json', `${path}: the answer is longer than ${MAX_BODY_BYTES} bytes`, { path });
  }
  const reason = cause instanceof ProxyRefused ? cause.message : describeConnectionFault(code);
  return new ExchangeError('network', `${path}: no connection${way} (${reason})`, { path });
}
