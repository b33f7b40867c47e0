import { connectors } from '../../../gateway/connectors.ts';
import type { Collector, FeedName, Market } from '../../../markets/markets.js';
import { collectorKey } from '../../../store/redis/keys.ts';
import { type LatestValue, readLatest } from '../../../store/values/latest.ts';
import { readRows, type SeriesPage } from '../../../store/values/series.ts';
import type { ApiContext } from '../../context/context.ts';
import { readStore } from '../../http/readStore.ts';
import { type Freshness, judgeFreshness } from '../../state/freshness.ts';

/** A value that is fresh. */
export interface Fresh {
  /** Its JSON text. */
  readonly text: string;
  /** Exchange-clock ms as of which it is right. */
  readonly asOf: number;
  readonly source: string;
}

/** What is stored, as answers in the dialect are made of it. @throws of all that read: ApiError `redis-unavailable` */
export interface Stored {
  /**
   * The value of a feed for a symbol. Null where it is not collected, not fresh, or not what the exchange has now.
   * @param mostMs it must be no older, ms; default: as old as GetData calls fresh
   */
  fresh(market: Market, feed: FeedName, symbol: string, mostMs?: number): Promise<Fresh | null>;
  /** The newest rows of a series below a score, newest first. Null where it is not collected. */
  rows(market: Market, feed: FeedName, symbol: string, below: number, count: number): Promise<SeriesPage | null>;
  /** How fresh rows of a series are that were last confirmed at `asOf`. */
  freshness(market: Market, feed: FeedName, symbol: string, asOf: number | null): Freshness | null;
  /** The status of a symbol in the exchange's own words; undefined where it is not known. */
  statusOf(market: Market, symbol: string): string | undefined;
  /** Whether a symbol is one of those that CONFIG.json names. */
  isCollected(market: Market, symbol: string): boolean;
  /** Symbols of the pairs that CONFIG.json names. */
  symbolsOf(market: Market): readonly string[];
  /** Time of a market's exchange, ms; NaN while its clock is not measured. */
  now(market: Market): number;
}

export function createStored(context: ApiContext): Stored {
  const { board, config, markets } = context;
  /** By market and feed: those of one feed that is no candle. */
  const collectors = new Map(
    markets.collectors.map((collector) => [`${collector.market} ${collector.feed}`, collector]),
  );

  function collectorOf(market: Market, feed: FeedName, symbol: string): Collector | null {
    const collector = collectors.get(`${market} ${feed}`);
    if (collector === undefined || !markets.isEnabled(config(), collector) || !isCollected(market, symbol)) return null;
    return collector;
  }

  const codeOf = (market: Market, symbol: string): string => connectors[market].codeOf(symbol);

  const isCollected = (market: Market, symbol: string): boolean =>
    // Codes are symbols in lower case, but a symbol in lower case is none.
    connectors[market].symbolOf(codeOf(market, symbol)) === symbol &&
    markets.pairsOf(config(), market).includes(codeOf(market, symbol));

  const judge = (collector: Collector, symbol: string, asOf: number | null, isOutOfStep = false): Freshness => {
    const { market } = collector;
    const own = markets.configOf(config(), market);
    const code = codeOf(market, symbol);
    return judgeFreshness(board.book(market), own, collector, code, asOf, board.now(market), isOutOfStep);
  };

  const readValue = (collector: Collector, symbol: string): Promise<LatestValue> =>
    readStore(context, (store) => readLatest(store, collectorKey(collector, codeOf(collector.market, symbol))));

  return {
    async fresh(market, feed, symbol, mostMs = Number.POSITIVE_INFINITY) {
      const collector = collectorOf(market, feed, symbol);
      if (collector === null) return null;
      const { value, meta } = await readValue(collector, symbol);
      if (value === null || meta === null) return null;
      const { asOf, source, isOutOfStep } = meta;
      const { age, stale } = judge(collector, symbol, asOf, isOutOfStep);
      return stale || age === null || age > mostMs ? null : { text: value, asOf, source };
    },
    async rows(market, feed, symbol, below, count) {
      const collector = collectorOf(market, feed, symbol);
      if (collector === null) return null;
      const key = collectorKey(collector, codeOf(market, symbol));
      return readStore(context, (store) => readRows(store, key, { before: below }, count));
    },
    freshness(market, feed, symbol, asOf) {
      const collector = collectorOf(market, feed, symbol);
      return collector === null ? null : judge(collector, symbol, asOf);
    },
    statusOf: (market, symbol) => board.book(market).listings.get(codeOf(market, symbol))?.status,
    isCollected,
    symbolsOf: (market) => markets.pairsOf(config(), market).map(connectors[market].symbolOf),
    now: (market) => board.measuredNow(market),
  };
}
