import type { Kind } from './targets.ts';

/** What was stored under a key at one moment. */
export interface Sample {
  readonly asOf: number;
  readonly version: number;
  /** Members of a series, newest first; of a latest value the one. */
  readonly rows: readonly string[];
}

/** Longest time (ms) for which the exchange's own sequence of a book may not go back: after it, it has begun a new one. */
const SEQUENCE_MS = 60_000;

const TRADES = 8;
const FLAG = 12;
const FINAL = 2;

/** What may not happen between two looks at a key, whatever the market does: one line for each rule that is broken. */
export function regressions(kind: Kind, before: Sample, after: Sample): string[] {
  const broken: string[] = [];
  if (after.asOf < before.asOf) broken.push(`asOf went down by ${before.asOf - after.asOf} ms`);
  if (after.version < before.version) broken.push('the version went down');
  if (after.version === before.version && kind === 'latest' && after.rows[0] !== before.rows[0]) {
    broken.push('the value changed without its version');
  }
  if (kind === 'depth') broken.push(...bookRegressions(before, after));
  if (kind === 'candles') broken.push(...candleRegressions(before, after));
  if (kind === 'trades') broken.push(...tradeRegressions(before, after));
  return broken;
}

function bookRegressions(before: Sample, after: Sample): string[] {
  const order = (sample: Sample): number =>
    (JSON.parse(sample.rows[0] ?? '{}') as { lastUpdateId: number }).lastUpdateId;
  const isBack = order(after) < order(before) && after.asOf - before.asOf < SEQUENCE_MS;
  return isBack ? [`lastUpdateId went down from ${order(before)} to ${order(after)}`] : [];
}

function candleRegressions(before: Sample, after: Sample): string[] {
  const known = new Map(before.rows.map((row) => parse(row)).map((row) => [row[0], row]));
  return after.rows.flatMap((text) => {
    const is = parse(text);
    const was = known.get(is[0]);
    if (was === undefined) return [];
    if (was[FLAG] === FINAL && is[FLAG] !== FINAL) return [`candle ${is[0]} is not final any more`];
    if (Number(is[TRADES]) < Number(was[TRADES])) return [`candle ${is[0]} lost trades: ${was[TRADES]}, ${is[TRADES]}`];
    return [];
  });
}

function tradeRegressions(before: Sample, after: Sample): string[] {
  const newest = (sample: Sample): number => Number(parse(sample.rows[0] ?? '[-1]')[0]);
  return newest(after) < newest(before)
    ? [`the newest trade went back from ${newest(before)} to ${newest(after)}`]
    : [];
}

const parse = (row: string): unknown[] => JSON.parse(row) as unknown[];
