import type { IncomingMessage } from 'node:http';
import { type AccessOptions, AccessRefused, createAccess as createPlainAccess } from '../http/access/access.ts';
import { DialectError, refused } from './dialectError.ts';

/** The same check as everywhere, refused in the dialect. @returns who asks @throws DialectError */
export function createAccess(options: AccessOptions): (request: IncomingMessage) => string {
  const mayAsk = createPlainAccess(options);
  return (request) => {
    try {
      return mayAsk(request).who;
    } catch (error) {
      throw error instanceof AccessRefused ? accessInDialect(error) : error;
    }
  };
}

export function accessInDialect({ code, message, waitS }: AccessRefused): DialectError {
  switch (code) {
    case 'foreign-page':
      return refused.unsupported(message, 403);
    case 'foreign-host':
      return refused.unsupported(message, 421);
    case 'missing-key':
      return refused.missingKey(message);
    case 'wrong-key':
      return refused.rejectedKey(message);
    case 'too-many-wrong-keys':
      return new DialectError(-2015, message, {
        status: 429,
        ...(waitS !== undefined && { retryAfterS: waitS }),
        endsConnection: true,
      });
  }
}
