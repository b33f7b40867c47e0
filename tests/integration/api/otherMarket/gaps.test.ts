import { writeGaps } from '../../../../store/values/gaps.ts';
import { NOW } from '../apiFixture.ts';
import { gap, OTHER_NOW, otherMarket } from './otherMarket.ts';

const world = otherMarket();

it('/gaps lists those of the market that is asked for', async () => {
  await writeGaps(world.api.store, 'trades', 1, [{ ...gap, state: 'open' }]);
  await writeGaps(world.api.store, 'other-prints', 1, [{ ...gap, from: 4, state: 'open' }]);
  const made = (await world.get('/gaps?market=other')).body;
  expect(made).toMatchObject({
    total: 1,
    gaps: [{ market: 'other', feed: 'prints', type: 'prints', from: 4, missing: null }],
  });
  expect(made.at).toBeGreaterThanOrEqual(OTHER_NOW);
  const spot = (await world.get('/gaps')).body;
  expect(spot).toMatchObject({ at: NOW, total: 1, gaps: [{ feed: 'trades', from: 3 }] });
  expect(spot.gaps[0]).not.toHaveProperty('market');
  expect((await world.get('/gaps?market=other&feed=trades')).body).toMatchObject({
    accepted: ['prints', 'bars', 1, 240],
  });
  expect((await world.get('/health')).body.openGaps).toBe(2);
});
