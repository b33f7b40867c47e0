import type { RequestHandler } from 'express';
import type { Answering } from '../binance/answer.ts';
import type { ApiContext } from '../context/context.ts';
import { type AccessOptions, AccessRefused, createAccess } from '../http/access/access.ts';
import { shownPath } from '../http/access/takeKey.ts';
import { setHeaders } from '../http/headers/rawHeaders.ts';
import { ApiError } from '../http/problems/apiError.ts';
import { type FuturesPath, futuresPaths } from '../http/routePaths.ts';
import { createAsk } from './ask.ts';
import { exchangeNames, FUTURES } from './exchanges.ts';
import { problemOfFailure } from './failures.ts';
import { type FuturesRoute, futuresRoutes } from './futuresRoutes.ts';
import { type FuturesAsked, type PathParts, readAsked } from './readAsked.ts';
import { collectedSymbols, whatIsStored } from './stored.ts';

interface FuturesOptions extends AccessOptions {
  readonly context: ApiContext;
}

/** Answers the paths of the futures service, each by its handler. */
export function serveFutures(
  options: FuturesOptions,
  answering: Answering,
): Readonly<Record<FuturesPath, RequestHandler>> {
  const { context } = options;
  const { board, markets } = context;
  const callerOf = createAccess(options);
  const ask = createAsk(answering, {
    now: () => board.now(FUTURES),
    uncertainty: () => board.clock(FUTURES).uncertainty(),
  });

  async function told(route: FuturesRoute, asked: FuturesAsked, caller: string) {
    try {
      return await ask(route, asked, caller);
    } catch (error) {
      throw problemOfFailure(error, {
        symbol: asked.about.symbol,
        mayAsk: context.callers(FUTURES) !== null,
        stored: () => whatIsStored(context),
        collected: () => collectedSymbols(context),
      });
    }
  }

  const handlerOf =
    (route: FuturesRoute): RequestHandler =>
    async (request, response) => {
      const caller = whoAsks(() => callerOf(request).who);
      const asked = readAsked(route, request.params as unknown as PathParts, request.url, markets);
      const { rows, source, ageMs, isPassed } = await told(route, asked, caller);
      setHeaders(response, [
        ...['X-Data-Source', source, 'X-Cache', isPassed ? 'pass' : 'hit'],
        // What is stale is not answered.
        ...['X-Data-Age-Ms', String(ageMs), 'X-Data-Stale', 'false'],
      ]);
      response.json(route.answers === 'list' ? rows : rows[0]);
    };

  return Object.fromEntries(futuresRoutes.map((route) => [route.path, handlerOf(route)])) as Record<
    FuturesPath,
    RequestHandler
  >;
}

/** Host and key were looked at before: what is left is a page of another site. @throws ApiError `foreign-page` */
function whoAsks(callerOf: () => string): string {
  try {
    return callerOf();
  } catch (error) {
    throw error instanceof AccessRefused ? new ApiError('foreign-page', error.message) : error;
  }
}

/** Names what there is to who asks an exchange for something else. */
export function refuseElsewhere({ markets }: ApiContext): RequestHandler {
  const names = exchangeNames(markets);
  return (request, _response, next) => {
    const [, first = ''] = request.path.split('/');
    if (!names.includes(first.toLowerCase())) return next();
    throw new ApiError('not-found', `there is nothing at ${shownPath(request.path)}`, { accepted: futuresPaths });
  };
}
