import { readSnapshot } from '../../../api/analytics/readSnapshot.ts';
import { createBoard } from '../../../api/context/board.ts';
import { allMarkets } from '../../../api/context/markets.ts';
import { loadConfig } from '../../../config/load.ts';
import { eventually } from '../../eventually.ts';
import { openBench } from './collecting.ts';

test('what collectors store of a pair makes a whole snapshot, whose parts are of nearly the same time', async () => {
  const bench = await openBench({ pairs: ['btcusdt'], usdm: { pairs: ['btcusdt'] } }, { isRealTime: true });
  const { config } = loadConfig(bench.env);
  const board = createBoard({
    markets: allMarkets,
    store: () => bench.store,
    config: () => config,
    log: bench.test.log,
  });
  const context = { markets: allMarkets, config: () => config, board };
  try {
    await bench.start();
    for (const market of ['spot', 'usdm'] as const) {
      await eventually(async () => {
        await board.refresh();
        const { snapshot, isStale } = await readSnapshot(bench.store, context, market, 'btcusdt');
        const { figures, missing, skewMs, source } = snapshot;
        expect({ missing, isStale, source }).toEqual({ missing: [], isStale: false, source: 'simulator' });
        expect(skewMs).toBeLessThanOrEqual(1_500);
        expect(figures.candles).toMatchObject({
          60: { trend: expect.any(String) },
          1440: { trend: expect.any(String) },
        });
        expect([figures.price.last, figures.spread?.mid, figures.trades?.count, figures.day?.open]).not.toContain(null);
        expect(snapshot.parts['avg-price'] === null).toBe(market === 'usdm');
      });
    }
  } finally {
    board.close();
    await bench.close();
  }
});
