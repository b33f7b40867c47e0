import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import { type Answer, htmlAnswer, jsonAnswer, refusalAnswer } from './answer.ts';
import { ApiError } from './apiError.ts';
import { createEndpoints } from './endpoints/endpoints.ts';
import type { Faults } from './faults.ts';
import { overFrames } from './frames/frameEndpoints.ts';
import type { Frames } from './frames/loadFrames.ts';
import { misbehave } from './misbehave.ts';
import { readParams } from './params.ts';
import type { RateLimit } from './rateLimit.ts';
import type { StatsKeeper } from './stats.ts';
import type { Pairs } from './trading/pairs.ts';
import { weightOf } from './weights.ts';

export interface ApiParts {
  readonly pairs: Pairs;
  readonly now: () => number;
  readonly weightLimit: number;
  readonly rateLimit: RateLimit;
  readonly faults: Faults;
  readonly stats: StatsKeeper;
  /** Captured streams: of their pairs, what was captured is answered. */
  readonly frames: Frames;
}

/** The exchange's side: counts the request's weight, refuses it or lets a fault strike, else answers it. */
export function createApiListener(parts: ApiParts): RequestListener {
  const endpoints = overFrames(createEndpoints(parts.weightLimit), parts.frames);

  const answer = (path: string, query: URLSearchParams, now: number): Answer => {
    const endpoint = endpoints.get(path);
    if (endpoint === undefined) return htmlAnswer(404);
    try {
      const params = readParams(query, endpoint.parameters, parts.pairs, now);
      return jsonAnswer(200, endpoint.answer({ params, pairs: parts.pairs, now }));
    } catch (error) {
      if (error instanceof ApiError) return jsonAnswer(error.status, { code: error.code, msg: error.message });
      return jsonAnswer(500, { code: -1000, msg: `The simulator failed: ${String(error)}` });
    }
  };

  return (request: IncomingMessage, response: ServerResponse) => {
    const now = parts.now();
    const address = request.socket.remoteAddress ?? 'unknown';
    const { pathname: path, searchParams: query } = new URL(request.url ?? '/', 'http://simulator');
    const weight = weightOf(path, query);
    parts.stats.request(address, path, weight, now);
    const { usedWeight, refusal } = parts.rateLimit.charge(address, weight, now);
    response.setHeader('X-Simulator', '1');
    response.setHeader('Date', new Date(now).toUTCString());
    response.setHeader('X-MBX-USED-WEIGHT', String(usedWeight));
    response.setHeader('X-MBX-USED-WEIGHT-1M', String(usedWeight));

    const send = ({ status, body, type, retryAfterSeconds, headers = {} }: Answer): void => {
      if (response.destroyed) return;
      parts.stats.answered(address, status, retryAfterSeconds, parts.now());
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
      return send(refusalAnswer(refusal, parts.weightLimit));
    }
    if (request.method !== 'GET' && request.method !== 'HEAD') return send(htmlAnswer(405));
    const fault = parts.faults.strike(path, query);
    if (fault === undefined) return send(answer(path, query, now));
    parts.stats.fault(fault.kind);
    misbehave(fault, response, { answer: (ageMs) => answer(path, query, parts.now() - ageMs), send });
  };
}
