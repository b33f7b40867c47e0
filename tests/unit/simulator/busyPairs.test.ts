import { DAY } from '../../../simulator/trading/calendar.ts';
import { createBlockCaches, createSeededHistory } from '../../../simulator/trading/seededHistory.ts';
import { defaultSymbols } from '../../../simulator/trading/symbols.ts';

const [bitcoin] = defaultSymbols;
if (bitcoin === undefined) throw new Error('no symbols');

// The price of BTCUSDT has the most ticks, so its volume is the first to become too large for a double.
it.each([120, 400, 2000])('a pair of %i orders a minute has candles of every day', (ordersPerMinute) => {
  for (const seed of [57, 58, 59, 60]) {
    const { candle } = createSeededHistory({ ...bitcoin, ordersPerMinute }, seed, createBlockCaches());
    for (let day = Math.ceil(bitcoin.listedAt / DAY); day < Date.UTC(2026, 11, 30) / DAY; day += 25) {
      expect(candle('day', day)).toMatchObject({ openTime: day * DAY });
    }
  }
});
