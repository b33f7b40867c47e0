import type { Endpoint } from '../model/endpoint.ts';
import type { AnswerAsIs, ExchangeReply, ExchangeRequest } from '../model/exchangeRequest.ts';
import type { FeedFactory, Payload } from '../model/feed.ts';
import type { LiveStreams } from '../model/liveStreams.ts';
import type { StreamNames } from '../model/streamNames.ts';
import type { Archive } from './archive.ts';
import type { HttpAnswer } from './httpAnswer.ts';
import type { RelayedStreams } from './relayedStreams.ts';
import type { StreamProtocol } from './streamProtocol.ts';

/**
 * What `exchanges/` offers for one market of one exchange: the exchange's names, the requests to it, and the meaning of its answers. A
 * connector is pure and opens nothing. The market's table (`markets/`) says which feeds there are and what the exchange allows.
 */
export interface Connector {
  /** The feeds of the market's table, by name. */
  readonly feeds: Readonly<Record<string, FeedFactory>>;
  /** What callers may ask the exchange for through us; absent: nothing. */
  readonly endpoints?: readonly Endpoint[];
  /** The exchange's name of a pair, e.g. BTCUSDT for btcusdt. */
  symbolOf(code: string): string;
  /** The pair's code for the exchange's name, e.g. btcusdt for BTCUSDT. */
  codeOf(symbol: string): string;
  /** The cheapest request that the exchange itself answers, be it made for that or not. */
  ping(): ExchangeRequest;
  /** Asks for the exchange's clock. */
  time(): ExchangeRequest;
  /** The time in the answer, ms. @throws InvalidPayload where there is none */
  timeIn(payload: Payload): number;
  /** The exchange tells its clock in steps of so many ms, rounded down: 1, or 1000 where it tells seconds. */
  readonly timeStepMs: number;
  /** Headers that carry an API key. */
  keyHeaders(key: string): Readonly<Record<string, string>>;
  /**
   * Reads an answer. If the exchange wraps its answers, or says something in a header, `data` is made of that, for its feeds and `timeIn`.
   *
   * @throws ExchangeError for everything that is not an answer to the request, even for an error that comes with status 200
   */
  read(request: ExchangeRequest, answer: HttpAnswer): ExchangeReply;
  /**
   * Takes an answer as it is, for callers: as little of it is parsed as can be. What the exchange refuses a request with is an answer, too.
   * Absent: callers can ask nothing.
   *
   * @throws ExchangeError for what stops the egress, for the exchange's own trouble, and for what is not of the exchange
   */
  readAsIs?(request: ExchangeRequest, answer: HttpAnswer): AnswerAsIs;
  /** Asks for all that there is, and finds its names in the answer; absent: nobody can know what there is. */
  readonly listed?: {
    request(): ExchangeRequest;
    /** The exchange's names; none where the answer is none. */
    symbolsIn(body: string): ReadonlySet<string>;
  };
  /**
   * Its listings are of all pairs that there are: they alone say who is not listed. Where another request is refused for a pair, only its feed has
   * failed. Absent: a pair that any request is refused for is not listed.
   */
  readonly listsAll?: true;
  /** By what its streams are held against its answers; absent: by nothing. */
  readonly news?: NewsSource;
  /** How its streams are spoken; absent: it has none. */
  readonly streams?: StreamProtocol;
  /** Its streams by name: what callers may follow. */
  readonly streamNames?: StreamNames;
  /** What of its streams others may follow through us; absent: nothing. */
  readonly relayed?: RelayedStreams;
  /** What of its streams callers are told in a form of ours; absent: nothing. */
  readonly live?: LiveStreams;
  /** What it says of its whole market, all symbols with their rules; absent: nothing that callers could ask for. */
  readonly info?: InfoSource;
  /** Its archive of older rows; absent: it has none. */
  readonly archive?: Archive;
}

/** An answer about the whole market. It is long: it is never parsed as a whole, and is handed on as it came. */
export interface InfoSource {
  readonly request: () => ExchangeRequest;
  /** The names under which the list of symbols stands in it, and the exchange's time (ms). */
  readonly rows: string;
  readonly time: string;
  /** Whom a row is of, and its status. @throws InvalidPayload where it is not what the exchange documents */
  listed(row: unknown): { readonly symbol: string; readonly status: string };
}

/** What answers about many pairs at once tell, by which streams that speak only on change are judged. */
export interface NewsSource {
  /** The feeds that are asked, in this order. */
  readonly feeds: readonly string[];
  /**
   * What a value of such a feed tells: the number of the pair's last single trade, or its best bid and ask, in the form of
   * `StreamedEntry.topOf`. Nothing where it tells neither.
   */
  read(feed: string, value: string): { readonly lastTrade?: number; readonly top?: string };
}

/** A way to send requests to an exchange. */
export interface Exchange {
  /**
   * One GET, answered within 4 s or not at all; no redirects, no retries.
   *
   * @throws ExchangeError for everything that is not an answer to the request. The error holds none of the request's headers.
   */
  get(request: ExchangeRequest): Promise<ExchangeReply>;
  /** The same, with the answer as it is. @throws ExchangeError as `readAsIs` of the connector; TypeError where that has none */
  getAsIs?(request: ExchangeRequest): Promise<AnswerAsIs>;
  close(): void;
}
