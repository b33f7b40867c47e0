import type { ClientRequest, IncomingMessage } from 'node:http';
import { addAbortSignal, type Readable } from 'node:stream';
import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
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

/** Longest answer that is read, unless a request says otherwise. The largest one, exchangeInfo of a few hundred pairs, stays below 2 MB. */
const MAX_BODY_BYTES = 16 * 1024 * 1024;

/** What is shorter may be an error, whatever its status. */
const LONG_FROM_BYTES = 4096;

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
    const { path, params, long } = request;
    const headers = { ...keyHeaders(request), ...(long && { 'Accept-Encoding': 'gzip' }) };
    const { withinMs, mostBytes } = long ?? { withinMs: deadlineMs, mostBytes: MAX_BODY_BYTES };
    const signal = AbortSignal.timeout(withinMs);
    let response: AxiosResponse<string>;
    let body: Pick<HttpAnswer, 'body' | 'long'>;
    try {
      const how = { params, headers, signal, maxContentLength: mostBytes };
      response = await client.get(path, long === undefined ? how : { ...how, ...AS_IT_COMES });
      body = long === undefined ? { body: response.data } : await longBody(response, signal, mostBytes);
    } catch (error) {
      if (!signal.aborted) throw transportError(path, error, mostBytes, way);
      throw new ExchangeError('timeout', `${path}: no whole answer${way} within ${withinMs} ms`, { path });
    }
    return { status: response.status, ...body, headers: allHeaders(response), now: now() };
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

/** What comes is handed on as it comes. It asks for gzip alone, which is what comes then if anything. */
const AS_IT_COMES = { responseType: 'stream', decompress: false } as const;

/** The body of an answer that may be long. One that is not, or is an error, becomes text as that of others. */
async function longBody(
  { data, status, headers }: AxiosResponse,
  signal: AbortSignal,
  mostBytes: number,
): Promise<Pick<HttpAnswer, 'body' | 'long'>> {
  const parts: Buffer[] = [];
  for await (const part of addAbortSignal(signal, data as Readable)) parts.push(part as Buffer);
  const isGzip = headers['content-encoding'] === 'gzip';
  const length = parts.reduce((sum, part) => sum + part.length, 0);
  if (status === 200 && length > LONG_FROM_BYTES) return { body: '', long: { parts, isGzip } };
  const whole = Buffer.concat(parts);
  return { body: String(isGzip ? await unzip(whole, { maxOutputLength: mostBytes }) : whole) };
}

const unzip = promisify(gunzip);

/** All headers with all their values. Of some headers that come twice, such as Retry-After, axios and Node keep only the first. */
function allHeaders({ request }: AxiosResponse): IncomingMessage['headersDistinct'] {
  return (request as ClientRequest & { readonly res?: IncomingMessage }).res?.headersDistinct ?? {};
}

/** Our error for a failed connection. An AxiosError holds the whole request with its API key, so only its code and cause are taken over. */
function transportError(path: string, error: unknown, mostBytes: number, way: string): ExchangeError {
  const { code, cause, message = '' } = axios.isAxiosError(error) ? error : (error as NodeJS.ErrnoException);
  if (message.startsWith('maxContentLength')) {
    return new ExchangeError('not-json', `${path}: the answer is longer than ${mostBytes} bytes`, { path });
  }
  const reason = cause instanceof ProxyRefused ? cause.message : describeConnectionFault(code);
  return new ExchangeError('network', `${path}: no connection${way} (${reason})`, { path });
}
