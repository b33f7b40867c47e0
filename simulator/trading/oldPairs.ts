import { HOUR } from './calendar.ts';
import { createBlockCaches } from './history/seededHistory.ts';
import { madeUpPair } from './madeUp.ts';
import { createPair, type Listing } from './pairs.ts';

/** How long each was traded. */
const TRADED = HOUR;

/**
 * Pairs that are listed and no longer traded, as most of the exchange's are: `OLD1USDT` and so on, in status BREAK. None is made before
 * somebody asks what was traded of it.
 */
export function createOldPairs(count: number, seed: string): Listing[] {
  const caches = createBlockCaches();
  return Array.from({ length: count }, (_, index) => {
    const baseAsset = `OLD${index + 1}`;
    const spec = { ...madeUpPair(index + 1), symbol: `${baseAsset}USDT`, baseAsset };
    let made: Listing | undefined;
    const real = (): Listing => {
      made ??= createPair(spec, seed, caches, (_spec, seeded) => seeded);
      return made;
    };
    return {
      ...{ spec, knownFrom: spec.listedAt, status: 'BREAK', stoppedAt: spec.listedAt + TRADED },
      get history() {
        return real().history;
      },
      get trading() {
        return real().trading;
      },
      get bookSeed() {
        return real().bookSeed;
      },
    };
  });
}
