import { createRateLimit } from '../../../simulator/rateLimit.ts';

const MINUTE = 60_000;
const START = Date.UTC(2026, 10, 21, 12);

/** Asks until the address is banned; the time the ban ends. */
function insist(limit: ReturnType<typeof createRateLimit>, now: number): number {
  for (let count = 0; count < 100; count += 1) {
    const { refusal } = limit.charge('a', 60, now);
    if (refusal?.status === 418) return refusal.until;
  }
  throw new Error('never banned');
}

describe('the request weight limit', () => {
  it('counts in fixed UTC minutes, each address for itself', () => {
    const limit = createRateLimit(100);
    expect(limit.charge('a', 60, START + 59_000)).toEqual({ usedWeight: 60 });
    expect(limit.charge('a', 40, START + 59_999)).toEqual({ usedWeight: 100 });
    expect(limit.charge('b', 5, START + 59_999)).toEqual({ usedWeight: 5 });
    expect(limit.charge('a', 60, START + MINUTE)).toEqual({ usedWeight: 60 });
  });

  it('answers 429 beyond it, with the seconds until the minute ends', () => {
    const limit = createRateLimit(100);
    limit.charge('a', 100, START + 1000);
    const { refusal } = limit.charge('a', 1, START + 17_500);
    expect(refusal).toEqual({ status: 429, retryAfterSeconds: 43, until: START + MINUTE });
    expect(limit.charge('a', 1, START + MINUTE).refusal).toBeUndefined();
  });

  it('bans who insists, for two minutes, and goes on refusing after the minute has ended', () => {
    const limit = createRateLimit(100);
    const statuses = Array.from({ length: 13 }, () => limit.charge('a', 60, START).refusal?.status);
    expect(statuses).toEqual([undefined, ...Array(10).fill(429), 418, 418]);
    expect(limit.charge('a', 1, START + 2 * MINUTE - 1).refusal).toMatchObject({ status: 418, retryAfterSeconds: 1 });
    expect(limit.charge('a', 1, START + 2 * MINUTE).refusal).toBeUndefined();
  });

  it('bans twice as long each further time, up to three days', () => {
    const limit = createRateLimit(100);
    const lengths: number[] = [];
    let now = START;
    for (let count = 0; count < 14; count += 1) {
      const until = insist(limit, now);
      lengths.push((until - now) / MINUTE);
      now = until;
    }
    expect(lengths.slice(0, 4)).toEqual([2, 4, 8, 16]);
    expect(lengths.slice(-2)).toEqual([3 * 24 * 60, 3 * 24 * 60]);
  });
});
