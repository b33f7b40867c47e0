import { namedOf } from '../markets/markets.js';
import { nextOpenTime } from '../model/candleTime.ts';
import { untruth } from './isTrue.ts';
import type { Sample } from './rules.ts';
import type { Target } from './targets.ts';
import type { Truth } from './truth.ts';

const held: ReadonlySet<string> = new Set(['price', 'book-ticker', 'depth']);

/** Whether a latest value holds until the exchange says otherwise. Windows of time move by themselves. */
export const isHeld = ({ collector }: Target): boolean => held.has(collector.feed);

/**
 * What the exchange had as of a time (exchange ms) and what is stored lacks, in one line: its age is then told below the true one. Undefined: nothing.
 *
 * @param to when it was read from Redis, exchange ms
 */
export function outrun(truth: Truth, target: Target, sample: Sample, asOf: number, to: number): string | undefined {
  const { kind, code } = target;
  const [newest] = sample.rows;
  if (newest === undefined) return undefined;
  if (kind === 'trades') {
    const [id, last] = [Number((JSON.parse(newest) as unknown[])[0]), truth.lastTradeId(code, asOf)];
    return id < last ? `trade ${last} was there as of ${Math.round(asOf)}, and the newest one is ${id}` : undefined;
  }
  if (kind === 'candles') return isToTheTrade(target) ? outrunCandle(truth, target, newest, asOf) : undefined;
  if (!isHeld(target)) return undefined;
  const why = untruth(truth, target, { ...sample, rows: [newest] }, { from: asOf, to }, true);
  return why === undefined ? undefined : `not as of ${Math.round(asOf)} any more: ${why}`;
}

/** Candles of one minute have each trade at once. Those with a name are told now and then. */
const isToTheTrade = ({ collector: { interval, row } }: Target): boolean =>
  interval === 1 && namedOf(row) === undefined;

function outrunCandle(truth: Truth, target: Target, text: string, asOf: number): string | undefined {
  const { code, layout } = target;
  const row = JSON.parse(text) as unknown[];
  const openTime = Number(row[0]);
  const end = nextOpenTime(1, openTime);
  if (asOf >= end && truth.tradeTimes(code, end - 1, asOf).length > 0)
    return `trades of a later candle than ${openTime} were there as of ${Math.round(asOf)}`;
  if (asOf < openTime) return undefined;
  const candle = JSON.parse(truth.candle(target, openTime, asOf) ?? '[]') as unknown[];
  const [known, there] = [row, candle].map((of) => Number(of[layout.order - 1] ?? 0)) as [number, number];
  return known < there
    ? `candle ${openTime} had ${there} trades as of ${Math.round(asOf)}, and is stored with ${known}`
    : undefined;
}
