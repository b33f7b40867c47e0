import { intervalName } from '../exchanges/binance/intervals.ts';
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
  const { kind, code, collector } = target;
  const [newest] = sample.rows;
  if (newest === undefined) return undefined;
  if (kind === 'trades') {
    const [id, last] = [Number((JSON.parse(newest) as unknown[])[0]), truth.lastTradeId(code, asOf)];
    return id < last ? `trade ${last} was there as of ${Math.round(asOf)}, and the newest one is ${id}` : undefined;
  }
  if (kind === 'candles') return collector.interval === 1 ? outrunCandle(truth, target, newest, asOf) : undefined;
  if (!isHeld(target)) return undefined;
  const why = untruth(truth, target, { ...sample, rows: [newest] }, { from: asOf, to });
  return why === undefined ? undefined : `not as of ${Math.round(asOf)} any more: ${why}`;
}

function outrunCandle(truth: Truth, { code, layout }: Target, text: string, asOf: number): string | undefined {
  const row = JSON.parse(text) as unknown[];
  const openTime = Number(row[0]);
  const end = nextOpenTime(1, openTime);
  if (asOf >= end && truth.tradeTimes(code, end - 1, asOf).length > 0)
    return `trades of a later candle than ${openTime} were there as of ${Math.round(asOf)}`;
  if (asOf < openTime) return undefined;
  const params = { symbol: code.toUpperCase(), interval: intervalName(1), startTime: openTime, limit: 1 };
  const [candle] = truth.answer({ path: '/api/v3/klines', params }, asOf) as unknown[][];
  const [known, there] = [Number(row[layout.order - 1]), Number(candle?.[layout.order - 1] ?? 0)];
  return known < there
    ? `candle ${openTime} had ${there} trades as of ${Math.round(asOf)}, and is stored with ${known}`
    : undefined;
}
