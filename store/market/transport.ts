import type { Market } from '../../markets/markets.js';
import type { Store } from '../redis/connect.ts';
import { transportKey } from '../redis/keys.ts';
import { record, storedJson, texts, time, writeOver } from '../redis/stored.ts';

/** What the plan depends on and one process decides for all: what has been in the past, and what each of them alone would see. */
export interface SharedTransport {
  /** Feeds on `auto` stay on streams although polling fits again. */
  readonly isHeld: boolean;
  /** Since when polling fits, without a break, while they are held; null: it does not. Exchange-clock ms. */
  readonly fitsSince: number | null;
  /** The kinds of socket (exchanges/streamProtocol.ts) of which none can be opened; absent: there are none. */
  readonly blocked?: readonly string[];
}

/** Where nobody has renewed it for so long, seconds, it says nothing any more. */
const TTL_S = 3_600;

/** @throws ioredis errors when Redis is away */
export async function writeTransport(store: Store, market: Market, decided: SharedTransport): Promise<void> {
  const key = transportKey(market);
  await writeOver(store, key, () => store.redis.set(key, JSON.stringify(decided), 'EX', TTL_S));
}

/** What is stored, or null where there is nothing or it is damaged. */
export const parseTransport = storedJson<SharedTransport>(
  record({ isHeld: { type: 'boolean' }, fitsSince: { ...time, nullable: true }, blocked: texts }, ['blocked']),
);
