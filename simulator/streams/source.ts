import type { Listing, Pairs } from '../trading/pairs.ts';
import type { WriteTime } from './publication.ts';

/** Sends an event: what it is, with its times in a socket's unit, and as text if that was written by somebody else. */
export type Emit = (dataOf: (time: WriteTime) => unknown, textOf?: (time: WriteTime) => string) => void;

/** Makes the events of one stream while somebody follows it. Everything it tells is as of the instant at which it runs. */
export interface Source<Kind extends Listing = Listing> {
  /** When it has something to do next, exchange ms. */
  due(): number;
  /** @param now exchange ms, at or after `due` */
  run(pairs: Pairs<Kind>, now: number, emit: Emit): void;
}

/** The source of a stream, and the pair that the stream is about; undefined: of all. */
export interface NamedSource {
  readonly symbol: string | undefined;
  readonly source: Source;
}

/** The first multiple of `everyMs` after `now`. */
export const nextTick = (now: number, everyMs: number): number => (Math.floor(now / everyMs) + 1) * everyMs;
