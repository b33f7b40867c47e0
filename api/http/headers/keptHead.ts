import type { ServerResponse } from 'node:http';
import type { RawHeaders } from './rawHeaders.ts';

/** Headers, with the text that Node has made of them for an answer of 200 on a connection that goes on; undefined: not yet. */
export interface KeptHead {
  readonly headers: RawHeaders;
  text?: string;
}

/** Where Node keeps the head of an answer from `writeHead` until it is sent. */
interface WithHead {
  _header: unknown;
}

/**
 * Writes the head of an answer of 200 that has no other headers. To make it of a dozen headers takes a quarter of a small answer: so the text that Node has made is used
 * again for the answers that follow with these headers. As it names the time of day, headers may be kept for no longer than a second.
 *
 * Where Node does not keep the text as it does today, or the connection ends with this answer, the head is made anew.
 */
export function writeKeptHead(response: ServerResponse, head: KeptHead): void {
  const own = response as unknown as WithHead;
  if (!response.shouldKeepAlive) response.writeHead(200, head.headers as string[]);
  else if (head.text !== undefined) own._header = head.text;
  else {
    response.writeHead(200, head.headers as string[]);
    if (typeof own._header === 'string' && own._header.startsWith('HTTP/1.1 200 OK\r\n')) head.text = own._header;
  }
}
