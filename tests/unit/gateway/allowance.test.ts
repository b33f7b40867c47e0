import { allowanceOf } from '../../../gateway/allowance.ts';
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
