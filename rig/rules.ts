import { FINAL } from '../model/candle.ts';
import { compareDecimals } from '../model/decimals.ts';
import type { Target } from './targets.ts';

/** What was stored under a key at one moment. */
export interface Sample {
  readonly asOf: number;
  readonly version: number;
  /** Members of a series, newest first; of a latest value the one. */
  readonly rows: readonly string[];
}

/** Longest time (ms) for which the exchange's own sequence of a value may not go back: after it, it has begun a new one. */
const SEQUENCE_MS = 60_000;

/** A book whose best bid is not below its best ask can be nobody's. Undefined: it is not, or it is no book. */
export function crossing({ feed }: Ruled, sample: Sample): string | undefined {
  if (feed.shape !== 'latest' || feed.streamed?.by !== 'book') return undefined;
  const { bids = [], asks = [] } = bookIn(sample);
  const [bid, ask] = [bids[0]?.[0], asks[0]?.[0]];
  if (bid === undefined || ask === undefined || compareDecimals(bid, ask) < 0) return undefined;
  return `the book is crossed: bid ${bid}, ask ${ask}`;
}

/** The simulator's books have more levels than are shown: one with fewer lacks some. Undefined: it does not, or it is no book. */
export function lacking({ feed }: Ruled, sample: Sample): string | undefined {
  if (feed.shape !== 'latest' || feed.streamed?.by !== 'book') return undefined;
  const { levels } = feed.streamed;
  const { bids = [], asks = [] } = bookIn(sample);
  if (bids.length >= levels && asks.length >= levels) return undefined;
  return `the book has ${bids.length} bids and ${asks.length} asks, and not ${levels}`;
}

const bookIn = ({ rows: [text = 'null'] }: Sample) =>
  Object(JSON.parse(text)) as { readonly bids?: [string][]; readonly asks?: [string][] };

/** How a key's rows may change. */
export type Ruled = Pick<Target, 'kind' | 'feed' | 'layout' | 'code'>;

/** What may not happen between two looks at a key, whatever the market does: one line for each rule that is broken. */
export function regressions(target: Ruled, before: Sample, after: Sample): string[] {
  const { kind } = target;
  const broken: string[] = [];
  if (after.asOf < before.asOf) broken.push(`asOf went down by ${before.asOf - after.asOf} ms`);
  if (after.version < before.version) broken.push('the version went down');
  if (after.version === before.version && kind === 'latest' && after.rows[0] !== before.rows[0]) {
    broken.push('the value changed without its version');
  }
  if (kind === 'latest') broken.push(...orderRegressions(target, before, after));
  if (kind === 'candles') broken.push(...candleRegressions(target, before, after));
  if (kind === 'trades' || kind === 'rows') broken.push(...newestRegressions(kind, before, after));
  return broken;
}

function orderRegressions({ feed, code }: Ruled, before: Sample, after: Sample): string[] {
  if (feed.shape !== 'latest') return [];
  const order = ({ rows: [text = 'null'], asOf }: Sample): number | undefined => {
    const [row, symbol] = [JSON.parse(text) as unknown, code.toUpperCase()];
    try {
      return feed.valueOf(row, { symbol, row, text }, { pairs: [symbol], asOf, uncertainty: 0 })?.order;
    } catch {
      // It is none of the feed's values: the check of each value by itself says so.
      return undefined;
    }
  };
  const [was, is] = [order(before), order(after)];
  if (was === undefined || is === undefined) return [];
  return is < was && after.asOf - before.asOf < SEQUENCE_MS ? [`the order went down from ${was} to ${is}`] : [];
}

function candleRegressions({ layout }: Ruled, before: Sample, after: Sample): string[] {
  const state = (row: readonly unknown[]): unknown => row[layout.state - 1];
  const order = (row: readonly unknown[]): unknown => row[layout.order - 1];
  const known = new Map(before.rows.map((row) => parse(row)).map((row) => [row[0], row]));
  return after.rows.flatMap((text) => {
    const is = parse(text);
    const was = known.get(is[0]);
    if (was === undefined) return [];
    if (state(was) === FINAL && state(is) !== FINAL) return [`candle ${is[0]} is not final any more`];
    if (Number(order(is)) < Number(order(was))) return [`candle ${is[0]} lost trades: ${order(was)}, ${order(is)}`];
    return [];
  });
}

function newestRegressions(kind: 'trades' | 'rows', before: Sample, after: Sample): string[] {
  const newest = (sample: Sample): number => Number(parse(sample.rows[0] ?? '[-1]')[0]);
  if (newest(after) >= newest(before)) return [];
  return [`the newest ${kind === 'trades' ? 'trade' : 'row'} went back from ${newest(before)} to ${newest(after)}`];
}

const parse = (row: string): unknown[] => JSON.parse(row) as unknown[];
