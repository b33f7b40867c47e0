import type { IncomingMessage } from 'node:http';
import { isError } from '../runtime/errors.ts';
import { describeConnectionFault } from './connectionFaults.ts';
import { ProxyRefused } from './connections.ts';
import type { ExchangeError } from './errors.ts';
import type { StreamProtocol } from './streamProtocol.ts';

/**
 * Why a socket has ended.
 *
 * - `closed`      the exchange closed it
 * - `silent`      nothing has come for too long, but for answers to pings
 * - `unreadable`  what came for long could not be read
 * - `timeout`     it was not open in time
 * - `refused`     the exchange answered the wish for it otherwise
 * - `network`     no connection, or it broke
 * - `protocol`    a frame that no WebSocket may have, or a longer one than is taken
 */
export const endCauses = ['closed', 'silent', 'unreadable', 'timeout', 'refused', 'network', 'protocol'] as const;
export type EndCause = (typeof endCauses)[number];

export interface StreamEnd {
  readonly cause: EndCause;
  /** One line. */
  readonly message: string;
  /** `refused`: what it means. */
  readonly error?: ExchangeError;
}

/** The end by an error of the socket or of the connection below. `way`: ` through the proxy …` */
export function whyItFailed(path: string, error: Error, way: string): StreamEnd {
  const { code } = error as NodeJS.ErrnoException;
  if (error instanceof ProxyRefused)
    return { cause: 'network', message: `${path}: no connection${way} (${error.message})` };
  if (code?.startsWith('WS_ERR_')) return { cause: 'protocol', message: `${path}: ${error.message}${way}` };
  if (code === undefined)
    return { cause: 'refused', message: `${path}: no WebSocket answers${way} (${error.message})` };
  return { cause: 'network', message: `${path}: no connection${way} (${describeConnectionFault(code)})` };
}

/** Longest answer that is read, bytes. */
const MOST_BODY = 16_384;

/** An answer that comes drop by drop is not waited for, ms. */
const BODY_WITHIN_MS = 1_000;

/** The end by an answer of HTTP in place of a socket. */
export async function whyRefused(
  protocol: Pick<StreamProtocol, 'refusalOf'>,
  path: string,
  response: IncomingMessage,
  now: () => number,
  way: string,
): Promise<StreamEnd> {
  const body = await readBody(response);
  const error = protocol.refusalOf(path, {
    status: response.statusCode ?? 0,
    headers: response.headersDistinct,
    body,
    now: now(),
  });
  return { cause: 'refused', message: `${error.message}${way}`, error };
}

/** What of the body has come by then: it only says more. */
async function readBody(response: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let length = 0;
  const timer = setTimeout(() => response.destroy(), BODY_WITHIN_MS);
  try {
    for await (const chunk of response as AsyncIterable<Buffer>) {
      chunks.push(chunk);
      length += chunk.length;
      if (length > MOST_BODY) break;
    }
  } catch (error) {
    if (!isError(error)) throw error;
  } finally {
    clearTimeout(timer);
  }
  return Buffer.concat(chunks).toString('utf8', 0, MOST_BODY);
}
