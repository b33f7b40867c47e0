import { plan } from '../../../../collectors/plan/plan.ts';
import type { Planned } from '../../../../collectors/plan/planned.ts';
import { sizeOf, streamsPerPair } from '../../../../collectors/plan/size.ts';
import { feedOf, streamNames } from '../../../../collectors/plan/streamNames.ts';
import { marketConfigOf } from '../../../../config/marketConfig.ts';
import { binanceUsdm } from '../../../../exchanges/binance/usdm/connector.ts';
import { usdmStreams } from '../../../../exchanges/binance/usdm/streams.ts';
import { placeFor } from '../../../../gateway/streams/placing.ts';
import type { Shard } from '../../../../gateway/streams/shard.ts';
import { collectorsOf } from '../../../../markets/markets.js';
import { usdm as table } from '../../../../markets/usdm.js';
import { limitsOf } from '../../../../model/limits.ts';
import { configOf } from '../../../configOf.ts';

const CONTRACTS = ['perpetual', 'current_quarter', 'next_quarter'];
const HEARTBEATS = 2;

it.each([
  [5, CONTRACTS, 2],
  [50, CONTRACTS, 11],
  [50, [], 4],
])('%i pairs with candles of %j need %i sockets, as planned and as placed', (count, contracts, sockets) => {
  const pairs = Array.from({ length: count }, (_, index) => `p${index}usdt`);
  const usdm = { pairs, transport: 'stream', klines: { contracts } };
  const config = marketConfigOf(configOf({ pairs: ['btcusdt'], usdm }), 'usdm');
  if (config === undefined) throw new Error('futures are configured');
  const { listings, pools, limit } = table;
  const collectors = collectorsOf('usdm');
  const planned: Planned = { collectors, listings, pools, config, share: 0.9, connector: binanceUsdm };
  const made = plan(planned, limitsOf(limit));
  expect(sizeOf(planned, made).sockets).toBe(sockets);

  const sizes = streamsPerPair(planned, collectors, made.follows);
  const shards: { route: string; streams: Map<string, { group: string }> }[] = [];
  const names = collectors
    .filter(({ name }) => made.follows.has(name))
    .flatMap((collector) =>
      pairs.flatMap((pair) => streamNames(collector, feedOf(planned, collector), binanceUsdm.symbolOf(pair))),
    );
  for (const name of new Set(names)) {
    const [route, group] = [usdmStreams.routeOf(name), usdmStreams.groupOf(name)];
    const most = usdmStreams.mostStreams - HEARTBEATS;
    const found = placeFor(route, group, most, sizes.get(route) ?? 0, shards as unknown as Shard[]);
    const shard = shards.find((each) => each === (found as unknown)) ?? { route, streams: new Map() };
    if (found === null) shards.push(shard);
    shard.streams.set(name, { group });
  }
  expect(shards).toHaveLength(sockets);
});
