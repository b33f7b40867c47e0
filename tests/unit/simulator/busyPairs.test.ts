import { unitAt, unitStart } from '../../../simulator/trading/calendar.ts';
import { type Candle, sumCandles } from '../../../simulator/trading/candle.ts';
import { createBlockCaches, createSeededHistory } from '../../../simulator/trading/history/seededHistory.ts';
import { drawOrders } from '../../../simulator/trading/orders/numberedOrders.ts';
import { sumOrders } from '../../../simulator/trading/orders/sumOrders.ts';
import { hashNumbers, hashText } from '../../../simulator/trading/random.ts';
import { defaultSymbols } from '../../../simulator/trading/symbols.ts';

/** Of the pair whose prices have most ticks: the volume of its months is bounded most. */
const [bitcoin] = defaultSymbols;
const finerOf = { month: 'day', day: 'hour', hour: 'minute' } as const;
const seeds = ['truth', ...Array.from({ length: 19 }, (_, index) => `seed ${index}`)];
const [FIRST, LAST] = [unitAt('month', Date.UTC(2024, 0)), unitAt('month', Date.UTC(2027, 11))];

it.each([120, 200])('a pair with %i orders a minute has candles and orders of any time, whatever its seed', (many) => {
  if (bitcoin === undefined) throw new TypeError('no pair');
  const spec = { ...bitcoin, ordersPerMinute: many };
  for (const name of seeds) {
    const seed = hashText(`${name}:${spec.symbol}`);
    const { candle } = createSeededHistory(spec, seed, createBlockCaches());
    const draw = drawOrders(seed);

    /** One of the finer candles, all of which are the coarser one together. */
    const lookInto = (level: keyof typeof finerOf, index: number): [number, Candle | undefined] => {
      const finer = finerOf[level];
      const [from, to] = [unitAt(finer, unitStart(level, index)), unitAt(finer, unitStart(level, index + 1))];
      const parts = Array.from({ length: to - from }, (_, part) => candle(finer, from + part)).flatMap(
        (part) => part ?? [],
      );
      const whole = candle(level, index);
      expect(whole && sumCandles(whole.openTime, whole.closeTime, parts)).toEqual(whole);
      const one = hashNumbers(seed, index) % parts.length;
      return [from + one, parts[one]];
    };

    for (let month = FIRST; month <= LAST; month += 1) {
      const [day] = lookInto('month', month);
      const [hour] = lookInto('day', day);
      const [minute, traded] = lookInto('hour', hour);
      expect(traded?.orders).toBeGreaterThan(0);
      expect(traded && sumOrders(minute, draw(traded, minute))).toEqual(traded);
    }
  }
});
