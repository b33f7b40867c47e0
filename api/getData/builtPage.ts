import type { RawHeaders } from '../http/headers/rawHeaders.ts';
import type { Query } from './query.ts';
import type { Rendered } from './renderPage.ts';

/** A page as it is answered. */
export interface BuiltPage {
  readonly query: Query;
  /** Of what is stored. */
  readonly version: number;
  readonly rendered: Rendered;
  /** Exchange-clock ms; null where nothing is stored. */
  readonly asOf: number | null;
  /** The collectors know that it is not what the exchange has now. */
  readonly isOutOfStep: boolean;
  /** Who the data is from; '' where nothing is stored. */
  readonly source: string;
  readonly etag: string;
  readonly body: string;
  readonly isAscii: boolean;
  /** All headers but those that change from answer to answer. */
  readonly headers: RawHeaders;
}
