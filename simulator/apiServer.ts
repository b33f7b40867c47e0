import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import { type Answer, htmlAnswer } from './answer.ts';
import type { Faults } from './faults.ts';
import { misbehave } from './misbehave.ts';
import type { StatsKeeper } from './stats.ts';
import type { Venue } from './venues/venue.ts';

export interface ApiParts {
  readonly spot: Venue;
  readonly usdm: Venue;
  readonly now: () => number;
  readonly faults: Faults;
  readonly stats: StatsKeeper;
}

/** Paths of the futures market, and those of COIN-M, which shares its limit; all others are the spot market's. */
const USDM = /^\/(?:fapi|futures|dapi)\//;

/** The exchange's side: counts the request's weight, refuses it or lets a fault strike, else answers it. */
export function createApiListener(parts: ApiParts): RequestListener {
  return (request: IncomingMessage, response: ServerResponse) => {
    const now = parts.now();
    const address = request.socket.remoteAddress ?? 'unknown';
    const { pathname: path, searchParams: query } = new URL(request.url ?? '/', 'http://simulator');
    const venue = USDM.test(path) ? parts.usdm : parts.spot;
    const sent = { apiKey: headerOf(request, 'x-mbx-apikey'), timeUnit: headerOf(request, 'x-mbx-time-unit') };
    const account = `${venue.accountOf(path)} ${address}`;
    const weight = venue.weightOf(path, query);
    parts.stats.request(venue.market, account, path, weight, now);
    const { usedWeight, pool, refusal } = venue.charge(address, path, weight, now);
    if (pool !== undefined) parts.stats.pool(pool.name, pool.count);
    response.setHeader('X-Simulator', '1');
    response.setHeader('Date', new Date(now).toUTCString());
    if (usedWeight !== undefined) {
      response.setHeader('X-MBX-USED-WEIGHT', String(usedWeight));
      response.setHeader('X-MBX-USED-WEIGHT-1M', String(usedWeight));
    }

    const send = ({ status, body, type, retryAfterSeconds, headers = {} }: Answer): void => {
      if (response.destroyed) return;
      parts.stats.answered(account, status, retryAfterSeconds, parts.now());
      if (retryAfterSeconds !== undefined) response.setHeader('Retry-After', String(retryAfterSeconds));
      for (const [name, value] of Object.entries(headers)) response.setHeader(name, value);
      const bytes = Buffer.from(body);
      response.writeHead(status, {
        'Content-Type': type ?? 'application/json;charset=UTF-8',
        'Content-Length': bytes.length,
      });
      response.end(bytes);
    };

    if (refusal !== undefined) {
      parts.stats.refused();
      return send(refusal);
    }
    if (request.method !== 'GET' && request.method !== 'HEAD') return send(htmlAnswer(405));
    const fault = parts.faults.strike(venue.market, path, query);
    if (fault === undefined) return send(venue.answer(path, query, now, sent));
    parts.stats.fault(fault.kind);
    misbehave(fault, response, { answer: (ageMs) => venue.answer(path, query, parts.now() - ageMs, sent), send });
  };
}

function headerOf({ headers }: IncomingMessage, name: string): string | undefined {
  const value = headers[name];
  return typeof value === 'string' ? value : undefined;
}
