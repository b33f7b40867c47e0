import type { RequestListener } from 'node:http';
import { type Answer, jsonAnswer, refusalAnswer } from '../../../simulator/answer.ts';
import { ApiError } from '../../../simulator/apiError.ts';
import type { Endpoint } from '../../../simulator/endpoints/endpoint.ts';
import { createEndpoints } from '../../../simulator/endpoints/endpoints.ts';
import { answerTickers } from '../../../simulator/endpoints/tickers.ts';
import { readParams } from '../../../simulator/params.ts';
import { createRateLimit } from '../../../simulator/rateLimit.ts';
import { createStats } from '../../../simulator/stats.ts';
import { weightOf } from '../../../simulator/weights.ts';
import type { PlayedPair } from './playedPair.ts';

const LIMIT = 6000;

/** REST as the simulator answers it, of the pairs that are played; books are the played ones. */
export function createRest(played: ReadonlyMap<string, PlayedPair>) {
  const pairs = new Map([...played].map(([symbol, { listing }]) => [symbol, listing]));
  const pairOf = (symbol: string): PlayedPair => {
    const pair = played.get(symbol);
    if (pair === undefined) throw new Error(`no pair ${symbol}`);
    return pair;
  };
  const depth: Endpoint = {
    parameters: ['symbol', 'limit', 'symbolStatus'],
    answer: ({ params }) => pairOf(params.listing().spec.symbol).depth(params.limit(100, 5000)),
  };
  const bookTicker: Endpoint = {
    parameters: ['symbol', 'symbols', 'symbolStatus'],
    answer: (call) => answerTickers(call, ({ spec }) => pairOf(spec.symbol).bookTicker()),
  };
  const endpoints = new Map([
    ...createEndpoints(LIMIT),
    ['/api/v3/depth', depth] as const,
    ['/api/v3/ticker/bookTicker', bookTicker] as const,
  ]);
  const rateLimit = createRateLimit(LIMIT);
  const stats = createStats();

  function answer(path: string, query: URLSearchParams, now: number): Answer {
    const endpoint = endpoints.get(path);
    if (endpoint === undefined) return jsonAnswer(404, { code: -1000, msg: 'no such path' });
    try {
      return jsonAnswer(
        200,
        endpoint.answer({ params: readParams(query, endpoint.parameters, pairs, now), pairs, now }),
      );
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      return jsonAnswer(error.status, { code: error.code, msg: error.message });
    }
  }

  const listener: RequestListener = (request, response) => {
    const now = Date.now();
    const address = request.socket.remoteAddress ?? '';
    const { pathname: path, searchParams: query } = new URL(request.url ?? '/', 'http://sender');
    const weight = weightOf(path, query);
    stats.request('spot', address, path, weight, now);
    const { usedWeight, refusal } = rateLimit.charge(address, weight, now);
    const { status, body, retryAfterSeconds } = refusal ? refusalAnswer(refusal, LIMIT) : answer(path, query, now);
    stats.answered(address, status, retryAfterSeconds, now);
    response.writeHead(status, {
      'X-MBX-USED-WEIGHT-1M': usedWeight,
      ...(retryAfterSeconds !== undefined && { 'Retry-After': retryAfterSeconds }),
      'Content-Type': 'application/json;charset=UTF-8',
    });
    response.end(body);
  };
  return { listener, stats };
}
