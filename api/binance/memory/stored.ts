import { connectors } from '../../../gateway/connectors.ts';
import type { Collector, FeedName, Market } from '../../../markets/markets.js';
import { collectorKey } from '../../../store/redis/keys.ts';
import type { ApiContext } from '../../context/context.ts';
import type { Pages } from '../../pages/page.ts';
import { type Freshness, judgeFreshness } from '../../state/read/freshness.ts';
import { ENTRY_LENGTH, MOST_MADE, type RowsPage, rowsAt, rowsPages, valueAt, valuePages } from './storedPages.ts';

/** A value that is fresh. */
export interface Fresh {
  /** Its JSON text. */
  readonly text: string;
  /** Exchange-clock ms as of which it is right. */
  readonly asOf: number;
  readonly source: string;
  /** What was made of the text, by what it is called: it is kept for as long as the text is. */
  readonly made: Map<string, string | null>;
}

/** What is stored, as answers in the dialect are made of it. @throws of all that read: ApiError `redis-unavailable` */
export interface Stored {
  /**
   * The value of a feed for a symbol. Null where it is not collected, not fresh, or not what the exchange has now.
   * @param mostMs it must be no older, ms; default: as old as GetData calls fresh
   */
  fresh(market: Market, feed: FeedName, symbol: string, mostMs?: number): Promise<Fresh | null>;
  /** The newest rows of a series below a score, newest first. Null where it is not collected. */
  rows(market: Market, feed: FeedName, symbol: string, below: number, count: number): Promise<RowsPage | null>;
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

/** What is made of a value's text, once. It is kept with the value, but no more than the value's place in memory allows for. */
export function made({ text, made: all }: Fresh, name: string, make: (text: string) => string | null): string | null {
  const known = all.get(name);
  if (known !== undefined) return known;
  const one = make(text);
  const most = MOST_MADE * text.length;
  let length = ENTRY_LENGTH + (one?.length ?? 0);
  for (const other of all.values()) length += ENTRY_LENGTH + (other?.length ?? 0);
  if (length > most) all.clear();
  if (ENTRY_LENGTH + (one?.length ?? 0) <= most) all.set(name, one);
  return one;
}

export function createStored(context: ApiContext, pages: Pages): Stored {
  const values = pages.shelf(valuePages);
  const series = pages.shelf(rowsPages);
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

  return {
    async fresh(market, feed, symbol, mostMs = Number.POSITIVE_INFINITY) {
      const collector = collectorOf(market, feed, symbol);
      if (collector === null) return null;
      const request = valueAt(collectorKey(collector, codeOf(market, symbol)));
      const page = values.kept(request.address) ?? (await values.read(request));
      const { text, asOf, source, isOutOfStep, made } = page;
      if (text === null || asOf === null) return null;
      const { age, stale } = judge(collector, symbol, asOf, isOutOfStep);
      return stale || age === null || age > mostMs ? null : { text, asOf, source, made };
    },
    async rows(market, feed, symbol, below, count) {
      const collector = collectorOf(market, feed, symbol);
      if (collector === null) return null;
      const request = rowsAt(collectorKey(collector, codeOf(market, symbol)), below, count);
      return series.kept(request.address) ?? series.read(request);
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
