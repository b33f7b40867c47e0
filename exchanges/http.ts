import type { ClientRequest, IncomingMessage } from 'node:http';
import axios, { type AxiosResponse } from 'axios';
import { describeConnectionFault } from './connectionFaults.ts';
import { openConnections, ProxyRefused } from './connections.ts';
import type { Connector, Exchange } from './connector.ts';
import { ExchangeError } from './errors.ts';

/**
 * From the first byte sent to the last received. axios' own `timeout` does not bound a body that drips. A request that hangs holds up its
 * pair: with the tick after it, data is fresh again about 5 s after the exchange is.
 */
const DEADLINE_MS = 4_000;

/** exchangeInfo of a few hundred pairs stays below 2 MB. */
const MAX_BODY_BYTES = 16 * 1024 * 1024;

export interface HttpOptions {
  /** e.g. https://api.binance.com */
  readonly baseUrl: string;
  /** The proxy requests go through; default none. */
  readonly proxy?: URL | null;
  /** Sent in turn. Market data needs none. */
  readonly apiKeys: () => readonly { readonly key: string }[];
  /** Total time for one request, ms. */
  readonly deadlineMs?: number;
  /** The exchange's clock, ms, as far as it is known; default the machine's. */
  readonly now?: () => number;
}

/** Opens the way to an exchange's REST API. */
export function openHttp(connector: Pick<Connector, 'keyHeaders' | 'read'>, options: HttpOptions): Exchange {
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
    // A string, whatever it holds: axios would hand over broken JSON as a string without a word.
    responseType: 'text',
    transformResponse: (body: unknown) => body,
  });

  function keyHeaders(): Readonly<Record<string, string>> {
    const keys = options.apiKeys();
    const entry = keys[turn++ % Math.max(1, keys.length)];
    return entry === undefined ? {} : connector.keyHeaders(entry.key);
  }

  return {
    async get(request) {
      const { path, params } = request;
      const signal = AbortSignal.timeout(deadlineMs);
      let response: AxiosResponse<string>;
      try {
        response = await client.get(path, { params, headers: keyHeaders(), signal });
      } catch (error) {
        if (!signal.aborted) throw transportError(path, error, way);
        throw new ExchangeError('timeout', `${path}: no whole answer${way} within ${deadlineMs} ms`, { path });
      }
      const { status, data: body } = response;
      return connector.read(request, { status, body, headers: allHeaders(response), now: now() });
    },
    close,
  };
}

/** axios and Node keep only the first of some headers that come twice, Retry-After among them. */
function allHeaders({ request }: AxiosResponse): IncomingMessage['headersDistinct'] {
  return (request as ClientRequest & { readonly res?: IncomingMessage }).res?.headersDistinct ?? {};
}

/** An AxiosError holds the whole request, the API key included: only its code and message's cause pass. */
function transportError(path: string, error: unknown, way: string): ExchangeError {
  const { code, cause, message = '' } = axios.isAxiosError(error) ? error : {};
  if (message.startsWith('maxContentLength')) {
    return new ExchangeError('not-json', `${path}: the answer is longer than ${MAX_BODY_BYTES} bytes`, { path });
  }
  const reason = cause instanceof ProxyRefused ? cause.message : describeConnectionFault(code);
  return new ExchangeError('network', `${path}: no connection${way} (${reason})`, { path });
}
