import type { History } from './history/history.ts';
import { type BlockCaches, createBlockCaches, createSeededHistory } from './history/seededHistory.ts';
import { drawOrders, numberOrders } from './orders/numberedOrders.ts';
import { hashNumbers, hashText } from './random.ts';
import type { SymbolSpec } from './symbols.ts';
import { createTrading, type Trading } from './trading.ts';

/** Spot symbol status, as exchangeInfo says it. */
export const symbolStatuses = ['TRADING', 'END_OF_DAY', 'HALT', 'BREAK', 'CANCEL_ONLY'] as const;
export type SymbolStatus = (typeof symbolStatuses)[number];

/** A pair as the exchange lists it. */
export interface Listing {
  /** From when on requests may name it (ms); default: its first trade. */
  readonly knownFrom?: number;
  /** Until when requests may name it, and when it trades for the last time (ms); default: for ever. */
  readonly knownUntil?: number;
  readonly endsAt?: number;
  readonly spec: SymbolSpec;
  /** The candles that its trades are made from. */
  readonly history: History;
  readonly trading: Trading;
  /** What the book of this pair is drawn from. */
  readonly bookSeed: number;
  status: SymbolStatus;
  /** Since when it does not trade (ms); nothing later is shown. */
  stoppedAt: number | undefined;
}

/** All pairs, by symbol in listing order. */
export type Pairs<Kind extends Listing = Listing> = ReadonlyMap<string, Kind>;

/** Whether requests may name a pair at an instant. */
export const isKnown = ({ knownFrom, knownUntil, trading }: Listing, now: number): boolean =>
  (knownFrom ?? trading.firstTime) <= now && now < (knownUntil ?? Number.POSITIVE_INFINITY);

/** What lies over a symbol's seeded history, such as a recording. */
type Overlay = (spec: SymbolSpec, seeded: History) => History;

/** Makes one pair of a seed, traded from its listing on. */
export function createPair(spec: SymbolSpec, seed: string, caches: BlockCaches, overlay: Overlay): Listing {
  const symbolSeed = hashText(`${seed}:${spec.symbol}`);
  const history = overlay(spec, createSeededHistory(spec, symbolSeed, caches));
  const trading = createTrading(history, spec, numberOrders(history, drawOrders(symbolSeed)));
  const bookSeed = hashNumbers(symbolSeed, 6);
  return { spec, history, trading, bookSeed, status: 'TRADING', stoppedAt: undefined };
}

/** Makes the pairs of a seed. */
export function createPairs(specs: readonly SymbolSpec[], seed: string, overlay: Overlay): Pairs {
  const caches = createBlockCaches();
  return new Map(specs.map((spec) => [spec.symbol, createPair(spec, seed, caches, overlay)]));
}
