import type { ServerResponse } from 'node:http';

/** Name, value, name, value …: what Node sends without looking at it again. */
export type RawHeaders = readonly string[];

/** Sets them one by one, for what is answered by Express. */
export function setHeaders(response: ServerResponse, headers: RawHeaders): void {
  for (let index = 0; index < headers.length; index += 2) {
    response.setHeader(headers[index] ?? '', headers[index + 1] ?? '');
  }
}
