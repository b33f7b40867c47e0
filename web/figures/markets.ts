import { intervalText } from './format.ts';

/** What a market has, as /health lists its feeds. */
export interface MarketPairs {
  readonly market: string;
  readonly pairs: readonly string[];
  /** What GetData has of each of them: types, and for candles of another price or contract `1:price=mark`. */
  readonly types: readonly string[];
}

interface NamedFeed {
  readonly market?: string;
  readonly type: string | number;
  readonly price?: string;
  readonly contract?: string;
  readonly code: string;
}

/** The last part of a feed's topic: `price`, `1`, `1:price=mark`. */
export function topicType({ type, price, contract }: Omit<NamedFeed, 'code'>): string {
  const named = price !== undefined ? `:price=${price}` : contract !== undefined ? `:contract=${contract}` : '';
  return `${type}${named}`;
}

/** A feed for people: candles by their interval, `1m mark`. */
export function feedTitle({ type, price, contract }: Omit<NamedFeed, 'code'>): string {
  const name = typeof type === 'number' ? intervalText(type) : type;
  return [name, price ?? contract].filter((part) => part !== undefined).join(' ');
}

/** A feed with its market: `trades (spot)`. */
export const feedOfMarket = (feed: Omit<NamedFeed, 'code'>): string => `${feedTitle(feed)} (${feed.market ?? 'spot'})`;

/** The topic of a feed in /events. */
export const topicOf = (feed: NamedFeed): string => `${feed.market ?? 'spot'}:${feed.code}:${topicType(feed)}`;

/** Markets with their pairs and types, in the order in which /health lists them. */
export function marketsOf(feeds: readonly NamedFeed[]): MarketPairs[] {
  const known = new Map<string, { pairs: Set<string>; types: Set<string> }>();
  for (const feed of feeds) {
    const market = feed.market ?? 'spot';
    const own = known.get(market) ?? { pairs: new Set(), types: new Set() };
    known.set(market, own);
    own.pairs.add(feed.code);
    own.types.add(topicType(feed));
  }
  return [...known].map(([market, { pairs, types }]) => ({ market, pairs: [...pairs], types: [...types] }));
}
