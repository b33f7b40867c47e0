import type { StreamAndPair } from '../faults.ts';
import type { MarketName } from '../market.ts';

/** In which unit a socket has its times. */
export type TimeUnit = 'ms' | 'us';
/** Bare events, or each with the name of its stream around it. */
export type Wrapping = 'raw' | 'combined';

/** Writes a time in a socket's unit; takes ms. */
export type WriteTime = (ms: number) => number;

/** One event of a stream, written once in each form, whoever listens. */
export interface Publication extends StreamAndPair {
  /** One for each stream of each market. */
  readonly key: string;
  /** The event as it is sent. */
  dataOf(time: WriteTime): unknown;
  bytes(wrapping: Wrapping, unit: TimeUnit): Buffer;
}

export const writeTimes: Readonly<Record<TimeUnit, WriteTime>> = { ms: (ms) => ms, us: (ms) => ms * 1000 };

/** Names a stream of a market: the same names stand for others in another market. */
export const streamKey = (market: MarketName, stream: string): string =>
  market === 'spot' ? stream : `${market} ${stream}`;

/** @param textOf the event as text, where it was written by somebody else */
export function createPublication(
  { stream, symbol, market }: StreamAndPair,
  dataOf: (time: WriteTime) => unknown,
  textOf = (time: WriteTime): string => JSON.stringify(dataOf(time)),
): Publication {
  const texts: Partial<Record<TimeUnit, string>> = {};
  const written: Partial<Record<`${Wrapping}-${TimeUnit}`, Buffer>> = {};
  const textIn = (unit: TimeUnit): string => {
    texts[unit] ??= textOf(writeTimes[unit]);
    return texts[unit];
  };
  return {
    key: streamKey(market, stream),
    stream,
    symbol,
    market,
    dataOf,
    bytes(wrapping, unit) {
      const form = `${wrapping}-${unit}` as const;
      written[form] ??= Buffer.from(
        wrapping === 'raw' ? textIn(unit) : `{"stream":${JSON.stringify(stream)},"data":${textIn(unit)}}`,
      );
      return written[form];
    },
  };
}
