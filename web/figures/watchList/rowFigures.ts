import { numberOf } from '../../../analysis/decimal.ts';
import { bestIn, spreadBetween } from '../../../analysis/spreadFigures.ts';
import { signed } from '../format.ts';
import { numberIn } from '../numbers.ts';

type Row = Readonly<Record<string, unknown>>;

/** Change within 24 hours, %; null: the row has none. */
export const changeOf = (row: Row): number | null => numberIn(row.priceChangePercent);

/** A change with its sign: `+1.20%`. */
export const changeText = (percent: number): string => `${signed(percent, 2)}%`;

/** Spread in basis points of the mid; null: a side is empty, or the row is not right. */
export function spreadOf({ bidPrice, askPrice }: Row): number | null {
  const [bid, ask] = [bestIn(bidPrice), bestIn(askPrice)];
  return bid && ask && numberOf(spreadBetween(bid, ask).basisPoints);
}

/** Basis points with as many decimals as say something: `0.003`, `1.25`, `118`. */
export function spreadText(points: number): string {
  const size = Math.abs(points);
  return points.toFixed(size >= 100 ? 0 : size >= 10 ? 1 : size >= 0.1 || size === 0 ? 2 : 3);
}

interface FeedOfPair {
  readonly market?: string;
  readonly code: string;
  readonly status: string;
}

/** Pairs that the exchange does not trade, with its word for that. What is not known is not among them. */
export function haltedOf(feeds: readonly FeedOfPair[], market: string): Readonly<Record<string, string>> {
  const own = feeds.filter((feed) => (feed.market ?? 'spot') === market);
  const halted = own.filter(({ status }) => status !== 'TRADING' && status !== 'UNVERIFIED');
  return Object.fromEntries(halted.map(({ code, status }) => [code, status]));
}
