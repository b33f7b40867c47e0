import type { IncomingMessage } from 'node:http';
import type { LongBody } from '../model/exchangeRequest.ts';

/** What an exchange answered over HTTP. */
export interface HttpAnswer {
  readonly status: number;
  /** Names in lower case; each value as it was sent. */
  readonly headers: IncomingMessage['headersDistinct'];
  readonly body: string;
  /** The body of a long answer with status 200; `body` is then empty. */
  readonly long?: LongBody;
  /** When it arrived, ms, by the exchange's clock or, while that is not measured, by ours. */
  readonly now: number;
}
