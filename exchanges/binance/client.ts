import { type ClientRequest, Agent as HttpAgent, type IncomingMessage } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';
import axios, { type AxiosResponse } from 'axios';
import { ExchangeError } from '../errors.ts';
import type { Exchange, ExchangeReply, ExchangeRequest } from '../exchange.ts';
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
  /** Sent in turn as X-MBX-APIKEY. Market data needs none. */
  readonly apiKeys: () => readonly { readonly key: string }[];
  /** Total time for one request, ms. */
  readonly deadlineMs?: number;
  /** The exchange's clock, ms, as far as it is known; default the machine's. */
  readonly now?: () => number;
}

/** Binance's REST API. */
export function createBinance(options: BinanceOptions): Exchange {
  const httpAgent = new HttpAgent({ keepAlive: true });
  const httpsAgent = new HttpsAgent({ keepAlive: true });
  const { deadlineMs = DEADLINE_MS, now = Date.now } = options;
  let turn = 0;

  const client = axios.create({
    baseURL: options.baseUrl,
    httpAgent,
    httpsAgent,
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
        throw transportError(request.path, error, signal.aborted, deadlineMs);
      }
      return toReply(request, response, now());
    },
    close() {
      httpAgent.destroy();
      httpsAgent.destroy();
    },
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
function transportError(path: string, error: unknown, timedOut: boolean, deadlineMs: number): ExchangeError {
  if (timedOut) return new ExchangeError('timeout', `${path}: no whole answer within ${deadlineMs} ms`, { path });
  const code = axios.isAxiosError(error) ? error.code : undefined;
  if (axios.isAxiosError(error) && error.message.startsWith('maxContentLength')) {
    return new ExchangeError('not-json', `${path}: the answer is longer than ${MAX_BODY_BYTES} bytes`, { path });
  }
  return new ExchangeError('network', `${path}: no connection (${code ?? 'unknown reason'})`, { path });
}

/** The beginning of a body, on one line. */
function excerpt(body: string): string {
  const line = body.slice(0, 120).replace(/\s+/g, ' ').trim();
  return body.length > 120 ? `${line}…` : line || '(empty)';
}
