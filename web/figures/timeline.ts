import { perMinute } from './counters.ts';

/** What grew in a stretch of time, one amount for each line that is drawn. */
export interface Stretch {
  /** ms */
  readonly from: number;
  readonly to: number;
  readonly amounts: readonly number[];
}

/** What grew over all the time that something is looked at, in a bounded number of stretches. */
export interface Timeline {
  /** A stretch is at least so long, ms. */
  readonly stepMs: number;
  readonly stretches: readonly Stretch[];
}

/** So many stretches are kept. */
const MOST = 60;

export const emptyTimeline: Timeline = { stepMs: 10_000, stretches: [] };

/** With one more stretch, which begins where the last one ends. When there are too many, each two become one: it reaches back to the beginning. */
export function lengthened({ stepMs, stretches }: Timeline, next: Stretch): Timeline {
  if (!(next.to > next.from)) return { stepMs, stretches };
  const last = stretches.at(-1);
  const isOpen = last !== undefined && last.to - last.from < stepMs;
  const all = isOpen ? [...stretches.slice(0, -1), joined(last, next)] : [...stretches, next];
  return all.length <= MOST ? { stepMs, stretches: all } : { stepMs: stepMs * 2, stretches: halved(all) };
}

function halved(stretches: readonly Stretch[]): Stretch[] {
  return stretches.flatMap((stretch, index) => {
    if (index % 2 === 1) return [];
    const next = stretches[index + 1];
    return [next === undefined ? stretch : joined(stretch, next)];
  });
}

const joined = (one: Stretch, next: Stretch): Stretch => ({
  from: one.from,
  to: next.to,
  amounts: next.amounts.map((amount, index) => amount + (one.amounts[index] ?? 0)),
});

/**
 * Columns to be drawn as steps: times (s), then for each line what it was a minute in the stretch that ends then. The newest stretch is left out while
 * it is short: what it comes to in a minute would jump.
 */
export function drawn({ stepMs, stretches }: Timeline): number[][] {
  const last = stretches.at(-1);
  const isShort = last !== undefined && last.to - last.from < stepMs / 2;
  const shown = isShort ? stretches.slice(0, -1) : stretches;
  const [first] = shown;
  if (first === undefined) return [];
  const points = [first, ...shown];
  const lines = first.amounts.map((_, line) =>
    points.map(({ from, to, amounts }) => perMinute(amounts[line] ?? 0, to - from)),
  );
  return [[first.from, ...shown.map(({ to }) => to)].map((ms) => ms / 1_000), ...lines];
}

/** All that grew of one line. */
export const sumOf = ({ stretches }: Timeline, line: number): number =>
  stretches.reduce((sum, { amounts }) => sum + (amounts[line] ?? 0), 0);

/** How long it reaches back, ms. */
export const lengthOf = ({ stretches }: Timeline): number => (stretches.at(-1)?.to ?? 0) - (stretches[0]?.from ?? 0);
