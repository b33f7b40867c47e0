import { pairOf } from '../exchanges/binance/usdm/ask.ts';
import { namedOf } from '../markets/markets.js';
import { FINAL, ROLLED_UP } from '../model/candle.ts';
import { nextOpenTime } from '../model/candleTime.ts';
import { untrueRows } from './rowsThere.ts';
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
const SECOND_MS = 1_000;

/** An average price is that of so long. */
const AVERAGED_MS = 5 * 60_000;

/** How far back is looked for what is too old, ms. */
const LOOKED_BACK_MS = 2_000;

/** Longer than a request may take, ms. */
const LONGEST_MS = 6_000;

/**
 * What is wrong with a value, in one line; undefined where the exchange really said so within the span.
 *
 * @param mayBeShort a book may lack its worst levels
 */
export function untruth(
  truth: Truth,
  target: Target,
  sample: Sample,
  span: Span,
  mayBeShort = false,
): string | undefined {
  const { kind, code } = target;
  if (kind === 'trades') return untrueTrade(truth, code, sample.rows, span);
  if (kind === 'rows') {
    const [wrong] = untrueRows(truth, target, sample.rows, span.to);
    return wrong === undefined ? undefined : `no such row: ${excerpt(wrong)}`;
  }
  if (kind === 'candles') {
    for (const row of sample.rows) {
      const wrong = untrueCandle(truth, target, row, span);
      if (wrong !== undefined) return wrong;
    }
    return undefined;
  }
  const [value = ''] = sample.rows;
  if (isLatestTrue(truth, target, value, span, mayBeShort)) return undefined;
  const was = isLatestTrue(truth, target, value, { from: span.from - LOOKED_BACK_MS, to: span.from }, mayBeShort);
  return `no state of the market since asOf, ${was ? 'but one of before' : 'nor one of before'}: ${excerpt(value)}`;
}

/**
 * Whether the exchange answered this to the feed's own request. It is asked again at the instants at which a market changes, and at those
 * that the value names; what it says may also depend on what was some time before (an average of minutes), so that each ms is tried last.
 */
function isLatestTrue(truth: Truth, target: Target, value: string, span: Span, mayBeShort: boolean): boolean {
  const { feed, code, collector } = target;
  if (feed.shape !== 'latest') return false;
  const symbol = code.toUpperCase();
  const isTold =
    streamedOtherwise[collector.feed]?.(truth, target, value) ?? (mayBeShort ? isStartOf(value) : () => false);
  const isBook = feed.streamed?.by === 'book';
  const number = updateOf(JSON.parse(value));
  let before = '';
  const isSaid = (at: number): boolean => {
    const poll = { pairs: [symbol], asOf: at, uncertainty: 0 };
    const request = feed.request(poll);
    const data = truth.answer(request, at);
    // A book is looked at closely only where it has this number.
    if (isBook && updateOf(data) !== number) return false;
    if (isTold(data, at)) return true;
    const text = JSON.stringify(data);
    if (text === before) return false;
    before = text;
    return feed
      .entries({ data, text, path: request.path }, poll)
      .some((entry) => entry.symbol === symbol && feed.valueOf(entry.row, entry, poll)?.value === value);
  };
  return (
    namedInstants(value, span).some(isSaid) ||
    marketInstants(truth, code, span).some(isSaid) ||
    (collector.feed === 'avg-price' && leavingInstants(truth, code, span).some(isSaid)) ||
    everyMs(span).some(isSaid)
  );
}

const updateOf = (row: unknown): unknown => (Object(row) as { readonly lastUpdateId?: unknown }).lastUpdateId;

/** Whether a stream may have told a value of which this is the answer of an instant. */
type IsTold = (answer: unknown, at: number) => boolean;

