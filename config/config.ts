import type { Interval } from '../markets/markets.js';
import type { OptionsOf, SeriesOf, SpotFeeds } from '../markets/tableTypes.ts';
import type { LogLevel } from '../runtime/logLine.ts';

/** The configuration as every process sees it: validated, defaults filled in, deeply frozen. Defaults: schema.ts. */
export interface Config {
  /** Pair codes in lower case, each once; at least one. The only required key. */
  readonly pairs: readonly string[];
  /** Binance API keys, sent as X-MBX-APIKEY and rotated; default none. Secrets are accepted but never used. */
  readonly apiKeys: readonly ApiKey[];
  /** One row per feed of the table; all are enabled by default. */
  readonly feeds: FeedsConfig;
  readonly klines: KlinesConfig;
  /** Rows kept per pair and series, by feed: up to 1,000,000; least and default as in the table of feeds. */
  readonly retention: Readonly<Record<SeriesOf<SpotFeeds>, number>>;
  readonly budget: {
    /** Share of the exchange's request-weight limit we may use, above 0 and up to 1; default 0.9. */
    readonly share: number;
    /** Name of the IP address requests leave from: workers with the same name share one budget; default "local". */
    readonly egress: string;
  };
  readonly redis: {
    /** redis://, rediss:// or unix:///path; default redis://127.0.0.1:6379. May hold a password: never log it. */
    readonly url: string;
    /** Database number, 0 to 1023; default 2. It alone chooses the database. */
    readonly db: number;
  };
  readonly api: {
    /** Address to listen on; default 127.0.0.1. */
    readonly host: string;
    /** TCP port, 1 to 65535; default 8000. */
    readonly port: number;
    /** Keys our callers must send, 8 to 256 characters each; default none, which means no key is asked for. */
    readonly accessKeys: readonly string[];
    /** Names by which callers may reach us while there are no access keys, beside IP addresses, `localhost` and `host`, or `*`; default none. */
    readonly hosts: readonly string[];
    /** Origins allowed to read from a browser (`https://host[:port]` or `*`); default none. */
    readonly cors: readonly string[];
  };
  readonly binance: {
    /** Base URL of the spot REST API, http or https; default https://api.binance.com. */
    readonly spotUrl: string;
  };
  readonly log: {
    /** Least severe level that is written; default info. */
    readonly level: LogLevel;
    /** Folder for log files instead of stdout; default none. */
    readonly directory?: string;
  };
}

export interface KlinesConfig {
  /** Candle lengths in minutes, ascending; default all that there are, at least one. */
  readonly intervals: readonly Interval[];
  /**
   * How candles are got: `poll` asks for every interval each period, `rollup` sums the longer ones up from the shortest wherever that
   * can be done, `auto` (default) does so only where polling does not fit the budget.
   */
  readonly mode: 'auto' | 'poll' | 'rollup';
}

interface ApiKey {
  readonly key: string;
  readonly secret?: string;
}

export interface FeedConfig {
  /** Default true. */
  readonly enabled: boolean;
  /** Period in seconds between two polls, 1 to 3600; default as in the table of feeds. */
  readonly everySeconds: number;
}

/** Beside what all feeds have, the settings that the table names. */
type FeedsConfig = { readonly [Feed in keyof SpotFeeds]: FeedConfig & OptionsOf<SpotFeeds[Feed]> };
