import { collectorsOf } from '../../../markets/markets.js';
import { writeListings } from '../../../store/market/listing.ts';
import type { Gap } from '../../../store/values/gaps.ts';
import { type ApiFixture, book, candle, code, configWith, NOW, trade } from './apiFixture.ts';

export const openGap: Gap = {
  code,
  from: 1,
  to: 9,
  cause: 'redis-down',
  state: 'open',
  foundAt: NOW,
  changedAt: NOW,
  left: 9,
  rows: 0,
};
export const account = { egress: 'local', market: 'spot' } as const;
const onePair = { pairs: [code] };

/** Nothing is stored but data of every spot collector of one pair, all fresh, and a report of each. */
export async function makeFresh(api: ApiFixture): Promise<void> {
  api.config = configWith(onePair);
  api.now = NOW;
  api.configStatus = { ...api.configStatus, ok: true, faults: [] };
  await api.store.redis.flushdb();
  await api.store.redis.config('SET', 'maxmemory', '0', 'maxmemory-policy', 'noeviction');
  for (const { feed, interval, name } of collectorsOf('spot')) {
    if (interval !== undefined) await api.series('klines', [candle(NOW - 60_000), candle(NOW, 1)], { interval });
    else if (feed === 'trades') await api.series(feed, [trade(1)]);
    else await api.latest(feed, feed === 'depth' ? book({ bids: 3, asks: 3 }) : { symbol: 'BTCUSDT' });
    await api.report(name, feed === 'pair-info' ? { period: 3600 } : {});
  }
  await writeListings(api.store, 'spot', new Map([[code, { status: 'TRADING', asOf: NOW }]]));
}
