import { drawNormal, type Random } from '../random.ts';

/** How far the curve swings from the straight line between open and close, as a share of the range. */
const SWING = 0.6;
/** How near the widest swing comes to the high and the low. */
const REACH = 0.9;

/** `count` + 1 prices from open to close, a random walk tied down at both ends and kept within low and high. */
export function priceCurve(
  span: { readonly open: number; readonly high: number; readonly low: number; readonly close: number },
  count: number,
  random: Random,
): number[] {
  const walk = [0];
  for (let index = 1; index <= count; index += 1) walk.push((walk[index - 1] ?? 0) + drawNormal(random));
  const drift = (walk[count] ?? 0) / count;
  let widest = 1e-9;
  for (let index = 0; index <= count; index += 1) {
    const tied = (walk[index] ?? 0) - drift * index;
    walk[index] = tied;
    widest = Math.max(widest, Math.abs(tied));
  }
  const scale = ((span.high - span.low) * SWING) / widest;
  const path = walk.map((tied, index) => span.open + ((span.close - span.open) * index) / count + tied * scale);
  const [upper, lower] = [Math.max(span.open, span.close), Math.min(span.open, span.close)];
  // Swings beyond open and close are stretched or pressed until the widest nearly touches the high, or the low.
  const up = ((span.high - upper) * REACH) / Math.max(1e-9, Math.max(...path) - upper);
  const down = ((lower - span.low) * REACH) / Math.max(1e-9, lower - Math.min(...path));
  return path.map((price, index) => {
    if (index === 0) return span.open;
    if (index === count) return span.close;
    if (price > upper) return Math.round(upper + (price - upper) * up);
    return Math.round(price < lower ? lower - (lower - price) * down : price);
  });
}
