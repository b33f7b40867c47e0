import type { IncomingMessage } from 'node:http';
import { CollectorError } from '../../../runtime/errors.ts';
import type { RefusalCause } from '../../state/socketCounts.ts';
import { DialectError, refused } from '../dialectError.ts';

/** A wish for a socket that is not granted. */
export class Refusal extends CollectorError {
  declare readonly code: RefusalCause;
  /** What the caller is told. */
  readonly error: DialectError;

  constructor(code: RefusalCause, error: DialectError) {
    super(code, error.message);
    this.error = error;
  }
}

export const badHandshake = (why: string): Refusal =>
  new Refusal('bad-request', new DialectError(-1100, `No proper WebSocket handshake: ${why}.`));

/** A nonce of 16 bytes, in base64. */
const KEY = /^[+/0-9A-Za-z]{22}==$/;

/** What a handshake must have (RFC 6455, 4.2.1); it is looked at before anything is done for it. @throws Refusal */
export function checkHandshake({ method, headers }: IncomingMessage): void {
  if (method !== 'GET') throw new Refusal('bad-request', refused.unsupported(`${method} opens no WebSocket.`, 405));
  if (!KEY.test(headers['sec-websocket-key'] ?? '')) throw badHandshake('Sec-WebSocket-Key is missing or wrong');
  if (!['8', '13'].includes(headers['sec-websocket-version'] ?? '')) {
    throw badHandshake('Sec-WebSocket-Version is not 13');
  }
}
