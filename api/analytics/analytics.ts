import type { RequestHandler } from 'express';
import type { Market } from '../../markets/markets.js';
import type { ApiContext } from '../context/context.ts';
import { type RawHeaders, setHeaders } from '../http/headers/rawHeaders.ts';
import { codeParameter, parametersOf, parseCode, parseMarket, required } from '../http/parameters.ts';
import { readStore } from '../http/readStore.ts';
import { shareForMoment } from '../state/read/shareForMoment.ts';
import { readSnapshot } from './readSnapshot.ts';

/** An answer, which several requests may get. */
interface Answer {
  /** Those that are the same for all of them. */
  readonly headers: RawHeaders;
  /** Exchange-clock ms at which the oldest part was confirmed; null where there is none. */
  readonly oldest: number | null;
  readonly body: Buffer;
}

/** A pair that a request asks about. */
export interface Pair {
  readonly market: Market;
  /** Lower case. */
  readonly code: string;
}

/** @throws ApiError naming the parameter and what is accepted */
export function parsePair(given: URLSearchParams, { config, markets }: Pick<ApiContext, 'config' | 'markets'>): Pair {
  const market = parseMarket(given, config(), markets);
  return { market, code: parseCode(required(given, codeParameter), config(), markets, market) };
}

/** Answers a snapshot of a pair as it is stored now. Requests of one moment share one. */
export function analytics(context: ApiContext, momentMs: number): RequestHandler {
  const answerTo = shareForMoment((pair) => {
    const [market, code = ''] = pair.split(' ');
    return answerOf(context, { market: market as Market, code });
  }, momentMs);
  return async (request, response) => {
    const { market, code } = parsePair(parametersOf(request.url), context);
    const { headers, oldest, body } = await answerTo(`${market} ${code}`);
    setHeaders(response, headers);
    if (oldest !== null) {
      const age = Math.max(0, Math.round(context.board.now(market)) - oldest);
      setHeaders(response, ['X-Data-Age-Ms', String(age)]);
    }
    response.type('json').send(body);
  };
}

async function answerOf(context: ApiContext, { market, code }: Pair): Promise<Answer> {
  const { snapshot, isStale, oldest } = await readStore(context, (store) => readSnapshot(store, context, market, code));
  return {
    headers: ['X-Data-Source', snapshot.source, 'X-Data-Stale', String(isStale)],
    oldest,
    body: Buffer.from(JSON.stringify(snapshot)),
  };
}
