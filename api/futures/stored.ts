import { connectors } from '../../gateway/connectors.ts';
import { minutesOf } from '../../markets/intervals.js';
import type { FeedName } from '../../markets/markets.js';
import type { ApiContext } from '../context/context.ts';
import { enabledOf } from '../context/markets.ts';
import { FUTURES } from './exchanges.ts';
import { DEFAULT_PERIOD, intervals } from './futuresRoutes.ts';

type Parts = Pick<ApiContext, 'markets' | 'config'>;

/** What the last parts of paths are made of, but for candles. */
const feeds: readonly (readonly [part: string, feed: FeedName])[] = [
  ['oi', 'open-interest'],
  [`oi-hist (period ${DEFAULT_PERIOD})`, 'open-interest-hist'],
  ['funding', 'mark-price'],
  ['funding-hist', 'funding-rate'],
];

/** Most symbols that an answer names. */
const MOST_NAMED = 100;

/** The exchange's names of the contracts that are collected, the first hundred. */
export const collectedSymbols = ({ markets, config }: Parts): readonly string[] =>
  markets.pairsOf(config(), FUTURES).slice(0, MOST_NAMED).map(connectors[FUTURES].symbolOf);

/** The lengths of the candles that are collected, by the exchange's names. */
export function collectedIntervals({ markets, config }: Parts): readonly string[] {
  const enabled = enabledOf(markets, config(), markets.collectorsOf(FUTURES));
  const minutes = new Set(enabled.flatMap(({ feed, interval }) => (feed === 'klines' ? [interval] : [])));
  return intervals.filter((name) => minutes.has(minutesOf(name)));
}

/** What is stored for the futures' routes, as a sentence. */
export function whatIsStored(context: Parts): string {
  const { markets, config } = context;
  const symbols = collectedSymbols(context);
  if (symbols.length === 0) return 'Nothing of futures is stored: CONFIG.json has no usdm.pairs.';
  const enabled = enabledOf(markets, config(), markets.collectorsOf(FUTURES));
  const candles = collectedIntervals(context);
  const parts = [
    ...(candles.length > 0 ? [`ohlc of ${candles.join(', ')}`] : []),
    ...feeds.flatMap(([part, feed]) => (enabled.some((one) => one.feed === feed) ? [part] : [])),
  ];
  return `Collected are ${parts.join('; ') || 'none of these'}: of ${symbols.join(', ')}.`;
}
