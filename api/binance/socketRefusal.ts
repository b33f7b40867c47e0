import { AccessRefused } from '../http/access/access.ts';
import type { Told } from '../sockets/kind.ts';
import { Refusal } from '../sockets/refusal.ts';
import { accessInDialect } from './access.ts';
import { DialectError, refused, unavailable } from './dialectError.ts';

/** What is said in the dialect to a caller that gets no socket. @param refusal null: a defect of ours */
export function tellInDialect(refusal: Refusal | null): Told {
  const { status, body, retryAfterS } = refusal === null ? unexpected() : inDialect(refusal);
  return { status, type: 'application/json;charset=UTF-8', body, retryAfterS };
}

/** The wish for a socket is refused with this error of the dialect. */
export const refusalWith = (code: Refusal['code'], error: DialectError): Refusal =>
  new Refusal(code, error.message, {
    status: error.status,
    cause: error,
    ...(error.retryAfterS !== undefined && { retryAfterS: error.retryAfterS }),
  });

const unexpected = (): DialectError =>
  new DialectError(-1000, 'An unknown error occurred while processing the request.', { status: 500 });

function inDialect({ code, message, status, retryAfterS, cause }: Refusal): DialectError {
  if (cause instanceof DialectError) return cause;
  if (cause instanceof AccessRefused) return accessInDialect(cause);
  switch (code) {
    case 'too-many-attempts':
    case 'too-many-sockets':
      return new DialectError(-1003, message, { status, ...(retryAfterS !== undefined && { retryAfterS }) });
    case 'full':
    case 'gone':
    case 'away':
      return unavailable(message);
    case 'not-found':
      return refused.unsupported(message);
    default:
      return status === 405 ? refused.unsupported(message, status) : new DialectError(-1100, message, { status });
  }
}
