import { awaitVerdicts } from '../../../../api/awaitVerdicts.ts';
import { createMarkets } from '../../../../api/context/markets.ts';
import { marketConfigOf } from '../../../../config/marketConfig.ts';
import { writeVerdict } from '../../../../store/market/verdict.ts';
import { configWith } from '../apiFixture.ts';
import { other, otherMarket, tables, wholePart } from './otherMarket.ts';

const world = otherMarket();

it('an edit waits for the verdict of each market that it adds pairs to', async () => {
  const before = createMarkets(tables, (config, market) =>
    market === other
      ? { ...wholePart, pairs: config.pairs.includes('newusdt') ? ['xusdt'] : [] }
      : marketConfigOf(config, market),
  );
  await writeVerdict(world.api.store, 'spot', { pairs: ['btcusdt', 'newusdt'], faults: ['pairs: one'] });
  await writeVerdict(world.api.store, other, { pairs: ['xusdt'], faults: ['other.pairs: two'] });
  const [previous, next] = [configWith({ pairs: ['btcusdt'] }), configWith({ pairs: ['btcusdt', 'newusdt'] })];
  expect(await awaitVerdicts(world.api.store, before, next, previous)).toEqual(['pairs: one', 'other.pairs: two']);
  expect(await awaitVerdicts(world.api.store, before, next, next)).toEqual([]);
});
