import type { Interval } from '../markets/markets.js';
import type { OptionsOf, SeriesOf, SpotFeeds, UsdmFeeds } from '../markets/tableTypes.ts';
import type { LogLevel } from '../runtime/logLine.ts';

/** What CONFIG.json says of a market with these feeds. */
interface MarketPart<Feeds> {
  /** Pair codes in lower case, each once; at least one. The only required key. */
  readonly pairs: readonly string[];
  /**
   * How rows come. `poll` asks the exchange by REST alone. `stream` takes them from its streams, of each feed that has any. `auto` (default)
   * polls while everything fits the budget, and takes them from streams before any period is made longer. Where a market's own section does
   * not say it, what the top says counts.
   */
  readonly transport: Transport;
  /** One row per feed of the table. The table says which are enabled by default. */
  readonly feeds: FeedsConfig<Feeds>;
  readonly klines: KlinesConfig;
  /** By feed, how many rows each series of a pair keeps: at most 1,000,000. The table of feeds names the least and the default. */
  readonly retention: Readonly<Record<SeriesOf<Feeds>, number>>;
}

/** The configuration as every process sees it: validated, defaults filled in, deeply frozen. Defaults: schema.ts. */
export interface Config extends MarketPart<SpotFeeds> {
  /** Binance API keys, sent in turn as X-MBX-APIKEY; default none. Their secrets are accepted but never used. */
  readonly apiKeys: readonly ApiKey[];
  /** USD-M futures, in the same form as spot at the top; absent: nothing of them is collected. */
  readonly usdm?: MarketPart<UsdmFeeds>;
  readonly budget: {
    /** The share of the exchange's weight limit that this program may spend, above 0 and up to 1; default 0.9. */
    readonly share: number;
    /** A name for the IP address that requests leave from. Workers with the same name share one budget; default "local". */
    readonly egress: string;
  };
  /** What callers may ask the exchange for through us, of each market. */
  readonly callers: {
    /** Their part of the weight that live polls leave, from 0 to 1; default 0.2. 0: nothing is asked for them. */
    readonly share: number;
    /** Weight per minute beside it, which the plan sets aside, 0 to 100,000; default 0. Without a share it is not set aside. */
    readonly reserve: number;
  };
  readonly live: {
    /** Price × quantity of a trade, in dollars, from which on it is large, above 0 and up to 10^12; default 100,000. */
    readonly largeTradeUsd: number;
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
    /**
     * While there are no access keys, callers may use these host names, beside IP addresses, `localhost` and `host`; `*` allows all.
     * Default none.
     */
    readonly hosts: readonly string[];
    /** Origins allowed to read from a browser (`https://host[:port]` or `*`); default none. */
    readonly cors: readonly string[];
  };
  readonly binance: {
    /** Base URL of the spot REST API, http or https; default https://api.binance.com. */
    readonly spotUrl: string;
    /**
     * Base URL of the spot streams, ws or wss. Default: wss://stream.binance.com:9443 where `spotUrl` is a host of binance.com, else that of
     * `spotUrl`, so that REST and streams are never of two exchanges.
     */
    readonly spotStreamUrl: string;
    /** The same two of USD-M futures; by default https://fapi.binance.com, and wss://fstream.binance.com beside it. */
    readonly usdmUrl: string;
    readonly usdmStreamUrl: string;
  };
  readonly relay: {
    /** ws://host:port or unix:///path of the relay of streams; default: a unix socket of this installation (`relayPlaceOf`). */
    readonly url?: string;
  };
  readonly snapshots: {
    /** Folder of the snapshots that `npm run snapshot` writes and the API compares; default data/snapshots. */
    readonly directory: string;
  };
  readonly log: {
    /** Least severe level that is written; default info. */
    readonly level: LogLevel;
    /** Folder for log files instead of stdout; default none. */
    readonly directory?: string;
  };
}

export type Transport = 'poll' | 'stream' | 'auto';

export interface KlinesConfig {
  /** Candle lengths in minutes, ascending; default all that there are, at least one. */
  readonly intervals: readonly Interval[];
  /**
   * Where candles come from. `poll` asks the exchange for every interval each period. `rollup` adds up the longer ones from the shortest,
   * where that is possible. `auto` (default) does so only when polling all of them does not fit the budget.
   */
  readonly mode: 'auto' | 'poll' | 'rollup';
  /** Only of markets that have such candles: of which other prices and contracts there are to be candles, too; default none. */
  readonly prices?: readonly string[];
  readonly contracts?: readonly string[];
}

export interface ApiKey {
  readonly key: string;
  readonly secret?: string;
}

export interface FeedConfig {
  /** Default true, unless the table of feeds says otherwise. Candles with a name are collected only where `klines` names them, too. */
  readonly enabled: boolean;
  /** Period in seconds between two polls, 1 to 3600; default as in the table of feeds. */
  readonly everySeconds: number;
  /** Of feeds with streams only: in place of the market's own. */
  readonly transport?: Transport;
}

/** Each feed has the settings of all feeds, and those that its table row names. */
type FeedsConfig<Feeds> = { readonly [Feed in keyof Feeds]: FeedConfig & OptionsOf<Feeds[Feed]> };
