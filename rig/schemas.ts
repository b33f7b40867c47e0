import type { Config } from '../config/config.ts';
import { connectors } from '../exchanges/connectors.ts';
import type { FeedName } from '../markets/markets.js';
import type { Feed } from '../model/feed.ts';
import { createValidator } from '../model/validate.ts';

/** Checks a stored row against the schema its feed has for the exchange's rows; why it is not valid, or undefined. */
export type SchemaCheck = (feed: FeedName, row: string) => string | undefined;

export function createSchemaCheck(config: Config): SchemaCheck {
  const checks = new Map<FeedName, (row: unknown, what: string) => unknown>();
  return (feed, row) => {
    const check = checks.get(feed) ?? createValidator(feedOf(feed, config).rowSchema);
    checks.set(feed, check);
    try {
      check(sentAs(feed, JSON.parse(row)), 'stored');
      return undefined;
    } catch (error) {
      return error instanceof Error ? error.message : String(error);
    }
  };
}

function feedOf(name: FeedName, config: Config): Feed {
  const feed = connectors.spot.feeds[name]?.({ ...config.feeds[name] }, undefined);
  if (feed === undefined) throw new Error(`no feed ${name}`);
  return feed;
}

/** The exchange's row that a stored one would have come from. */
function sentAs(feed: FeedName, row: unknown): unknown {
  if (feed === 'klines') return (row as unknown[]).slice(0, 12);
  if (feed !== 'trades') return row;
  const [a, p, q, f, l, T, m] = row as unknown[];
  return { a, p, q, f, l, T, m };
}
