import { formatUnits, parseUnits } from '../decimals.ts';
import { playedAt, type Track } from './track.ts';

/** Trades as a REST API answers them, oldest first, their ids rising. */
export interface CapturedTrades<Row> {
  readonly isEmpty: boolean;
  /** Those played up to an instant (exchange ms) that lie in a span, all of it included; from its beginning on if it has one, else the newest. */
  at(instant: number, span: TradesAsked): Row[];
}

export interface TradesAsked {
  readonly fromId?: number | undefined;
  readonly from?: number | undefined;
  readonly to?: number | undefined;
  readonly limit: number;
}

interface Trade {
  readonly t: number;
  readonly p: string;
  readonly q: string;
  readonly T: number;
  readonly m: boolean;
  readonly M: boolean;
}

export interface AggTradeRow {
  readonly a: number;
  readonly p: string;
  readonly q: string;
  readonly f: number;
  readonly l: number;
  readonly T: number;
  readonly m: boolean;
  readonly M: boolean;
}

const DECIMALS = 8;

/** @param text of a captured `@trade`, its times moved */
export function tradeRow(text: string) {
  const { t, p, q, T, m, M } = JSON.parse(text) as Trade;
  const quoteQty = formatUnits(parseUnits(p, DECIMALS) * parseUnits(q, DECIMALS), 2 * DECIMALS);
  return { id: t, price: p, qty: q, quoteQty, time: T, isBuyerMaker: m, isBestMatch: M };
}

/** An aggregate trade of a single one: which trades one order caused cannot be told from them. */
export function singleAggTrade(text: string): AggTradeRow {
  const { t, p, q, T, m, M } = JSON.parse(text) as Trade;
  return { a: t, p, q, f: t, l: t, T, m, M };
}

/** @param text of a captured `@aggTrade`, its times moved */
export function aggTradeRow(text: string): AggTradeRow {
  const { a, p, q, f, l, T, m, M } = JSON.parse(text) as AggTradeRow;
  return { a, p, q, f, l, T, m, M };
}

/** @param readRow makes a row of a captured text */
export function createCapturedTrades<Row>(
  track: Track,
  readRow: (text: string) => Row,
  keyOf: (row: Row) => { readonly id: number; readonly time: number },
): CapturedTrades<Row> {
  const rows = track.texts.map(readRow);
  return {
    isEmpty: rows.length === 0,
    at(instant, { fromId, from, to, limit }) {
      const found = rows.slice(0, playedAt(track, instant)).filter((row) => {
        const { id, time } = keyOf(row);
        return id >= (fromId ?? 0) && time >= (from ?? 0) && time <= (to ?? Number.POSITIVE_INFINITY);
      });
      return (fromId ?? from) === undefined ? found.slice(-limit) : found.slice(0, limit);
    },
  };
}
