import type { IncomingMessage } from 'node:http';

/** What an exchange answered over HTTP. */
export interface HttpAnswer {
  readonly status: number;
  /** Names in lower case; each value as it was sent. */
  readonly headers: IncomingMessage['headersDistinct'];
  readonly body: string;
  /** When it arrived, ms, by the exchange's clock or, while that is not measured, by ours. */
  readonly now: number;
}
