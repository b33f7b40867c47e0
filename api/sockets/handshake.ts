import type { IncomingMessage } from 'node:http';
import { Refusal } from './refusal.ts';

export const badHandshake = (why: string): Refusal =>
  new Refusal('bad-request', `No proper WebSocket handshake: ${why}.`);

/** A nonce of 16 bytes, in base64. */
const KEY = /^[+/0-9A-Za-z]{22}==$/;

/** What a handshake must have (RFC 6455, 4.2.1); it is looked at before anything is done for it. @throws Refusal */
export function checkHandshake({ method, headers }: IncomingMessage): void {
  if (method !== 'GET') throw new Refusal('bad-request', `${method} opens no WebSocket.`, { status: 405 });
  if (!KEY.test(headers['sec-websocket-key'] ?? '')) throw badHandshake('Sec-WebSocket-Key is missing or wrong');
  if (!['8', '13'].includes(headers['sec-websocket-version'] ?? '')) {
    throw badHandshake('Sec-WebSocket-Version is not 13');
  }
}
