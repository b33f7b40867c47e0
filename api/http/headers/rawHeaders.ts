import type { ServerResponse } from 'node:http';

/** Name, value, name, value …: in this form Node sends headers without checking them again. */
export type RawHeaders = readonly string[];

/** Sets the headers one by one, for answers that Express makes. */
export function setHeaders(response: ServerResponse, headers: RawHeaders): void {
  for (let index = 0; index < headers.length; index += 2) {
    response.setHeader(headers[index] ?? '', headers[index + 1] ?? '');
  }
}
