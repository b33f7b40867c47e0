import type { MarketTable } from '../../markets/market.js';
import { type Market, markets } from '../../markets/markets.js';
import { StartError } from '../../runtime/errors.ts';
import type { Store } from '../redis/connect.ts';
import { sourceKey } from '../redis/keys.ts';
import { readOr, writeOver } from '../redis/stored.ts';

/** Who may answer: the market's exchange, or a simulator of it. */
const namesOf = ({ exchange }: Pick<MarketTable, 'exchange'>): readonly string[] => [exchange.name, 'simulator'];

/** Who a market's data comes from; null before the first reply, and where what is stored names nobody. */
export async function readSource(
  store: Store,
  market: Market,
  table: Pick<MarketTable, 'exchange'> = markets[market],
): Promise<string | null> {
  const source = await readOr(store, sourceKey, store.redis.hget(sourceKey, market), null);
  const where = `${sourceKey} ${market}`;
  if (source !== null && !namesOf(table).includes(source)) {
    store.damage.found(where, source);
    return null;
  }
  store.damage.sound(where);
  return source;
}

/**
 * A market's data comes from one source for good: simulated candles among real ones would never be found again.
 *
 * @param table the market's own
 * @throws StartError when the stored data came from another one.
 */
export async function claimSource(
  store: Store,
  market: Market,
  source: string,
  table: Pick<MarketTable, 'exchange'> = markets[market],
): Promise<void> {
  await writeOver(store, sourceKey, () => store.redis.hsetnx(sourceKey, market, source));
  const owner = await readSource(store, market, table);
  if (owner === source) return;
  if (owner === null) {
    await store.redis.hset(sourceKey, market, source);
    return;
  }
  throw new StartError(
    `the ${market} data in Redis db ${store.db} comes from ${owner}, but the configured exchange answers as ${source}: ` +
      'use another Redis or redis.db, or remove the old data with: npm run clear -- --yes',
  );
}
