/** Draws from [0, 1); the same seed gives the same draws. */
export type Random = () => number;

/** A 32-bit hash of a text (FNV-1a with a final mix). */
export function hashText(text: string): number {
  let hash = 0x811c9dc5;
  for (let index = 0; index < text.length; index += 1) {
    hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193);
  }
  return mix(hash);
}

/** A 32-bit hash of a seed and up to two whole numbers of any size a double holds exactly. */
export function hashNumbers(seed: number, first: number, second = 0): number {
  let hash = seed ^ Math.imul(first | 0, 0x9e3779b1);
  hash = mix(hash ^ Math.imul((first / 0x100000000) | 0, 0x85ebca77));
  hash = mix(hash ^ Math.imul(second | 0, 0xc2b2ae3d));
  return mix(hash ^ Math.imul((second / 0x100000000) | 0, 0x27d4eb2f));
}

/** The draws of one seed (mulberry32): each candle that is split and each minute has its own. */
export function createRandom(seed: number): Random {
  let state = seed | 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let value = Math.imul(state ^ (state >>> 15), 1 | state);
    value = (value + Math.imul(value ^ (value >>> 7), 61 | value)) ^ value;
    return ((value ^ (value >>> 14)) >>> 0) / 0x100000000;
  };
}

/** A draw near the normal distribution (mean 0, deviation 1, never beyond ±3.5). */
export function drawNormal(random: Random): number {
  return (random() + random() + random() + random() - 2) * Math.sqrt(3);
}

/** A draw of the exponential distribution with mean 1, at most about 22. */
export function drawExponential(random: Random): number {
  return -Math.log(1 - random() * 0.9999999998);
}

function mix(value: number): number {
  let hash = value;
  hash = Math.imul(hash ^ (hash >>> 16), 0x7feb352d);
  hash = Math.imul(hash ^ (hash >>> 15), 0x846ca68b);
  return (hash ^ (hash >>> 16)) >>> 0;
}
