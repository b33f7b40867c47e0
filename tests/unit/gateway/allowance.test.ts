import { allowanceOf, callersOfWindow } from '../../../gateway/allowance.ts';
import type { RateLimit } from '../../../markets/market.js';

const NOON = Date.UTC(2026, 10, 21, 12);
const needs = () => ({ weightPerMinute: 300, foreign: 60 });
const minute: RateLimit = { weight: 1000, windowMs: 60_000, window: 'fixed' };
const five: RateLimit = { weight: 5000, windowMs: 300_000, window: 'fixed' };
const sliding: RateLimit = { weight: 200, windowMs: 10_000, window: 'sliding' };

it.each<[string, RateLimit, 'live' | 'fill', number, { total: number; fill: number; callers: number }]>([
  ['live polls may spend our share', minute, 'live', 0, { total: 900, fill: 900, callers: 0 }],
  ['fill leaves what live polls need of the minute', minute, 'fill', 0, { total: 540, fill: 540, callers: 0 }],
  ['which is less the later it is', minute, 'fill', 45_000, { total: 810, fill: 810, callers: 0 }],
  ['of a longer window it leaves more', five, 'fill', 0, { total: 2700, fill: 2700, callers: 0 }],
  ['until that ends', five, 'fill', 240_000, { total: 4140, fill: 4140, callers: 0 }],
  ['of a sliding window it has a part of its own', sliding, 'fill', 0, { total: 180, fill: 120, callers: 0 }],
  ['whenever it is', sliding, 'fill', 9_000, { total: 180, fill: 120, callers: 0 }],
])('%s', (_name, limit, kind, ms, allowance) => {
  expect(allowanceOf({ limit, share: 0.9, needs }, kind, NOON + ms)).toEqual(allowance);
});

describe('an even pace', () => {
  const even = (limit: RateLimit, ms: number, weight: number, more = {}) =>
    allowanceOf({ limit, share: 0.9, needs, ...more }, 'fill', NOON + ms, weight);

  it('allows a hundredth of the window at its turn, and of what is spent as planned its part at any moment', () => {
    for (const ms of [0, 15_000, 30_000, 59_999]) {
      const share = ms / 60_000;
      expect(even(minute, ms, 0).total - 360 * share).toBeCloseTo(Math.min(540, 540 * share + 9), 6);
    }
    expect(even(five, 0, 0).total).toBe(45);
  });

  it('lets a heavy request go beyond it, but never beyond what live polls leave', () => {
    expect(even(minute, 0, 20).total).toBe(29);
    expect(even(minute, 0, 800).total).toBe(540);
  });

  it('is none in a sliding window', () => expect(even(sliding, 0, 5).fill).toBe(120));

  it('takes what callers may have off by and by', () => {
    const callers = { share: 0.2, reserve: 50 };
    const theirs = (900 - 360 - 50) * 0.2 + 18 + 50;
    expect(even(minute, 0, 0, { callers })).toMatchObject({ total: 9 + theirs, callers: theirs });
    expect(even(minute, 30_000, 0, { callers }).total).toBeCloseTo(9 + 450 + theirs / 2, 6);
    expect(even(minute, 59_999, 0, { callers }).total).toBeCloseTo(900, 1);
  });
});

