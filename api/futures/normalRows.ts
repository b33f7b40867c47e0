/** What a request is about, as its rows say it. */
export interface Subject {
  /** As the caller calls it. */
  readonly exchange: string;
  /** The exchange's name. */
  readonly symbol: string;
  readonly interval?: string;
  readonly period?: string;
}

/** A row as callers get it: decimals as texts, as the exchange sends them. */
export interface NormalRow extends Subject {
  /** ISO 8601, UTC. */
  readonly timestamp: string;
  /** The same, ms. */
  readonly timestampMs: number;
  readonly [name: string]: unknown;
}

const isoOf = (ms: number): string => new Date(ms).toISOString();

const stamped = ({ exchange, symbol, interval, period }: Subject, ms: number) => ({
  exchange,
  symbol,
  ...(interval !== undefined && { interval }),
  ...(period !== undefined && { period }),
  timestamp: isoOf(ms),
  timestampMs: ms,
});

type Candle = readonly [
  openTime: number,
  open: string,
  high: string,
  low: string,
  close: string,
  volume: string,
  closeTime: number,
  quoteVolume: string,
  tradeCount: number,
  takerBuyBase: string,
  takerBuyQuote: string,
];

/** What a candle of the exchange has, as callers get it, and when it opens. */
export function candleIn(row: unknown) {
  const [openTime, open, high, low, close, volume, closeTime, quoteVolume, tradeCount, takerBuyBase, takerBuyQuote] =
    row as Candle;
  const values = { open, high, low, close, volume, closeTime, quoteVolume, tradeCount, takerBuyBase, takerBuyQuote };
  return { openTime, values };
}

/** A candle; its time is that at which it opens. @param at exchange-clock ms: `final` says whether it ends before */
export function ohlcOf(row: unknown, about: Subject, at: number): NormalRow {
  const { openTime, values } = candleIn(row);
  return { ...stamped(about, openTime), ...values, final: values.closeTime < at };
}

export function openInterestOf(row: unknown, about: Subject): NormalRow {
  const { openInterest, time } = row as { readonly openInterest: string; readonly time: number };
  return { ...stamped(about, time), openInterest };
}

interface Statistic {
  readonly sumOpenInterest: string;
  readonly sumOpenInterestValue: string;
  /** Of some years a text. */
  readonly timestamp: number | string;
}

export function openInterestHistOf(row: unknown, about: Subject): NormalRow {
  const { sumOpenInterest, sumOpenInterestValue, timestamp } = row as Statistic;
  return { ...stamped(about, Number(timestamp)), sumOpenInterest, sumOpenInterestValue };
}

interface PremiumIndex {
  readonly markPrice: string;
  readonly indexPrice: string;
  /** Empty of contracts that end, which pay none. */
  readonly lastFundingRate: string;
  /** ms; 0: none is to come. */
  readonly nextFundingTime: number;
  readonly time: number;
}

export function fundingOf(row: unknown, about: Subject): NormalRow {
  const { markPrice, indexPrice, lastFundingRate, nextFundingTime, time } = row as PremiumIndex;
  const next = nextFundingTime || null;
  return {
    ...stamped(about, time),
    fundingRate: lastFundingRate || null,
    nextFundingTimestamp: next === null ? null : isoOf(next),
    nextFundingTimestampMs: next,
    markPrice,
    indexPrice,
  };
}

interface Paid {
  readonly fundingTime: number;
  readonly fundingRate: string;
  /** Empty or absent in rows from before 2023. */
  readonly markPrice?: string;
}

export function fundingPaidOf(row: unknown, about: Subject): NormalRow {
  const { fundingTime, fundingRate, markPrice } = row as Paid;
  return { ...stamped(about, fundingTime), fundingRate, markPrice: markPrice || null };
}
