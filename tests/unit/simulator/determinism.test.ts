import fc from 'fast-check';
import { klineRow } from '../../../simulator/endpoints/klineRow.ts';
import { intervals } from '../../../simulator/intervals.ts';
import { bookAt } from '../../../simulator/trading/book/book.ts';
import { DAY, MINUTE } from '../../../simulator/trading/calendar.ts';
import { LATER, samplePairs, sampleSymbols } from './samplePairs.ts';

const names = [...intervals.keys()];
const question = fc.record({
  symbol: fc.constantFrom(...sampleSymbols),
  name: fc.constantFrom(...names),
  time: fc.integer({ min: Date.UTC(2018, 0, 1), max: Date.UTC(2026, 11, 1) }),
});
type Question = { readonly symbol: string; readonly name: string; readonly time: number };

function asker(seed?: string) {
  const listing = samplePairs(seed);
  return ({ symbol, name, time }: Question): string => {
    const pair = listing(symbol);
    const { trading } = pair;
    const interval = intervals.get(name);
    const openTime = interval?.open(time, Math.floor(trading.firstTime / DAY) * DAY) ?? 0;
    const candle = interval && trading.candle(interval, openTime, LATER);
    const orders = trading.ordersIn(Math.floor(time / MINUTE));
    return JSON.stringify([candle && klineRow(candle, trading.scale), orders, bookAt(pair, time, 20)]);
  };
}

describe('a seed', () => {
  it('gives the same figures whatever order it is asked in, and to every new simulator', () => {
    fc.assert(
      fc.property(fc.array(question, { minLength: 5, maxLength: 12 }), (questions) => {
        const [one, other] = [asker(), asker()];
        const forward = questions.map(one);
        const backward = [...questions].reverse().map(other).reverse();
        expect(backward).toEqual(forward);
        expect(questions.map(one)).toEqual(forward);
      }),
      { numRuns: 8 },
    );
  });

  it('is what all figures depend on', () => {
    const asked = { symbol: 'BTCUSDT', name: '1h', time: Date.UTC(2026, 3, 1) };
    expect(asker('a')(asked)).not.toBe(asker('b')(asked));
    expect(asker('a')(asked)).toBe(asker('a')(asked));
  });
});

describe('the passing of time', () => {
  it('only adds: a closed candle stays, a forming one gains trades, the book number rises', () => {
    const pair = samplePairs()('ETHUSDT');
    const { trading } = pair;
    const hour = intervals.get('1h');
    const start = Date.UTC(2026, 10, 20, 12);
    if (hour === undefined) throw new Error('no 1h');
    let [trades, update, high] = [0, 0, 0];
    for (let now = start; now < start + 60 * MINUTE; now += 7_777) {
      const candle = trading.candle(hour, start, now);
      const book = bookAt(pair, now, 1);
      expect(candle?.trades).toBeGreaterThanOrEqual(trades);
      expect(candle?.high).toBeGreaterThanOrEqual(high);
      expect(book?.lastUpdateId).toBeGreaterThan(update);
      [trades, update, high] = [candle?.trades ?? 0, book?.lastUpdateId ?? 0, candle?.high ?? 0];
    }
    const closed = trading.candle(hour, start, start + 60 * MINUTE);
    expect(closed?.trades).toBeGreaterThanOrEqual(trades);
    expect(trading.candle(hour, start, LATER)).toEqual(closed);
  });
});