describe('callers', () => {
  const callers = { share: 0.2, reserve: 50 };
  /** Of 300 a minute 200 come before callers. */
  const planned = () => ({ weightPerMinute: 300, live: 200, foreign: 60 });
  const of = (limit: RateLimit, kind: 'live' | 'fill' | 'caller-1', ms: number, more = {}) =>
    allowanceOf({ limit, share: 0.9, needs: planned, callers, ...more }, kind, NOON + ms);

  it('may have their share of what live polls still leave of the window, and the reserve', () => {
    expect(of(minute, 'caller-1', 0).callers).toBe((900 - 260) * 0.2 + 50);
    expect(of(minute, 'caller-1', 45_000).callers).toBe((900 - 65) * 0.2 + 50);
    expect(of(five, 'caller-1', 0).callers).toBe((4500 - 1300) * 0.2 + 250);
    expect(of(sliding, 'caller-1', 9_000).callers).toBeCloseTo((180 - 260 / 6) * 0.2 + 50 / 6, 6);
  });

  it('leave live polls theirs, and a little more', () => {
    expect(of(minute, 'caller-1', 0).total).toBe(900 - 260 - 18);
    expect(of(sliding, 'caller-1', 0).total).toBeCloseTo(180 - 3.6, 6);
  });

  it('are left their part of what the plan leaves by history, which leaves news and audit theirs too', () => {
    expect(of(minute, 'fill', 0)).toMatchObject({ total: 900 - 360, callers: (900 - 360 - 50) * 0.2 + 18 + 50 });
    const part = (180 - 60 - 50 / 6) * 0.2 + 3.6 + 50 / 6;
    expect(of(sliding, 'fill', 0).fill).toBeCloseTo(180 - 60 - part, 6);
  });

  it.each([
    ['a fifth', 0.2],
    ['all', 1],
  ])(
    'of a plan that leaves little, history has at least half, however late it is, if %s is for them',
    (_name, share) => {
      const tight = { needs: () => ({ weightPerMinute: 882, live: 700, foreign: 0 }), callers: { share, reserve: 0 } };
      for (const ms of [0, 30_000, 59_999]) {
        const { total, callers: theirs } = of(minute, 'fill', ms, tight);
        // What is planned is spent evenly.
        expect(total - theirs - 882 * (ms / 60_000)).toBeGreaterThanOrEqual(9);
      }
      const { fill } = of(sliding, 'fill', 0, {
        needs: () => ({ weightPerMinute: 180 * 6 - 60, foreign: 0 }),
        callers: { share, reserve: 0 },
      });
      expect(fill).toBeGreaterThanOrEqual(5);
    },
  );

  it('may have nothing where their share is 0, and nothing of live polls is set aside for them', () => {
    const off = { callers: { share: 0, reserve: 50 } };
    expect(of(minute, 'caller-1', 0, off)).toMatchObject({ callers: 0 });
    expect(of(minute, 'fill', 0, off)).toMatchObject({ total: 540, callers: 0 });
    expect(of(minute, 'live', 0)).toEqual({ total: 900, fill: 900, callers: 0 });
  });

  it('may have the reserve alone where live polls leave nothing', () => {
    const all = { needs: () => ({ weightPerMinute: 2_000, foreign: 0 }) };
    expect(of(minute, 'caller-1', 0, all).callers).toBe(50);
  });

  it('never may have more than live polls leave of the whole window, however late it is: many may be due in its last second', () => {
    const nearlyAll = { needs: () => ({ weightPerMinute: 840, foreign: 0 }), callers: { share: 0.5, reserve: 0 } };
    expect(of(minute, 'caller-1', 0, nearlyAll).callers).toBe(30);
    expect(of(minute, 'caller-1', 59_999, nearlyAll).callers).toBe(60 - 18);
  });

  it('have the reserve alone where somebody collects who has not said what he needs', () => {
    const unknown = { needs: () => ({ weightPerMinute: 0, foreign: 0, isUnknown: true as const }) };
    for (const ms of [0, 59_999])
      expect(of(minute, 'caller-1', ms, unknown)).toMatchObject({ total: 882, callers: 50 });
    // What live polls need may be all there is.
    expect(of(minute, 'fill', 0, unknown)).toMatchObject({ total: 0, fill: 0 });
    expect(of(sliding, 'caller-1', 0, unknown).callers).toBeCloseTo(50 / 6, 6);
    expect(of(minute, 'caller-1', 0, { ...unknown, callers: { share: 0, reserve: 50 } }).callers).toBe(0);
  });

  it('have a whole window whatever the moment', () => {
    expect(callersOfWindow({ limit: minute, share: 0.9, needs: planned, callers })).toBe(178);
  });
});
