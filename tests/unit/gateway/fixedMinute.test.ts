import { requireFixedMinute } from '../../../gateway/fixedMinute.ts';
import { markets } from '../../../markets/markets.js';

it.each(Object.entries(markets))('the weight of %s can be counted', (name, { limit }) => {
  expect(() => requireFixedMinute(name, limit)).not.toThrow();
});

it.each([
  ['fixed', 300_000, 'usdm: its weight is limited by a fixed window of 300 s, and only fixed minutes can be counted'],
  ['sliding', 60_000, 'usdm: its weight is limited by a sliding window of 60 s, and only fixed minutes can be counted'],
] as const)('a %s window of %d ms is refused, in one clear line', (window, windowMs, message) => {
  expect(() => requireFixedMinute('usdm', { weight: 2400, window, windowMs })).toThrow(
    expect.objectContaining({ code: 'start-failed', message }),
  );
});
