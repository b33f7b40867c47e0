import { STATUS_CODES } from 'node:http';
import { securityHeaders } from '../headers/securityHeaders.ts';
import { type ProblemCode, problemOf } from '../problems/problems.ts';

/** The reason why a request is not handled. */
export interface Fault {
  readonly error: ProblemCode;
  readonly detail: string;
  /** Name, value, name, value … */
  readonly headers?: readonly string[];
  /** The request was HEAD: the answer has no body. */
  readonly isHead?: boolean;
}

/** A whole answer, for connections from which nothing more is read. */
export interface LastAnswer {
  readonly status: number;
  readonly type: string;
  readonly body: string;
  /** Name, value, name, value … */
  readonly headers?: readonly string[];
  readonly isHead?: boolean;
}

const HEADERS = ['Cache-Control', 'no-store', 'Connection', 'close'];

export function lastAnswerText({ status, type, body, headers = [], isHead = false }: LastAnswer): string {
  const length = ['Content-Length', String(Buffer.byteLength(body))];
  const own = ['Content-Type', type, ...HEADERS, ...securityHeaders(), ...headers];
  const all = [...own, ...length, 'Date', new Date().toUTCString()];
  const lines = [`HTTP/1.1 ${status} ${STATUS_CODES[status]}`];
  for (let index = 0; index < all.length; index += 2) lines.push(`${all[index]}: ${all[index + 1]}`);
  return `${lines.join('\r\n')}\r\n\r\n${isHead ? '' : body}`;
}

/** The same for a fault. */
export function refusalText({ error, detail, headers, isHead }: Fault): string {
  const problem = problemOf(error, detail);
  const type = 'application/problem+json; charset=utf-8';
  return lastAnswerText({
    status: problem.status,
    type,
    body: JSON.stringify(problem),
    ...(headers !== undefined && { headers }),
    ...(isHead !== undefined && { isHead }),
  });
}
