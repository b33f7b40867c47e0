import type { Config } from '../config/config.ts';
import { feedFactories } from '../exchanges/binance/spot/feeds/feeds.ts';
import type { FeedName } from '../markets/markets.js';
import { createValidator } from '../model/validate.ts';

/** Checks a stored row against the schema its feed has for the exchange's rows; why it is not valid, or undefined. */
export type SchemaCheck = (feed: FeedName, row: string) => string | undefined;

export function createSchemaCheck(config: Config): SchemaCheck {
  const checks = new Map<FeedName, (row: unknown, what: string) => unknown>();
  return (feed, row) => {
    const check = checks.get(feed) ?? createValidator(feedFactories[feed](config, undefined).rowSchema);
    checks.set(feed, check);
    try {
      check(sentAs(feed, JSON.parse(row)), 'stored');
      return undefined;
    } catch (error) {
      return error instanceof Error ? error.message : String(error);
    }
  };
}

/** The exchange's row that a stored one would have come from. */
function sentAs(feed: FeedName, row: unknown): unknown {
  if (feed === 'klines') return (row as unknown[]).slice(0, 12);
  if (feed !== 'trades') return row;
  const [a, p, q, f, l, T, m] = row as unknown[];
  return { a, p, q, f, l, T, m };
}
