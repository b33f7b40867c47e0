import { candles, planOf } from './spotPlans.ts';

describe('level 4', () => {
  it('stretches trades first, then the book, then the rest, long candles before short ones', () => {
    const of = (count: number) => {
      const { level, collectors: planned } = planOf(count);
      return [level, ...['trades', 'depth', 'klines-1'].map((name) => planned.get(name)?.period)];
    };
    expect(of(8)).toEqual([4, 2, 1, 1]);
    // Trades alone, at ten seconds, would not do for twelve: what half of the book's polls leave is given back to them.
    expect(of(12)).toEqual([4, 3, 2, 1]);
    expect(of(40)).toEqual([4, 9, 9, 3]);
    const { collectors: polled } = planOf(7, { klines: { mode: 'poll' } });
    const periods = candles.map((name) => polled.get(name)?.period ?? 0);
    expect(periods).toEqual([...periods].sort((a, b) => a - b));
    expect(periods[0]).toBeLessThan(periods.at(-1) ?? 0);
  });

  it('leaves less than a tenth of the budget unused, from the first pair on that it stretches anything for', () => {
    for (let count = 8; count <= 60; count++) expect(planOf(count).weightPerMinute).toBeGreaterThan(0.9 * 5400);
  });

  it('keeps what is rolled up as fresh as what it is rolled up from, no fresher', () => {
    const { collectors: planned } = planOf(100);
    const base = planned.get('klines-1')?.period ?? 0;
    expect(base).toBeGreaterThan(1);
    for (const name of candles) expect(planned.get(name)?.period).toBeGreaterThanOrEqual(base);
  });

  it('stretches confirmations beyond a minute too where there are hundreds of pairs', () => {
    const made = planOf(500);
    expect(made.collectors.get('klines-5')?.period).toBeGreaterThan(60);
    expect(made.weightPerMinute).toBeLessThanOrEqual(5400);
  });

  it('stretches what is asked for too often by the file, too', () => {
    const made = planOf(1, { feeds: { 'pair-info': { everySeconds: 1 } } }, 5000);
    expect(made.collectors.get('pair-info')?.period).toBeGreaterThan(1);
    expect(made.weightPerMinute).toBeLessThanOrEqual(400);
  });
});
