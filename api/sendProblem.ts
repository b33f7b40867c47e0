import type { ErrorRequestHandler } from 'express';
import { ApiError } from './apiError.ts';
import type { ApiContext } from './context.ts';
import { isReplyError } from './readStore.ts';
import { routeOf } from './routePaths.ts';
import { createThrottledLog } from './throttledLog.ts';

/** Answers what routes throw as application/problem+json. Callers never see more of an unexpected error than that there was one. */
export function sendProblem({ log }: Pick<ApiContext, 'log'>): ErrorRequestHandler {
  const report = createThrottledLog(log);
  return (error: unknown, request, response, _next) => {
    const known = asApiError(error);
    const { cause } = known;
    // Redis that does not answer is already in the log; what it answers (no right, wrong type) is not.
    if (known.code === 'internal' || isReplyError(cause)) {
      report(`${routeOf(request.path)} failed`, cause);
    }
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
