import type { IncomingHttpHeaders } from 'node:http';
import type { Endpoint } from '../../model/endpoint.ts';
import { refused } from './dialectError.ts';

/** The parameters of a request as they were sent, by name: each once, and none that the endpoint does not have. */
export type Sent = ReadonlyMap<string, string>;

/** Says in which unit times are sent and wanted: it is taken in place of the header that says so. */
const TIME_UNIT = 'timeUnit';

/** @param query as received, without `?` @throws DialectError */
export function readSent(query: string, { params }: Endpoint): Sent {
  if (query === '') return NONE;
  // Never throws: bytes that are not UTF-8 become U+FFFD, which no parameter accepts.
  const all = [...new URLSearchParams(query)];
  const sent = new Map(all);
  if (sent.size !== all.length) throw refused.duplicateParameter();
  checkTimeUnit(sent.get(TIME_UNIT));
  sent.delete(TIME_UNIT);
  let read = 0;
  for (const name of sent.keys()) if (Object.hasOwn(params, name)) read += 1;
  if (read !== sent.size) throw refused.unread(read, sent.size);
  return sent;
}

const NONE: Sent = new Map();

/** @throws DialectError for a form of answer that is not served: what is stored is JSON, and milliseconds */
export function checkForm(headers: IncomingHttpHeaders): void {
  checkTimeUnit(headers['x-mbx-time-unit']);
  const { accept = '' } = headers;
  const isSbeAlone = accept.includes('application/sbe') && !accept.includes('json') && !accept.includes('*/*');
  if (headers['x-mbx-sbe'] !== undefined || isSbeAlone) throw refused.notAsSbe();
}

/** @throws DialectError for another unit than ms */
export function checkTimeUnit(unit: string | readonly string[] | undefined): void {
  if (unit !== undefined && unit !== 'MILLISECOND' && unit !== 'millisecond') throw refused.badTimeUnit();
}
