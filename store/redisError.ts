/** What ioredis and redis-errors call the errors that come from Redis or its connection. */
const NAMES = new Set(['ReplyError', 'AbortError', 'InterruptError', 'ParserError', 'MaxRetriesPerRequestError']);

/** ioredis has no class for these. */
const MESSAGES = new Set([
  'Connection is closed.',
  'Command timed out',
  "Stream isn't writeable and enableOfflineQueue options is false",
]);

/** What a socket does; other errors with a code are of files, or defects. */
const SOCKET_CALLS = new Set(['connect', 'read', 'write', 'shutdown', 'getaddrinfo']);

/** Whether Redis itself answered so: it is there, and waiting will not help. */
export const isReplyError = (error: unknown): error is Error => error instanceof Error && error.name === 'ReplyError';

/** Whether an error comes from Redis or the way to it: an error reply, no reply in time, no connection. Nothing else does. */
export function isRedisError(error: unknown): error is Error {
  if (!(error instanceof Error)) return false;
  const { syscall, path } = error as NodeJS.ErrnoException;
  const isOfSocket =
    syscall !== undefined && SOCKET_CALLS.has(syscall) && (path === undefined || syscall === 'connect');
  return NAMES.has(error.name) || MESSAGES.has(error.message) || isOfSocket;
}

/** For `catch`, where nothing has to be done when Redis is away, which its connection says. @throws whatever is not of Redis */
export function nullIfRedisError(error: unknown): null {
  if (isRedisError(error)) return null;
  throw error;
}
