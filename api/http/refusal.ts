import { STATUS_CODES } from 'node:http';
import { type ProblemCode, problemOf } from './problems.ts';
import { securityHeaders } from './securityHeaders.ts';

/** The reason why a request is not handled. */
export interface Fault {
  readonly error: ProblemCode;
  readonly detail: string;
  /** Name, value, name, value … */
  readonly headers?: readonly string[];
  /** The request was HEAD: the answer has no body. */
  readonly isHead?: boolean;
}

const HEADERS = [
  ['Content-Type', 'application/problem+json; charset=utf-8'],
  ['Cache-Control', 'no-store'],
  ['Connection', 'close'],
].flat();

/** A whole answer as text, for connections from which nothing more is read. */
export function refusalText({ error, detail, headers = [], isHead = false }: Fault): string {
  const problem = problemOf(error, detail);
  const body = JSON.stringify(problem);
  const length = ['Content-Length', String(Buffer.byteLength(body))];
  const all = [...HEADERS, ...securityHeaders(), ...headers, ...length, 'Date', new Date().toUTCString()];
  const lines = [`HTTP/1.1 ${problem.status} ${STATUS_CODES[problem.status]}`];
  for (let index = 0; index < all.length; index += 2) lines.push(`${all[index]}: ${all[index + 1]}`);
  return `${lines.join('\r\n')}\r\n\r\n${isHead ? '' : body}`;
}
