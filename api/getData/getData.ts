import type { RequestHandler } from 'express';
import type { ApiContext } from '../context/context.ts';
import { createPageAnswer } from './answerPage.ts';
import type { Failure } from './fastPath.ts';
import type { GetDataPages } from './getDataPages.ts';
import { parseQuery } from './query.ts';

/**
 * A page of a series or a latest value, with its age.
 *
 * @param failures why requests cannot be answered, where that is known already
 */
export function getData(context: ApiContext, pages: GetDataPages, failures: WeakMap<object, Failure>): RequestHandler {
  const answerPage = createPageAnswer(context, false);
  return async (request, response) => {
    const failure = failures.get(request);
    if (failure !== undefined) throw failure.error;
    answerPage(
      request,
      response,
      await pages.read(request.url, parseQuery(request.url, context.config(), context.markets)),
    );
  };
}
