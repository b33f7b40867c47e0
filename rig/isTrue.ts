import { intervalNames } from '../exchanges/binance/intervals.ts';
import type { Interval } from '../markets/markets.js';
import { nextOpenTime } from '../model/candleTime.ts';
import type { Sample } from './rules.ts';
import type { Target } from './targets.ts';
import type { Truth } from './truth.ts';

/** The span in which the exchange may have made the answer, exchange ms. */
export interface Span {
  /** asOf, less what the collectors' clock may be off. */
  readonly from: number;
  /** When the value was read from Redis. */
  readonly to: number;
}

/** A summed candle is written with the asOf of its finest part, which may be a tick or two ahead of the sum. */
const SUM_LAG_MS = 3_000;
/** A book without trades changes in steps of this. */
const BOOK_STEP_MS = 100;

const FLAG = 12;
const FINAL = 2;
const SUMMED = 0;

/** Whether the exchange really said so within the span; else one line that says what is wrong. */
export function untruth(truth: Truth, target: Target, sample: Sample, span: Span): string | undefined {
  const { kind, code, collector } = target;
  if (kind === 'trades') return untrueTrade(truth, code, sample.rows, span);
  if (kind === 'candles') {
    for (const row of sample.rows) {
      const wrong = untrueCandle(truth, code, collector.interval ?? 1, row, span);
      if (wrong !== undefined) return wrong;
    }
    return undefined;
  }
  const [value = ''] = sample.rows;
  return isLatestTrue(truth, target, value, span) ? undefined : `no state of the market since asOf: ${excerpt(value)}`;
}

function isLatestTrue(truth: Truth, { collector, code }: Target, value: string, span: Span): boolean {
  const symbol = code.toUpperCase();
  const said = (path: string, at: number, query: Record<string, string | number> = {}): boolean =>
    JSON.stringify(truth.answer(path, { symbol, ...query }, at)) === value;
  switch (collector.feed) {
    case 'price':
      return instants(truth, code, span).some((at) => said('ticker/price', at));
    case 'book-ticker':
      return bookInstants(truth, code, span).some((at) => said('ticker/bookTicker', at));
    case 'depth': {
      const limit = (JSON.parse(value) as { bids: unknown[] }).bids.length;
      return limit > 0 && bookInstants(truth, code, span).some((at) => said('depth', at, { limit }));
    }
    case 'high-low': {
      const { closeTime } = JSON.parse(value) as { closeTime: number };
      return closeTime >= span.from && closeTime <= span.to && said('ticker/24hr', closeTime);
    }
    default: {
      const { symbols } = truth.answer('exchangeInfo', { symbol, showPermissionSets: 'false' }, span.to) as {
        symbols: unknown[];
      };
      return JSON.stringify(symbols[0]) === value;
    }
  }
}

function untrueCandle(truth: Truth, code: string, interval: Interval, text: string, span: Span): string | undefined {
  const row = JSON.parse(text) as unknown[];
  const openTime = Number(row[0]);
  const end = nextOpenTime(interval, openTime);
  const flag = row[FLAG];
  const said = JSON.stringify(row.slice(0, FLAG));
  if (flag === FINAL) {
    if (end > span.to) return `candle ${openTime} is called final ${end - Math.round(span.to)} ms before its end`;
    const right = truth.closedCandles(code, interval, openTime, openTime).get(openTime);
    return said === right ? undefined : `final candle ${excerpt(said)} should be ${excerpt(right ?? 'none')}`;
  }
  const { from, to } = flag === SUMMED ? { ...span, from: span.from - SUM_LAG_MS } : span;
  const query = { symbol: code.toUpperCase(), interval: intervalNames[interval], startTime: openTime, limit: 1 };
  const isTrue = instants(truth, code, { from: Math.max(from, openTime), to }).some((at) => {
    const [candle] = truth.answer('klines', query, at) as unknown[][];
    return JSON.stringify(candle) === said;
  });
  return isTrue ? undefined : `no state of the candle since asOf: ${excerpt(text)}`;
}

function untrueTrade(truth: Truth, code: string, rows: readonly string[], { to }: Span): string | undefined {
  const ids = rows.map((row) => Number((JSON.parse(row) as unknown[])[0]));
  const right = truth.trades(code, Math.min(...ids), Math.max(...ids), to);
  const wrong = rows.find((row, index) => right.get(ids[index] ?? -1) !== row);
  return wrong === undefined ? undefined : `no such trade: ${excerpt(wrong)}`;
}

/** The market changes with a trade: these are all the states it had in the span. */
const instants = (truth: Truth, code: string, { from, to }: Span): number[] => [
  Math.floor(from),
  ...truth.tradeTimes(code, from, to),
];

/** A book changes with a trade and with a step. */
function bookInstants(truth: Truth, code: string, span: Span): number[] {
  const all = instants(truth, code, span);
  for (let at = Math.ceil(span.from / BOOK_STEP_MS) * BOOK_STEP_MS; at <= span.to; at += BOOK_STEP_MS) all.push(at);
  return all.sort((one, other) => one - other);
}

const excerpt = (text: string): string => (text.length > 150 ? `${text.slice(0, 150)}…` : text);
