import type { Track } from '../../frames/track.ts';

type Streams = ReadonlyMap<string, Track>;

const SPEEDS = ['', '@100ms', '@500ms'];

/**
 * The captured streams of a contract by the names that clients follow. Changes of its book are sent at whatever speed they are asked for: each names
 * the one before. Where only single trades were captured (`@trade`, which Binance does not document), each stands for an aggregate one.
 */
export function asFollowed(symbol: string, streams: Streams): Streams {
  const name = (what: string) => `${symbol.toLowerCase()}@${what}`;
  const [changes] = [...streams].flatMap(([stream, track]) => (/@depth(?:@\d+ms)?$/.test(stream) ? [track] : []));
  const single = streams.get(name('trade'));
  return new Map([
    ...(changes === undefined ? [] : SPEEDS.map((speed) => [name(`depth${speed}`), changes] as const)),
    ...(single === undefined
      ? []
      : [[name('aggTrade'), { times: single.times, texts: single.texts.map(asAggregate) }] as const]),
    ...streams,
  ]);
}

interface Trade {
  readonly E: number;
  readonly s: string;
  readonly t: number;
  readonly p: string;
  readonly q: string;
  readonly T: number;
  readonly m: boolean;
}

function asAggregate(text: string): string {
  const { E, s, t, p, q, T, m } = JSON.parse(text) as Trade;
  return JSON.stringify({ e: 'aggTrade', E, s, a: t, p, q, nq: q, f: t, l: t, T, m, st: 1 });
}
