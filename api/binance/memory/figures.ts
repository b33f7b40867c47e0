import type { Answerer, Asked } from '../asked.ts';
import { symbolIn } from './futures.ts';
import { statisticOf } from './statistics.ts';
import type { Stored } from './stored.ts';
import { tickersOf } from './tickers.ts';

/**
 * Who answers a path from what is stored for those who read its figures alone: the exchange sends an interest rate, a supply or a type
 * beside them that are not stored.
 */
export const createFigures = (stored: Stored): ReadonlyMap<string, Answerer> =>
  new Map<string, Answerer>([
    ['/fapi/v1/premiumIndex', tickersOf(stored, 'mark-price')],
    ['/fapi/v1/fundingRate', fundingOf(stored)],
    [
      '/futures/data/openInterestHist',
      statisticOf(stored, {
        feed: 'open-interest-hist',
        nameOf: symbolIn,
        rowOf: (asked, timestamp, [sumOpenInterest, sumOpenInterestValue]) => ({
          symbol: symbolIn(asked),
          sumOpenInterest,
          sumOpenInterestValue,
          timestamp,
        }),
      }),
    ],
  ]);

const HOUR_MS = 3_600_000;

/** Rows where the request names no number. */
const ROWS = 100;

/** A stored payment, of which more is stored. */
type Payment = readonly [time: number, rate: string, markPrice: string | null, hours: number | null];

/**
 * The newest payments up to a time. Each tells how many hours it comes after the one before, so that what is missing in between shows; and
 * all are paid at a full hour, so that what was confirmed since the last one is all that there is.
 */
const fundingOf =
  (stored: Stored): Answerer =>
  async (asked) => {
    const { market, params } = asked;
    const { symbol, startTime, endTime, limit = ROWS } = params;
    const until = Math.min(Number(endTime ?? Number.POSITIVE_INFINITY), stored.now(market));
    if (symbol === undefined || startTime !== undefined || Number.isNaN(until)) return null;
    const name = String(symbol);
    const page = await stored.rows(market, 'funding-rate', name, until + 1, Number(limit));
    if (page === null || page.asOf === null || page.kind !== 'funding' || page.rows.length !== Number(limit))
      return null;
    const { asOf, source } = page;
    const isStale = stored.freshness(market, 'funding-rate', name, asOf)?.stale !== false;
    const isAll = asOf >= Math.floor(until / HOUR_MS) * HOUR_MS;
    const payments = page.rows.map((member) => JSON.parse(member) as Payment);
    if (isStale || !isAll || !followEachOther(payments)) return null;
    return { body: JSON.stringify(payments.map((payment) => rowOf(asked, payment)).reverse()), asOf, source };
  };

/** @param payments newest first */
const followEachOther = (payments: readonly Payment[]): boolean =>
  payments.every(([time, , , hours], index) => {
    const before = payments[index + 1];
    return before === undefined || Math.round((time - before[0]) / HOUR_MS) === hours;
  });

const rowOf = (asked: Asked, [fundingTime, fundingRate, markPrice]: Payment) => ({
  symbol: symbolIn(asked),
  fundingTime,
  fundingRate,
  // As the exchange writes it where there was none.
  markPrice: markPrice ?? '',
});
