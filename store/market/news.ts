import type { Market } from '../../markets/markets.js';
import type { Store } from '../redis/connect.ts';
import { newsKey } from '../redis/keys.ts';
import { integer, mapOf, readOr, record, storedJson, text, time, wholeOf, writeOver } from '../redis/stored.ts';

/** What a news round has found out of all pairs, by the exchange's symbols. */
export interface News {
  /** Number of each pair's last single trade. */
  readonly trades: Readonly<Record<string, number>>;
  /** Best bid and ask, in a form that can be compared. */
  readonly tops: Readonly<Record<string, string>>;
  /** How long the round took, ms. */
  readonly tookMs: number;
}

/** Older news say nothing, seconds. */
const TTL_S = 60;

const parseNews = storedJson<News>(record({ trades: mapOf(integer), tops: mapOf(text), tookMs: time }));

/** Shares the news of a round. @param at exchange-clock ms: when it was begun @throws ioredis errors when Redis is away */
export async function writeNews(store: Store, market: Market, at: number, news: News): Promise<void> {
  const key = newsKey(market);
  await writeOver(store, key, () => store.redis.hset(key, { at: Math.round(at), news: JSON.stringify(news) }));
  await store.redis.expire(key, TTL_S);
}

/**
 * The newest news, where they are not those of `before`; null: there are no others, or they are damaged.
 *
 * @throws ioredis errors when Redis is away
 */
export async function readNews(
  store: Store,
  market: Market,
  before: number | null,
): Promise<{ readonly at: number; readonly news: News } | null> {
  const key = newsKey(market);
  const at = wholeOf(await readOr(store, key, store.redis.hget(key, 'at'), null));
  if (at === null || at === before) return null;
  const news = parseNews(store, key, await readOr(store, key, store.redis.hget(key, 'news'), null));
  return news && { at, news };
}
