import type { IncomingMessage } from 'node:http';
import type { ExchangeReply, ExchangeRequest } from '../model/exchangeRequest.ts';
import type { FeedFactory, Payload } from '../model/feed.ts';

/** What an exchange answered over HTTP. */
export interface HttpAnswer {
  readonly status: number;
  /** Names in lower case; each value as it was sent. */
  readonly headers: IncomingMessage['headersDistinct'];
  readonly body: string;
  /** When it arrived, ms, by the exchange's clock or, while that is not measured, by ours. */
  readonly now: number;
}

/**
 * What `exchanges/` offers for one market of one exchange: how it names things, what it is asked, and what its answers mean. Pure: it
 * opens nothing. What the exchange allows, and which feeds it has, stands in the market's table (`markets/`).
 */
export interface Connector {
  /** The feeds of the market's table, by name. */
  readonly feeds: Readonly<Record<string, FeedFactory>>;
  /** The exchange's name of a pair, e.g. BTCUSDT for btcusdt. */
  symbolOf(code: string): string;
  /** The other way round. */
  codeOf(symbol: string): string;
  /** The cheapest request that the exchange itself answers. */
  ping(): ExchangeRequest;
  /** Asks for the exchange's clock. */
  time(): ExchangeRequest;
  /** The time in the answer, ms. @throws InvalidPayload where there is none */
  timeIn(payload: Payload): number;
  /** Headers that carry an API key. */
  keyHeaders(key: string): Readonly<Record<string, string>>;
  /** What an answer says. @throws ExchangeError for everything that is not a JSON answer to the request */
  read(request: ExchangeRequest, answer: HttpAnswer): ExchangeReply;
}

/** An open way to an exchange. */
export interface Exchange {
  /**
   * One GET, answered within 4 s or not at all; no redirects, no retries.
   *
   * @throws ExchangeError for everything that is not an answer to the request. It carries nothing of the request's headers.
   */
  get(request: ExchangeRequest): Promise<ExchangeReply>;
  close(): void;
}
