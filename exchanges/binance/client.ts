import type { ClientRequest, IncomingMessage } from 'node:http';
import axios, { type AxiosResponse } from 'axios';
import { describeConnectionFault } from '../connectionFaults.ts';
import { openConnections, ProxyRefused } from '../connections.ts';
import type { Exchange, ExchangeReply, ExchangeRequest } from '../connector.ts';
import { ExchangeError } from '../errors.ts';
import { errorOfReply, isErrorBody } from './replyErrors.ts';

/**
 * From the first byte sent to the last received. axios' own `timeout` does not bound a body that drips. A request that hangs holds up its
 * pair: with the tick after it, data is fresh again about 5 s after the exchange is.
 */
const DEADLINE_MS = 4_000;

/** exchangeInfo of a few hundred pairs stays below 2 MB. */
const MAX_BODY_BYTES = 16 * 1024 * 1024;

export interface BinanceOptions {
  /** e.g. https://api.binance.com */
  readonly baseUrl: string;
  /** The proxy requests go through; default none. */
  readonly proxy?: URL | null;
  /** Sent in turn as X-MBX-APIKEY. Market data needs none. */
  readonly apiKeys: () => readonly { readonly key: string }[];
  /** Total time for one request, ms. */
  readonly deadlineMs?: number;
  /** The exchange's clock, ms, as far as it is known; default the machine's. */
  readonly now?: () => number;
}

/** Binance's REST API. */
export function createBinance(options: BinanceOptions): Exchange {
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

  function keyHeader(): Record<string, string> {
    const keys = options.apiKeys();
    const entry = keys[turn++ % Math.max(1, keys.length)];
    return entry === undefined ? {} : { 'X-MBX-APIKEY': entry.key };
  }

  return {
    async get(request) {
      const signal = AbortSignal.timeout(deadlineMs);
      let response: AxiosResponse<string>;
      try {
        response = await client.get(request.path, { params: request.params, headers: keyHeader(), signal });
      } catch (error) {
        const { path } = request;
        if (!signal.aborted) throw transportError(path, error, way);
        throw new ExchangeError('timeout', `${path}: no whole answer${way} within ${deadlineMs} ms`, { path });
      }
      return toReply(request, response, now());
    },
    close,
  };
}

function toReply({ path }: ExchangeRequest, response: AxiosResponse<string>, now: number): ExchangeReply {
  const { status, data: body, headers } = response;
  const answer = { status, body, headers: allHeaders(response), now };
  if (status !== 200) throw errorOfReply(path, answer);
  let data: unknown;
  try {
    data = JSON.parse(body);
  } catch {
    throw new ExchangeError('not-json', `${path}: the answer is not JSON: ${excerpt(body)}`, { path, status });
  }
  if (isErrorBody(data)) throw errorOfReply(path, answer);
  const used = Number(headers['x-mbx-used-weight-1m']);
  return {
    data,
    text: body,
    source: headers['x-simulator'] === undefined ? 'binance' : 'simulator',
    ...(Number.isFinite(used) && { usedWeight: used }),
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

/** The beginning of a body, on one line. */
function excerpt(body: string): string {
  const line = body.slice(0, 120).replace(/\s+/g, ' ').trim();
  return body.length > 120 ? `${line}…` : line || '(empty)';
}