/** What streams of some feeds tell otherwise than answers do; undefined: this value is none of them. */
const streamedOtherwise: Readonly<Record<string, (truth: Truth, target: Target, value: string) => IsTold | undefined>> =
  {
    // With its own time, and without interest.
    'mark-price': (_truth, _target, value) => (answer, at) =>
      JSON.stringify({ ...Object(answer), interestRate: undefined, time: at }) === value,
    // Only where prices or quantities have changed: time and number are those of the last change.
    'book-ticker': (truth, { code }, value) => {
      const { time, lastUpdateId: number, ...best } = JSON.parse(value) as Top;
      if (time === undefined || number === undefined) return undefined;
      const symbol = code.toUpperCase();
      const wasTold = instants(truth, code, { from: time, to: time + BOOK_STEP_MS - 1 }).some(
        (at) => JSON.stringify(truth.answer({ path: '/fapi/v1/ticker/bookTicker', params: { symbol } }, at)) === value,
      );
      return (answer) => {
        const { time: _, lastUpdateId = 0, ...others } = answer as Top;
        return wasTold && lastUpdateId >= number && JSON.stringify(others) === JSON.stringify(best);
      };
    },
  };

interface Top extends Readonly<Record<string, unknown>> {
  readonly time?: number;
  readonly lastUpdateId?: number;
}

interface Levels {
  readonly bids: readonly unknown[];
  readonly asks: readonly unknown[];
}

/** Whether a book is that of an answer, but for levels that it lacks at the worst end. */
function isStartOf(value: string): IsTold {
  const { bids, asks } = Object(JSON.parse(value)) as Partial<Levels>;
  if (bids === undefined || asks === undefined) return () => false;
  return (answer) => isStart(bids, (answer as Levels).bids) && isStart(asks, (answer as Levels).asks);
}

const isStart = (some: readonly unknown[], all: readonly unknown[]): boolean =>
  some.length > 0 && JSON.stringify(some) === JSON.stringify(all.slice(0, some.length));

/** Times of the span that the value itself names. */
const namedInstants = (value: string, { from, to }: Span): number[] =>
  Object.values(Object(JSON.parse(value)) as Record<string, unknown>).filter(
    (named): named is number => typeof named === 'number' && named >= from && named <= to,
  );

const everyMs = ({ from, to }: Span): number[] =>
  Array.from({ length: Math.min(LONGEST_MS, Math.floor(to - from) + 1) }, (_, index) => Math.floor(from) + index);

function untrueCandle(truth: Truth, target: Target, text: string, span: Span): string | undefined {
  const { collector, layout } = target;
  const { interval = 1 } = collector;
  const row = JSON.parse(text) as unknown[];
  const openTime = Number(row[0]);
  const end = nextOpenTime(interval, openTime);
  const state = row[layout.state - 1];
  const said = JSON.stringify(row.toSpliced(layout.state - 1, 1));
  if (state === FINAL) {
    if (end > span.to) return `candle ${openTime} is called final ${end - Math.round(span.to)} ms before its end`;
    const right = truth.closedCandles(target, openTime, openTime).get(openTime);
    return said === right ? undefined : `final candle ${excerpt(said)} should be ${excerpt(right ?? 'none')}`;
  }
  const { from, to } = state === ROLLED_UP ? { ...span, from: span.from - SUM_LAG_MS } : span;
  const isTrue = candleInstants(truth, target, { from: Math.max(from, openTime), to }).some(
    (at) => truth.candle(target, openTime, at) === said,
  );
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

/** The same; a price at which nothing is traded is looked at each second. */
const candleInstants = (truth: Truth, { code, layout, collector }: Target, span: Span): number[] => [
  // Candles of a pair go on where a contract on it has ended.
  ...instants(truth, namedOf(collector.row) === undefined ? code : pairOf(code), span),
  ...(layout.order === 0 ? steps(span, SECOND_MS) : []),
];

/** The same as the market changes, and those at which a book does. */
function marketInstants(truth: Truth, code: string, span: Span): number[] {
  return [...instants(truth, code, span), ...steps(span, BOOK_STEP_MS)].sort((one, other) => one - other);
}

/** Those at which a trade is too old for the average of five minutes. */
const leavingInstants = (truth: Truth, code: string, { from, to }: Span): number[] =>
  truth
    .tradeTimes(code, from - AVERAGED_MS - 1, to - AVERAGED_MS)
    .flatMap((time) => [time + AVERAGED_MS, time + AVERAGED_MS + 1]);

/** The multiples of a step, ms. */
function steps({ from, to }: Span, stepMs: number): number[] {
  const all: number[] = [];
  for (let at = Math.ceil(from / stepMs) * stepMs; at <= to; at += stepMs) all.push(at);
  return all;
}

const excerpt = (text: string): string => (text.length > 150 ? `${text.slice(0, 150)}…` : text);
