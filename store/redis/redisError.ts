import { isError } from '../../runtime/errors.ts';

/** What ioredis and redis-errors call the errors that come from Redis or its connection. */
const NAMES = new Set(['ReplyError', 'AbortError', 'InterruptError', 'ParserError', 'MaxRetriesPerRequestError']);

/** ioredis has no class for these. */
const MESSAGES = new Set([
  'Connection is closed.',
  'Command timed out',
  "Stream isn't writeable and enableOfflineQueue options is false",
]);

/** What ends an open connection; other errors with a code are of files, or defects. A connection that is not made says so itself. */
const SOCKET_CODES = new Set([
  'ECONNRESET',
  'ECONNABORTED',
  'EPIPE',
  'ETIMEDOUT',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENETDOWN',
]);
const SOCKET_CALLS = new Set(['connect', 'getaddrinfo']);

/** Whether Redis itself answered so: it is there, and waiting will not help. */
export const isReplyError = (error: unknown): error is Error => isError(error) && error.name === 'ReplyError';

/** Whether an error comes from Redis or the way to it: an error reply, no reply in time, no connection. Nothing else does. */
export function isRedisError(error: unknown): error is Error {
  if (!isError(error)) return false;
  const { syscall = '', code = '' } = error as NodeJS.ErrnoException;
  const isOfSocket = SOCKET_CALLS.has(syscall) || SOCKET_CODES.has(code);
  return NAMES.has(error.name) || MESSAGES.has(error.message) || isOfSocket;
}

/** For `catch`, where nothing has to be done when Redis is away, which its connection says. @throws whatever is not of Redis */
export function nullIfRedisError(error: unknown): null {
  if (isRedisError(error)) return null;
  throw error;
}
