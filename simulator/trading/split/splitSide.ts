import type { Random } from '../random.ts';
import { shareOut } from '../shareOut.ts';
import type { Side } from './side.ts';

/*
 * How one side of a coarse candle is shared out to its finer candles, here called parts. Each part gets a volume (steps) and a quote
 * amount (ticks × steps), that is: a volume at an average price. Two sums must come out to the unit: all volumes, and all quote amounts.
 *
 * 1. Each part draws an average price between its low and its high, and a weight for its share of the volume (`drawShare`).
 * 2. The sums ask for some average over all parts, which the draws do not have. The parts' average prices are moved towards it; what is
 *    still missing is made up by weight: parts above that average get more volume, those below less, or the other way round (`balance`).
 * 3. Volumes are shared out by weight, quote amounts are rounded to whole units, and the parts that have room take what rounding left
 *    over (`roundExcesses`).
 *
 * A part's average price keeps a distance (`inset`) from its low and high. Without it a part could have all its volume at its high, and
 * then nothing could be split any further.
 */

/** One part of a side; prices are ticks above the low of the candle that is split. */
export interface Part {
  /** The part's low. */
  readonly offset: number;
  /** The part's high above its own low. */
  readonly range: number;
  readonly weight: number;
  /** The least volume this part must get. */
  readonly minimum: number;
  /** Set when the part's sums are known beforehand (its excess is above its own low). */
  readonly fixed?: Side;
}

/** What a part without fixed sums gets: its least volume, and by its weight a share of the volume that is spare. */
interface Share {
  readonly part: Part;
  /** Where the average price lies between the part's low (0) and high (1). */
  place: number;
  weight: number;
}

/** Volume is moved by no more than this factor before average prices are moved to their bounds instead. */
const MOST_LEAN = 4;
const NOTHING: Side = { volume: 0, excess: 0 };

/**
 * Shares one side out to the parts, both sums exact.
 * @param inset how far each part's average price stays away from its low and high, as a share of its range
 * @returns the parts' sides in their order, each above its own low; undefined when the draws allow no such split
 */
export function splitSide(total: Side, parts: readonly Part[], inset: number, random: Random): Side[] | undefined {
  // Fixed parts draw too, so that the draws of the others do not depend on which are fixed.
  const shares = parts.map((part) => drawShare(part, random)).filter(({ part }) => part.fixed === undefined);
  const { volume, excess } = withoutFixed(total, parts);
  if (volume === 0 && excess === 0) return parts.map((part) => part.fixed ?? NOTHING);
  const spare = volume - shares.reduce((sum, { part }) => sum + part.minimum, 0);
  if (spare < 0 || !balance(shares, spare, excess, inset)) return undefined;
  const extra = shareOut(
    spare,
    shares.map(({ weight }) => weight),
  );
  const volumes = shares.map(({ part }, index) => part.minimum + (extra[index] ?? 0));
  const excesses = roundExcesses(shares, volumes, excess, inset);
  if (excesses === undefined) return undefined;
  let next = 0;
  return parts.map(({ fixed }) => {
    if (fixed !== undefined) return fixed;
    const side = { volume: volumes[next] ?? 0, excess: excesses[next] ?? 0 };
    next += 1;
    return side;
  });
}

function drawShare(part: Part, random: Random): Share {
  return { part, place: 0.36 + 0.28 * random(), weight: part.weight * (0.4 + 1.2 * random()) };
}

/** What the parts with fixed sums leave for the others. */
function withoutFixed(total: Side, parts: readonly Part[]): Side {
  let { volume, excess } = total;
  for (const { fixed, offset } of parts) {
    if (fixed === undefined) continue;
    volume -= fixed.volume;
    excess -= fixed.excess + offset * fixed.volume;
  }
  return { volume, excess };
}

/** Moves average prices and weights until the average over all parts is the one the sums ask for; false when it cannot be met. */
function balance(shares: readonly Share[], spare: number, excess: number, inset: number): boolean {
  // Most of the way first; all of it only where volume would otherwise be moved too far.
  for (const strength of [0.8, 1]) {
    moveAverages(shares, targetOf(shares, spare, excess), inset, strength);
    const target = targetOf(shares, spare, excess);
    const { above, below } = pullsOn(target, shares);
    if (above === below) return true;
    const lean = Math.max(above, below) / Math.min(above, below);
    if (lean > MOST_LEAN && (strength < 1 || !Number.isFinite(lean))) continue;
    const raisesAbove = above < below;
    for (const share of shares) {
      const average = averageOf(share);
      const isAbove = average > target;
      if (average !== target && isAbove === raisesAbove) share.weight *= lean;
    }
    return true;
  }
  return false;
}

function averageOf({ part, place }: Share): number {
  return part.offset + place * part.range;
}

/** The average price that the spare volume must have, given what the least volumes take of the excess. */
function targetOf(shares: readonly Share[], spare: number, excess: number): number {
  const bound = shares.reduce((sum, share) => sum + share.part.minimum * averageOf(share), 0);
  return (excess - bound) / Math.max(spare, 1);
}

/** How strongly the parts above a price pull the average up, and those below it down; equal when the average is that price. */
function pullsOn(price: number, shares: readonly Share[]): { above: number; below: number } {
  let [above, below] = [0, 0];
  for (const share of shares) {
    const pull = (averageOf(share) - price) * share.weight;
    if (pull > 0) above += pull;
    else below -= pull;
  }
  return { above, below };
}

/** Moves all average prices towards a target, each by the same share of its way to the bound. */
function moveAverages(shares: readonly Share[], target: number, inset: number, strength: number): void {
  let [missing, room] = [0, 0];
  for (const share of shares) missing += share.weight * (target - averageOf(share));
  const bound = missing > 0 ? 1 - inset : inset;
  for (const share of shares) room += share.weight * (bound - share.place) * share.part.range;
  const step = room === 0 ? 0 : Math.min(strength, missing / room);
  for (const share of shares) share.place += step * (bound - share.place);
}

/** Excesses in whole units whose sum, above the coarse candle's low, is `excess`; undefined when no part has room for the rest. */
function roundExcesses(
  shares: readonly Share[],
  volumes: readonly number[],
  excess: number,
  inset: number,
): number[] | undefined {
  let rest = excess;
  const excesses = shares.map(({ part, place }, index) => {
    const volume = volumes[index] ?? 0;
    const own = Math.round(place * part.range * volume);
    rest -= part.offset * volume + own;
    return own;
  });
  for (const margin of [inset, inset / 2]) {
    for (const [index, { part }] of shares.entries()) {
      if (rest === 0) return excesses;
      const own = excesses[index] ?? 0;
      const step = stepTowards(rest, own, part.range * (volumes[index] ?? 0), margin);
      excesses[index] = own + step;
      rest -= step;
    }
  }
  return rest === 0 ? excesses : undefined;
}

/** How much of a rest one part takes whose excess is `own` and could be `most`, if it keeps a margin at both ends. */
function stepTowards(rest: number, own: number, most: number, margin: number): number {
  return rest > 0
    ? Math.max(0, Math.min(rest, Math.floor(most * (1 - margin)) - own))
    : Math.min(0, Math.max(rest, Math.ceil(most * margin) - own));
}
