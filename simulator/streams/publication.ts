/** In which unit a socket has its times. */
export type TimeUnit = 'ms' | 'us';
/** Bare events, or each with the name of its stream around it. */
export type Wrapping = 'raw' | 'combined';

/** Writes a time in a socket's unit; takes ms. */
export type WriteTime = (ms: number) => number;

/** One event of a stream, written once in each form, whoever listens. */
export interface Publication {
  readonly stream: string;
  /** Of which pair; undefined: of all. */
  readonly symbol: string | undefined;
  /** The event as it is sent. */
  dataOf(time: WriteTime): unknown;
  bytes(wrapping: Wrapping, unit: TimeUnit): Buffer;
}

export const writeTimes: Readonly<Record<TimeUnit, WriteTime>> = { ms: (ms) => ms, us: (ms) => ms * 1000 };

/** @param textOf the event as text, where it was written by somebody else */
export function createPublication(
  stream: string,
  symbol: string | undefined,
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
    stream,
    symbol,
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
