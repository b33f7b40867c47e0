import type { RawHeaders } from '../http/rawHeaders.ts';
import type { Query } from './query.ts';

/** A page as it is answered. */
export interface BuiltPage {
  readonly query: Query;
  /** Exchange-clock ms; null where nothing is stored. */
  readonly asOf: number | null;
  /** Who the data is from; '' where nothing is stored. */
  readonly source: string;
  readonly etag: string;
  readonly body: string;
  readonly isAscii: boolean;
  /** All headers but those that change from answer to answer. */
  readonly headers: RawHeaders;
}
