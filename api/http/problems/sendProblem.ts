import type { ErrorRequestHandler } from 'express';
import { isReplyError } from '../../../store/redis/redisError.ts';
import type { ApiContext } from '../../context/context.ts';
import { routeOf } from '../routePaths.ts';
import { ApiError } from './apiError.ts';
import { createThrottledLog } from './throttledLog.ts';

/** Answers the errors that routes throw, as application/problem+json. Of an unexpected error callers learn only that there was one. */
export function sendProblem({ log, board }: Pick<ApiContext, 'log' | 'board'>): ErrorRequestHandler {
  const report = createThrottledLog(log);
  return (error: unknown, request, response, _next) => {
    const known = asApiError(error);
    const { cause } = known;
    // The store has already logged a Redis that does not answer. It does not log an error reply, such as a missing right or a wrong type.
    if (isReplyError(cause)) report(`${routeOf(request.path)} failed`, cause);
    else if (known.code === 'internal') board.defects.note(routeOf(request.path), cause);
    if (response.headersSent) {
      request.socket.destroy();
      return;
    }
    response.removeHeader('ETag');
    response
      .status(known.problem.status)
      .set({ 'Cache-Control': 'no-store', 'X-Content-Type-Options': 'nosniff', ...known.headers })
      .type('application/problem+json')
      .send(JSON.stringify(known.problem));
  };
}

/** Express itself throws only for a path it cannot decode. */
function asApiError(error: unknown): ApiError {
  if (error instanceof ApiError) return error;
  const isBadPath = error instanceof URIError;
  return isBadPath
    ? new ApiError('malformed-request', 'the path is not well-formed')
    : new ApiError('internal', 'an unexpected error, see the log', { cause: error });
}
