import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { type RawData, type WebSocket, WebSocketServer } from 'ws';
import { type Answer, jsonAnswer } from '../answer.ts';
import type { MarketName } from '../market.ts';
import type { StatsKeeper } from '../stats.ts';
import type { Venue } from '../venues/venue.ts';
import { type WsApi, wsApis } from './methods.ts';
import { NoRequest, readRequest } from './request.ts';

export interface WsApiParts {
  readonly spot: Venue;
  readonly usdm: Venue;
  readonly weightLimits: Readonly<Record<MarketName, number>>;
  readonly now: () => number;
  readonly stats: StatsKeeper;
}

/** Opens a socket for requests. False where none is to be had at the address: somebody else has to answer. */
export type WsApiListener = (request: IncomingMessage, socket: Duplex, head: Buffer) => boolean;

const INVALID_REQUEST = -1135;

/** The WebSocket APIs of both markets: what REST answers, in frames, counted in the same limits. No pings, no faults. */
export function createWsApi(parts: WsApiParts): WsApiListener {
  const { now, stats } = parts;
  const server = new WebSocketServer({ noServer: true, perMessageDeflate: false, clientTracking: false });

  function serve(webSocket: WebSocket, api: WsApi, address: string, options: URLSearchParams): void {
    const venue = parts[api.market];
    const showsLimits = options.get('returnRateLimits') !== 'false';
    const timeUnit = api.hasMicroseconds ? (options.get('timeUnit') ?? undefined) : undefined;
    let count = venue.charge(address, '', api.opening, now()).usedWeight ?? 0;

    function send(id: string, { status, body, retryAfterSeconds }: Answer, isShown: boolean): void {
      const limit = parts.weightLimits[api.market];
      const limits = [{ rateLimitType: 'REQUEST_WEIGHT', interval: 'MINUTE', intervalNum: 1, limit, count }];
      const serverTime = now();
      const wait = retryAfterSeconds !== undefined && { serverTime, retryAfter: serverTime + retryAfterSeconds * 1000 };
      const error = () => JSON.stringify({ ...JSON.parse(body), ...(wait && { data: wait }) });
      const told = status === 200 ? `"result":${body}` : `"error":${error()}`;
      const shown = isShown ? `,"rateLimits":${JSON.stringify(limits)}` : '';
      webSocket.send(`{"id":${id},"status":${status},${told}${shown}}`);
    }

    function answer(text: string): void {
      const { id, method, query, returnRateLimits = showsLimits } = readRequest(text);
      const path = api.paths.get(method.startsWith(api.version) ? method.slice(api.version.length) : method);
      if (path === undefined) throw new NoRequest('Unknown method.', id);
      const [at, weight] = [now(), venue.weightOf(path, query)];
      stats.request(api.market, `${api.market} ${address}`, `${method} by WebSocket`, weight, at);
      const { usedWeight, refusal } = venue.charge(address, path, weight, at);
      count = usedWeight ?? count;
      send(id, refusal ?? venue.answer(path, query, at, { timeUnit }), returnRateLimits);
    }

    webSocket.on('error', () => {});
    webSocket.on('message', (data: RawData) => {
      try {
        answer(String(data));
      } catch (error) {
        if (!(error instanceof NoRequest)) throw error;
        send(error.id, invalid(error.message), showsLimits);
      }
    });
  }

  return (request, socket, head) => {
    const { pathname, searchParams } = new URL(request.url ?? '/', 'http://simulator');
    const api = wsApis.get(pathname);
    if (api === undefined) return false;
    socket.on('error', () => {});
    const address = request.socket.remoteAddress ?? 'unknown';
    server.handleUpgrade(request, socket, head, (webSocket) => serve(webSocket, api, address, searchParams));
    return true;
  };
}

const invalid = (msg: string): Answer => jsonAnswer(400, { code: INVALID_REQUEST, msg });
