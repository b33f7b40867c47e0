import type { Random } from '../random.ts';
import type { Side } from './side.ts';

/** A minute with fewer orders than this is plain: all of them trade at its open, the last at its close. */
export const PLAIN_BELOW = 8;

/** One order of a plain minute, before volumes are scaled to what the hour can spare. */
interface Draft {
  readonly buy: boolean;
  readonly atClose: boolean;
  readonly volume: number;
}

/** Draws the orders of a plain minute; `mean` is their usual volume in steps. */
export function draftPlain(orders: number, mean: number, random: Random): Draft[] {
  return Array.from({ length: orders }, (_, index) => ({
    buy: random() < 0.5,
    atClose: index === orders - 1,
    volume: mean * (0.1 + 1.2 * random() * random()),
  }));
}

/** The sums of one side of a drafted minute whose close lies `rise` ticks above its open (below, when negative). */
export function plainSide(drafts: readonly Draft[], buy: boolean, rise: number, scale: number): Side {
  let [volume, excess] = [0, 0];
  for (const draft of drafts) {
    if (draft.buy !== buy) continue;
    const steps = Math.max(2, Math.floor(draft.volume * scale));
    volume += steps;
    const aboveLow = draft.atClose ? Math.max(0, rise) : Math.max(0, -rise);
    excess += aboveLow * steps;
  }
  return { volume, excess };
}
