import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Config } from '../../config/config.ts';
import { corsHeaders } from '../http/headers/cors.ts';
import { type KeptHead, writeKeptHead } from '../http/headers/keptHead.ts';
import type { RawHeaders } from '../http/headers/rawHeaders.ts';
import { securityHeaders } from '../http/headers/securityHeaders.ts';
import type { Answer, Ready } from './answer.ts';
import type { DialectError } from './dialectError.ts';

/** How a request was answered, for metrics: from memory, by asking the exchange for it, or not, for one of these reasons. */
export const results = ['memory', 'passed', 'kept', 'refused', 'throttled', 'unavailable', 'failed'] as const;

export type Result = (typeof results)[number];

/** An answer before it is sent. */
export interface Reply {
  readonly status: number;
  /** Parts are sent one after the other. */
  readonly body: string | Buffer | readonly Buffer[];
  /** Beside those that all answers have. */
  readonly headers: RawHeaders;
  readonly result: Result;
}

/** The weight is told only of a request that went out for this very one: else clients would slow themselves down for nothing. */
export function replyOf({ status, body, from, source, ageMs, usedWeight, headers = [] }: Answer): Reply {
  const own = dataHeaders(source, from === 'passed' ? 'pass' : 'hit', ageMs);
  if (usedWeight !== undefined) {
    own.push('X-MBX-USED-WEIGHT', String(usedWeight), 'X-MBX-USED-WEIGHT-1M', String(usedWeight));
  }
  return { status, body, headers: headers.length === 0 ? own : [...own, ...headers], result: from };
}

const dataHeaders = (source: string, cache: 'hit' | 'pass', ageMs: number): string[] => [
  ...['X-Data-Source', source, 'X-Cache', cache, 'X-Data-Age-Ms', String(ageMs)],
];

export function replyRefused({ status, body, retryAfterS, endsConnection }: DialectError, result: Result): Reply {
  const wait = retryAfterS === undefined ? [] : ['Retry-After', String(retryAfterS)];
  return { status, body, headers: endsConnection ? [...wait, 'Connection', 'close'] : wait, result };
}

const ALWAYS: RawHeaders = [
  ...securityHeaders(),
  ...['Content-Type', 'application/json;charset=UTF-8'],
  ...['Cache-Control', 'no-store'],
];

/** Sends an answer in one write; to HEAD without its body. */
export function send(request: IncomingMessage, response: ServerResponse, reply: Reply, config: Config): void {
  const { status, body } = reply;
  const length = lengthOf(body);
  const cors = corsHeaders(config, request.headers.origin);
  response.writeHead(status, [...ALWAYS, ...reply.headers, ...cors, 'Content-Length', String(length)]);
  if (request.method === 'HEAD') response.end();
  else sendWhole(response, body, length);
}

/** The head of an answer from memory, for as long as nothing changes it: a millisecond. */
interface MemoryHead {
  /** Exchange-clock ms. */
  readonly at: number;
  readonly asOf: number;
  readonly source: string;
  readonly head: KeptHead;
}

/** By body. */
const heads = new WeakMap<Buffer, MemoryHead>();

/** Sends an answer from memory to GET as `send` does, but makes no head anew where one was made for the same body in the same millisecond. */
export function sendFromMemory(response: ServerResponse, { body, asOf, source, now }: Ready): void {
  const at = Math.round(now);
  let known = heads.get(body);
  if (known === undefined || known.at !== at || known.asOf !== asOf || known.source !== source) {
    const own = dataHeaders(source, 'hit', Math.max(0, Math.round(now - asOf)));
    known = { at, asOf, source, head: { headers: [...ALWAYS, ...own, 'Content-Length', String(body.length)] } };
    heads.set(body, known);
  }
  writeKeptHead(response, known.head);
  sendWhole(response, body, body.length);
}

function sendWhole(response: ServerResponse, body: Reply['body'], length: number): void {
  // `end` with a body would write it apart from the headers.
  response.cork();
  if (typeof body === 'string') response.write(body, length === body.length ? 'latin1' : 'utf8');
  else for (const part of Buffer.isBuffer(body) ? [body] : body) response.write(part);
  response.uncork();
  response.end();
}

function lengthOf(body: Reply['body']): number {
  if (typeof body === 'string') return Buffer.byteLength(body);
  return Buffer.isBuffer(body) ? body.length : body.reduce((sum, part) => sum + part.length, 0);
}
