import type { Random } from './random.ts';

/** What one side (taker buys, or taker sells) did: steps traded, and quote amount above `low price × volume`, in ticks × steps. */
export interface SideSum {
  readonly volume: number;
  readonly excess: number;
}

/** One part that takes a share of its parent's side; prices are ticks above the parent's low. */
export interface Part {
  /** The part's low above the parent's low. */
  readonly offset: number;
  /** The part's high above its own low. */
  readonly range: number;
  readonly weight: number;
  /** The least volume this part must get. */
  readonly minimum: number;
  /** Set when the part's sums are known beforehand (its excess is above its own low). */
  readonly fixed?: SideSum;
}

interface Share {
  readonly part: Part;
  /** Where the average price lies between the part's low (0) and high (1). */
  place: number;
  weight: number;
}

/** Volumes are leaned no further than this before average prices are moved to their bounds instead. */
const MOST_LEAN = 4;

/**
 * Shares one side's volume and quote amount out to the parts so that both sums are exact and each part's average price stays at least
 * `inset` (of its range) away from its low and high; it is what makes a part splittable in turn. First the average prices move
 * towards the parent's, then volume leans to the parts above or below it. Undefined when no such split exists.
 */
export function splitSide(
  total: SideSum,
  parts: readonly Part[],
  inset: number,
  random: Random,
): SideSum[] | undefined {
  const shares: Share[] = [];
  let { volume, excess } = total;
  for (const part of parts) {
    const share = { part, place: 0.36 + 0.28 * random(), weight: part.weight * (0.4 + 1.2 * random()) };
    if (part.fixed === undefined) shares.push(share);
    else {
      volume -= part.fixed.volume;
      excess -= part.fixed.excess + part.offset * part.fixed.volume;
    }
  }
  const spare = volume - shares.reduce((sum, { part }) => sum + part.minimum, 0);
  if (volume === 0 && excess === 0) return parts.map((part) => part.fixed ?? { volume: 0, excess: 0 });
  if (spare < 0) return undefined;
  if (!lean(shares, spare, excess, inset)) return undefined;
  const volumes = shareOut(
    spare,
    shares.map((share) => share.weight),
  );
  const freeSums = fixExcess(shares, volumes, excess, inset);
  if (freeSums === undefined) return undefined;
  let next = 0;
  return parts.map((part) => part.fixed ?? freeSums[next++] ?? { volume: 0, excess: 0 });
}

/** Splits a whole number by weights, exactly; a weight of 0 gets nothing. */
export function shareOut(total: number, weights: readonly number[]): number[] {
  const sum = weights.reduce((left, right) => left + right, 0);
  let last = weights.length - 1;
  while (last > 0 && weights[last] === 0) last -= 1;
  let done = 0;
  let reached = 0;
  return weights.map((weight, index) => {
    reached += weight;
    const upTo = index >= last ? total : Math.floor((reached / sum) * total);
    const share = upTo - done;
    done = upTo;
    return share;
  });
}

function averageOf({ part, place }: Share): number {
  return part.offset + place * part.range;
}

/** Moves places and weights until the weighted average price is what the sums ask for. */
function lean(shares: readonly Share[], spare: number, excess: number, inset: number): boolean {
  for (const strength of [0.8, 1]) {
    movePlaces(shares, targetOf(shares, spare, excess), inset, strength);
    const target = targetOf(shares, spare, excess);
    let [above, below] = [0, 0];
    for (const share of shares) {
      const distance = (averageOf(share) - target) * share.weight;
      if (distance > 0) above += distance;
      else below -= distance;
    }
    if (above === below) return true;
    const ratio = Math.max(above, below) / Math.min(above, below);
    if (ratio > MOST_LEAN && (strength < 1 || !Number.isFinite(ratio))) continue;
    for (const share of shares) {
      const isAbove = averageOf(share) > target;
      if (isAbove === above < below && averageOf(share) !== target) share.weight *= ratio;
    }
    return true;
  }
  return false;
}

function targetOf(shares: readonly Share[], spare: number, excess: number): number {
  const bound = shares.reduce((sum, share) => sum + share.part.minimum * averageOf(share), 0);
  return (excess - bound) / Math.max(spare, 1);
}

function movePlaces(shares: readonly Share[], target: number, inset: number, strength: number): void {
  let [missing, room] = [0, 0];
  for (const share of shares) missing += share.weight * (target - averageOf(share));
  const bound = missing > 0 ? 1 - inset : inset;
  for (const share of shares) room += share.weight * (bound - share.place) * share.part.range;
  const step = room === 0 ? 0 : Math.min(strength, missing / room);
  for (const share of shares) share.place += step * (bound - share.place);
}

/** Rounds to whole numbers and hands what rounding left over to parts with room for it. */
function fixExcess(
  shares: readonly Share[],
  extra: readonly number[],
  excess: number,
  inset: number,
): SideSum[] | undefined {
  let rest = excess;
  const sums = shares.map(({ part, place }, index) => {
    const volume = part.minimum + (extra[index] ?? 0);
    const own = Math.round(place * part.range * volume);
    rest -= part.offset * volume + own;
    return { volume, excess: own };
  });
  for (const margin of [inset, inset / 2]) {
    for (const [index, sum] of sums.entries()) {
      if (rest === 0) break;
      const most = (shares[index]?.part.range ?? 0) * sum.volume;
      const room = rest > 0 ? Math.floor(most * (1 - margin)) - sum.excess : Math.ceil(most * margin) - sum.excess;
      const step = rest > 0 ? Math.max(0, Math.min(rest, room)) : Math.min(0, Math.max(rest, room));
      sum.excess += step;
      rest -= step;
    }
  }
  return rest === 0 ? sums : undefined;
}
