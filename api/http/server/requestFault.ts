import type { IncomingMessage } from 'node:http';
import type { Fault } from './refusal.ts';

/** Node's parser accepts nothing else in an address, and does not tell what was wrong. */
const BAD_ADDRESS =
  'the address holds what it may not: printable ASCII without spaces, all else as percent-encoded UTF-8, as in code=%E5%B8%81usdt';

/** Why Node's parser refused a request, by the code of its error. Undefined if the connection itself failed. */
export function parserFault(code: string | undefined, maxHeaderSize: number): Fault | undefined {
  if (code === 'HPE_HEADER_OVERFLOW') {
    return { error: 'headers-too-large', detail: `longer than ${maxHeaderSize} bytes` };
  }
  if (code === 'ERR_HTTP_REQUEST_TIMEOUT') {
    return { error: 'request-timeout', detail: 'the request did not arrive in time' };
  }
  if (code === 'HPE_INVALID_URL') return { error: 'malformed-request', detail: BAD_ADDRESS };
  if (code?.startsWith('HPE_')) return { error: 'malformed-request', detail: 'the request is not well-formed HTTP' };
  return undefined;
}

/** Why a request is refused although the parser accepts it. Undefined if it is not refused. */
export function requestFault({ headers, httpVersion, method }: IncomingMessage): Fault | undefined {
  const isHead = method === 'HEAD';
  if (headers.host === undefined && httpVersion === '1.1') {
    return { error: 'malformed-request', detail: 'the Host header is missing', isHead };
  }
  const coding = headers['transfer-encoding'];
  if (coding === undefined || coding.toLowerCase() === 'chunked') return undefined;
  return { error: 'not-implemented', detail: 'Transfer-Encoding may be chunked, nothing else', isHead };
}

export const expectationFault = ({ method }: IncomingMessage): Fault => ({
  error: 'expectation-failed',
  detail: 'Expect may be 100-continue, nothing else',
  isHead: method === 'HEAD',
});

export const connectFault: Fault = {
  error: 'method-not-allowed',
  detail: 'CONNECT is not allowed',
  headers: ['Allow', 'GET, HEAD'],
};
