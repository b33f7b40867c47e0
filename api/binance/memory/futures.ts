import type { FeedName } from '../../../markets/markets.js';
import type { Answerer } from '../asked.ts';
import { type Statistic, statisticOf } from './statistics.ts';
import type { Stored } from './stored.ts';

/** What moves each second, but may be collected each hour: who asks the exchange gets nothing older, ms. */
const MOST_MS = 60_000;

export const symbolIn: Statistic['nameOf'] = ({ params }) => String(params.symbol);

/** The share of accounts, or of positions, that is long. */
export const ratioOf = (stored: Stored, feed: FeedName): Answerer =>
  statisticOf(stored, {
    feed,
    nameOf: symbolIn,
    rowOf: (asked, timestamp, [longShortRatio, longAccount, shortAccount]) => ({
      symbol: symbolIn(asked),
      longShortRatio,
      longAccount,
      shortAccount,
      timestamp,
    }),
  });

export const takerVolumeOf = (stored: Stored): Answerer =>
  statisticOf(stored, {
    feed: 'taker-volume',
    nameOf: symbolIn,
    comesAfterMs: 300_000,
    rowOf: (_asked, timestamp, [buySellRatio, buyVol, sellVol]) => ({ buySellRatio, buyVol, sellVol, timestamp }),
  });

export const basisOf = (stored: Stored): Answerer =>
  statisticOf(stored, {
    feed: 'basis',
    nameOf: ({ params }) => String(params.pair),
    kindOf: ({ params }) => String(params.contractType),
    rowOf: ({ params }, timestamp, [indexPrice, futuresPrice, basis, basisRate, annualizedBasisRate]) => ({
      indexPrice,
      contractType: params.contractType,
      basisRate,
      futuresPrice,
      // Of what has no end it is empty.
      annualizedBasisRate: annualizedBasisRate ?? '',
      basis,
      pair: params.pair,
      timestamp,
    }),
  });

/** The newest sample. */
export const openInterestOf =
  (stored: Stored): Answerer =>
  async ({ market, params }) => {
    const symbol = String(params.symbol);
    const page = await stored.rows(market, 'open-interest', symbol, Number.MAX_SAFE_INTEGER, 1);
    const [member] = page?.rows ?? [];
    if (member === undefined || !page || page.asOf === null) return null;
    const { asOf, source } = page;
    if (stored.freshness(market, 'open-interest', symbol, asOf)?.stale !== false) return null;
    const [time, openInterest] = JSON.parse(member) as [number, string];
    return { body: JSON.stringify({ openInterest, symbol, time }), asOf, source };
  };

/** What indices consist of. Of one it is a list, too. */
export const indexInfoOf =
  (stored: Stored): Answerer =>
  async ({ market, params: { symbol } }) => {
    if (symbol === undefined) return null;
    const info = await stored.fresh(market, 'index-info', String(symbol));
    return info && { body: `[${info.text}]`, asOf: info.asOf, source: info.source };
  };

/** What assets count for: stored by the pairs of the asset. */
export const assetIndexOf =
  (stored: Stored): Answerer =>
  async ({ market, params: { symbol } }) => {
    const pair = stored.symbolsOf(market).find((name) => symbol !== undefined && name.startsWith(String(symbol)));
    if (pair === undefined) return null;
    const index = await stored.fresh(market, 'asset-index', pair, MOST_MS);
    if (index === null || !isOf(index.text, symbol)) return null;
    return { body: index.text, asOf: index.asOf, source: index.source };
  };

export const constituentsOf =
  (stored: Stored): Answerer =>
  async ({ market, params: { symbol } }) => {
    const value = await stored.fresh(market, 'constituents', String(symbol), MOST_MS);
    // Those of a contract with an end are stored as those of its pair.
    if (value === null || !isOf(value.text, symbol)) return null;
    return { body: value.text, asOf: value.asOf, source: value.source };
  };

const isOf = (text: string, symbol: unknown): boolean =>
  (JSON.parse(text) as { readonly symbol?: unknown }).symbol === symbol;

/** More than there are settlements of a pair: two a year of each kind. */
const ALL_SETTLEMENTS = 500;

/** What contracts of a pair were settled at, newest first. */
export const deliveryPriceOf =
  (stored: Stored): Answerer =>
  async ({ market, params }) => {
    const pair = String(params.pair);
    const page = await stored.rows(market, 'delivery-price', pair, Number.MAX_SAFE_INTEGER, ALL_SETTLEMENTS);
    if (!page || page.asOf === null || page.rows.length === 0 || page.rows.length === ALL_SETTLEMENTS) return null;
    const { asOf, source } = page;
    if (stored.freshness(market, 'delivery-price', pair, asOf)?.stale !== false) return null;
    const rows = page.rows.map((member) => {
      const [deliveryTime, deliveryPrice] = JSON.parse(member) as [number, string];
      // It is sent as a number, and stored with the digits of that.
      return `{"deliveryTime":${deliveryTime},"deliveryPrice":${deliveryPrice}}`;
    });
    return { body: `[${rows.join(',')}]`, asOf, source };
  };
