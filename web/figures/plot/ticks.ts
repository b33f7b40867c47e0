/** Steps between two words of an axis of times, s. Beyond them it is whole days. */
const [MINUTE, HOUR, DAY] = [60, 3_600, 86_400];
const timeSteps = [1, 2, 5, 10, 15, 30].flatMap((count) => [count, count * MINUTE]);
const hourSteps = [1, 2, 3, 6, 12, 24].map((count) => count * HOUR);
const steps = [...timeSteps, ...hourSteps].sort((one, other) => one - other);

/** Where words of an axis stand. */
export interface Ticks {
  readonly step: number;
  readonly values: readonly number[];
}

/** Round values between two others, both of them included. @param most how many fit @param isTime they are times, s */
export function ticksOf(from: number, to: number, most: number, isTime = false): Ticks {
  const least = (to - from) / Math.max(1, most);
  if (!(least > 0) || !Number.isFinite(least)) return { step: 1, values: Number.isFinite(from) ? [from] : [] };
  const step = isTime ? timeStep(least) : roundStep(least);
  const first = Math.ceil(from / step - 1e-9);
  const count = Math.floor(to / step + 1e-9) - first + 1;
  // Each is counted from zero: sums of steps would drift.
  return { step, values: Array.from({ length: Math.max(0, count) }, (_, index) => (first + index) * step) };
}

const timeStep = (least: number): number =>
  steps.find((step) => step >= least) ?? DAY * Math.ceil(roundStep(least / DAY));

/** The least of 1, 2, 2.5 and 5, times a power of ten, that is no less. */
function roundStep(least: number): number {
  const power = 10 ** Math.floor(Math.log10(least));
  return power * ([1, 2, 2.5, 5].find((part) => part * power >= least * (1 - 1e-9)) ?? 10);
}
