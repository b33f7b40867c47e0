import type { RateLimit } from '../../../markets/market.js';
import { isBelievable, isSliding, type Limits, limitsOf, rateLimitOf, steadyPerMinute } from '../../../model/limits.ts';

const minute: RateLimit = { weight: 6000, windowMs: 60_000, window: 'fixed' };
const small: RateLimit = { weight: 10, windowMs: 10_000, window: 'sliding' };

describe('limits', () => {
  it.each<[RateLimit, object]>([
    [minute, { weightPerMinute: 6000 }],
    [
      { ...minute, window: 'sliding' },
      { weightPerMinute: 6000, windowMs: 60_000, window: 'sliding' },
    ],
    [small, { weightPerMinute: 60, windowMs: 10_000, window: 'sliding' }],
    [{ weight: 100, windowMs: 7_000, window: 'fixed' }, expect.objectContaining({ windowMs: 7_000 })],
  ])('of %j are kept per minute, with any other window than the fixed minute, and come back whole', (limit, limits) => {
    expect(limitsOf(limit)).toEqual(limits);
    expect(rateLimitOf(limitsOf(limit))).toEqual(limit);
  });

  it.each<[number, RateLimit, boolean]>([
    [6000, minute, true],
    [100, minute, true],
    [99, minute, false],
    [100_001, minute, false],
    [60, small, true],
    [6, small, true],
    [5, small, false],
    [Number.NaN, small, false],
    [150_000, { ...minute, weight: 200_000 }, true],
  ])('of %d a minute beside a table with %j are believed: %s', (weightPerMinute, table, isBelieved) => {
    expect(isBelievable({ weightPerMinute }, table)).toBe(isBelieved);
  });

  it('of more weight in a window than any exchange has are not believed', () => {
    expect(isBelievable({ weightPerMinute: 6000, windowMs: 86_400_000, window: 'fixed' }, minute)).toBe(false);
  });

  it.each<[Limits, boolean]>([
    [{ weightPerMinute: 6000 }, false],
    [{ weightPerMinute: 6000, windowMs: 10_000, window: 'fixed' }, false],
    [{ weightPerMinute: 6000, windowMs: 9_999, window: 'fixed' }, true],
    [{ weightPerMinute: 6000, windowMs: 60_000, window: 'sliding' }, true],
  ])('%j are counted by a sliding window: %s', (limits, sliding) => {
    expect(isSliding(limits)).toBe(sliding);
    const part = steadyPerMinute(limits) / limits.weightPerMinute;
    if (sliding) expect(part).toBeLessThan(1);
    else expect(part).toBe(1);
    expect(part).toBeGreaterThan(0.9);
  });
});
