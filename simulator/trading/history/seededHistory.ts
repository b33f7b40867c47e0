import { createCache } from '../cache.ts';
import { type Level, unitAt, unitStart } from '../calendar.ts';
import type { Candle } from '../candle.ts';
import { createRandom, hashNumbers } from '../random.ts';
import { splitCandle } from '../split/splitCandle.ts';
import { splitRules } from '../split/splitRules.ts';
import type { SymbolSpec } from '../symbols.ts';
import type { History } from './history.ts';
import { createMonths } from './months.ts';

type FineLevel = Exclude<Level, 'month'>;

interface Block {
  readonly first: number;
  readonly candles: readonly Candle[];
}

const parentOf: Record<FineLevel, Level> = { day: 'month', hour: 'day', minute: 'hour' };
const saltOf: Record<FineLevel, number> = { day: 2, hour: 3, minute: 4 };

/** Blocks of candles that all symbols keep in memory together; the least recently used go first. */
export interface BlockCaches {
  get(level: FineLevel, key: string, make: () => Block): Block;
}

export function createBlockCaches(): BlockCaches {
  const caches = { day: createCache<Block>(1500), hour: createCache<Block>(1500), minute: createCache<Block>(2000) };
  return { get: (level, key, make) => caches[level].get(key, make) };
}

/** A symbol's history from a seed: months in a chain, and each finer block split from its parent when it is asked for. */
export function createSeededHistory(spec: SymbolSpec, seed: number, caches: BlockCaches): History {
  const month = createMonths(spec, seed);

  const candle = (level: Level, index: number): Candle | undefined => {
    if (unitStart(level, index + 1) <= spec.listedAt) return undefined;
    if (level === 'month') return month(index);
    const parent = unitAt(parentOf[level], unitStart(level, index));
    const block = caches.get(level, `${spec.symbol}:${parent}`, () => split(level, parent));
    return block.candles[index - block.first];
  };

  const split = (level: FineLevel, parentIndex: number): Block => {
    const parent = candle(parentOf[level], parentIndex);
    if (parent === undefined) return { first: 0, candles: [] };
    const first = unitAt(level, Math.max(parent.openTime, spec.listedAt));
    const slots = Array.from({ length: unitAt(level, parent.closeTime) - first + 1 }, (_, offset) => ({
      openTime: unitStart(level, first + offset),
      closeTime: unitStart(level, first + offset + 1) - 1,
    }));
    const random = createRandom(hashNumbers(seed, parentIndex, saltOf[level]));
    return { first, candles: splitCandle(parent, slots, splitRules[level], random) };
  };

  return { firstTime: spec.listedAt, candle };
}
