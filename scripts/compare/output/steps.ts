/** Round figures of an axis, and the places after the point that tell them apart. */
export interface Steps {
  readonly values: readonly number[];
  readonly places: number;
}

const FACTORS = [1, 2, 5, 10];

/** @param about how many are wanted */
export function niceSteps(low: number, high: number, about: number): Steps {
  const raw = (high - low) / about;
  const power = 10 ** Math.floor(Math.log10(raw));
  const step = (FACTORS.find((factor) => factor * power >= raw) ?? 10) * power;
  const first = Math.ceil(low / step);
  const count = Math.floor(high / step) - first + 1;
  const places = Math.min(20, Math.max(0, -Math.floor(Math.log10(step) + 1e-9)));
  return { values: Array.from({ length: Math.max(0, count) }, (_, index) => (first + index) * step), places };
}

/** Whole seconds, minutes and hours, s. */
const LENGTHS = [1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1_800, 3_600, 7_200, 14_400, 21_600];

/** Times of an axis, ms. @param most of them */
export function timeSteps(from: number, to: number, most: number): number[] {
  const fits = LENGTHS.find((length) => (to - from) / (length * 1000) <= most) ?? LENGTHS.at(-1) ?? 1;
  const step = fits * 1000;
  const first = Math.ceil(from / step) * step;
  return Array.from({ length: Math.max(0, Math.floor((to - first) / step) + 1) }, (_, index) => first + index * step);
}
