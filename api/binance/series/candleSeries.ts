import type { Config } from '../../../config/config.ts';
import { minutesOf } from '../../../markets/intervals.js';
import type { Collector, Market } from '../../../markets/markets.js';
import type { ApiContext } from '../../context/context.ts';
import type { Asked } from '../asked.ts';

/** What a path's candles are of: the feed that collects them, and the parameter that names whose they are. */
interface CandlePath {
  readonly feed: (params: Asked['params']) => string | undefined;
  readonly named: 'symbol' | 'pair';
}

const contractFeeds: Readonly<Record<string, string>> = {
  PERPETUAL: 'klines-perpetual',
  CURRENT_QUARTER: 'klines-current-quarter',
  NEXT_QUARTER: 'klines-next-quarter',
};

const bySymbol = (feed: string): CandlePath => ({ feed: () => feed, named: 'symbol' });

/** The paths that candles can be asked at, but for those that are made for charts. */
export const candlePaths: Readonly<Record<string, CandlePath>> = {
  '/api/v3/klines': bySymbol('klines'),
  '/fapi/v1/klines': bySymbol('klines'),
  '/fapi/v1/markPriceKlines': bySymbol('klines-mark'),
  '/fapi/v1/premiumIndexKlines': bySymbol('klines-premium'),
  '/fapi/v1/indexPriceKlines': { feed: () => 'klines-index', named: 'pair' },
  '/fapi/v1/continuousKlines': {
    feed: ({ contractType }) => contractFeeds[String(contractType)],
    named: 'pair',
  },
};

/** Whose candles a request asks for. */
export interface CandlesAsked {
  readonly market: Market;
  readonly feed: string;
  /** Lower case. */
  readonly code: string;
  /** Minutes. */
  readonly interval: number;
}

/** Null where the exchange alone can answer: another time zone, seconds, or a kind of candles that nobody collects. */
export function candlesAsked({ market, endpoint, params }: Asked): CandlesAsked | null {
  const path = candlePaths[endpoint.path];
  const feed = path?.feed(params);
  const interval = minutesOf(String(params.interval));
  const zone = params.timeZone;
  if (path === undefined || feed === undefined || interval === undefined) return null;
  if (zone !== undefined && !/^[+-]?0{1,2}(?::00)?$/.test(String(zone))) return null;
  return { market, feed, code: String(params[path.named]).toLowerCase(), interval };
}

/** The collectors of a feed's candles, by their minutes. */
export type Collected = ReadonlyMap<number, Collector>;

const NONE: Collected = new Map();

/** Makes a function that gives the collectors of what was asked for that are enabled; none where the pair is not collected. */
export function createCollected({ markets, config }: Pick<ApiContext, 'markets' | 'config'>) {
  let inForce: Config | undefined;
  /** By market and feed. */
  const byFeed = new Map<string, Collected>();
  const pairs = new Map<Market, ReadonlySet<string>>();

  function read(market: Market, feed: string, current: Config): Collected {
    const own = markets
      .collectorsOf(market)
      .filter((collector) => collector.feed === feed && markets.isEnabled(current, collector));
    return new Map(
      own.flatMap((collector) => (collector.interval === undefined ? [] : [[collector.interval, collector]])),
    );
  }

  return ({ market, feed, code }: CandlesAsked): Collected => {
    const current = config();
    if (current !== inForce) {
      byFeed.clear();
      pairs.clear();
      for (const name of markets.names) pairs.set(name, new Set(markets.pairsOf(current, name)));
      inForce = current;
    }
    if (pairs.get(market)?.has(code) !== true) return NONE;
    const name = `${market} ${feed}`;
    const known = byFeed.get(name) ?? read(market, feed, current);
    byFeed.set(name, known);
    return known;
  };
}
