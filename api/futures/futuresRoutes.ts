import { minutesOf } from '../../markets/intervals.js';
import type { Parameter } from '../../model/endpoint.ts';
import { routes } from '../binance/routes.ts';
import type { FuturesPath } from '../http/routePaths.ts';
import {
  fundingOf,
  fundingPaidOf,
  type NormalRow,
  ohlcOf,
  openInterestHistOf,
  openInterestOf,
  type Subject,
} from './normalRows.ts';

/** A parameter behind `?`. */
export type QueryName = 'start' | 'end' | 'period' | 'limit';

/** A route of the futures service. */
export interface FuturesRoute {
  readonly path: FuturesPath;
  readonly says: string;
  /** The path of the exchange that has the same. */
  readonly from: string;
  /** Those that it takes; it refuses others. */
  readonly query: readonly QueryName[];
  /** A list, oldest first, or one object. */
  readonly answers: 'list' | 'object';
  /** @param row of the exchange @param at exchange-clock ms; a candle that ends before is final */
  readonly rowOf: (row: unknown, about: Subject, at: number) => NormalRow;
  /** When a row of the exchange is of, ms; of lists. */
  readonly timeOf?: (row: unknown) => number;
  /** How far apart two rows are where none is missing between them, ms; absent: nobody knows. */
  readonly apart?: (about: Subject) => { readonly least: number; readonly most: number };
  /** The exchange refuses to look at what is older, ms. Then it is asked for a span with both ends, which holds no more rows than are wanted. */
  readonly keptMs?: number;
}

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

const timeIn =
  (name: string | number) =>
  (row: unknown): number =>
    Number((row as Readonly<Record<string | number, unknown>>)[name]);

/** THE TABLE of what is served for one symbol. */
export const futuresRoutes: readonly FuturesRoute[] = [
  {
    path: '/{exchange}/ohlc/{symbol}/{interval}',
    says: 'Candles',
    from: '/fapi/v1/klines',
    query: ['limit', 'start', 'end'],
    answers: 'list',
    rowOf: ohlcOf,
    timeOf: timeIn(0),
  },
  {
    path: '/{exchange}/oi/{symbol}',
    says: 'Open interest now',
    from: '/fapi/v1/openInterest',
    query: [],
    answers: 'object',
    rowOf: openInterestOf,
  },
  {
    path: '/{exchange}/oi-hist/{symbol}',
    says: 'Open interest of the last 30 days, one row for each period',
    from: '/futures/data/openInterestHist',
    query: ['period', 'limit'],
    answers: 'list',
    rowOf: openInterestHistOf,
    timeOf: timeIn('timestamp'),
    apart({ period = DEFAULT_PERIOD }) {
      const step = (minutesOf(period) ?? 0) * MINUTE_MS;
      return { least: step, most: step };
    },
    // A minute less, as clocks differ.
    keptMs: 30 * 24 * HOUR_MS - MINUTE_MS,
  },
  {
    path: '/{exchange}/funding/{symbol}',
    says: 'Mark price, index price, and the funding rate that is to be paid next',
    from: '/fapi/v1/premiumIndex',
    query: [],
    answers: 'object',
    rowOf: fundingOf,
  },
  {
    path: '/{exchange}/funding-hist/{symbol}',
    says: 'Funding that was paid',
    from: '/fapi/v1/fundingRate',
    query: ['limit'],
    answers: 'list',
    rowOf: fundingPaidOf,
    timeOf: timeIn('fundingTime'),
    // It is paid each hour, each eight hours, or in between, up to some seconds late.
    apart: () => ({ least: HOUR_MS - MINUTE_MS, most: 8 * HOUR_MS + MINUTE_MS }),
  },
];

export const DEFAULT_ROWS = 100;
export const MOST_ROWS = 1500;
export const DEFAULT_PERIOD = '5m';

const parameterOf = (path: string, name: string): Parameter | undefined => routes.get(path)?.endpoint.params[name];

/** What the exchange accepts, shortest first. */
function choicesOf(path: string, name: string): readonly string[] {
  const parameter = parameterOf(path, name);
  const all = parameter?.kind === 'choice' ? parameter.accepted.map(String) : [];
  return all.toSorted((one, other) => (minutesOf(one) ?? 0) - (minutesOf(other) ?? 0));
}

/** Lengths of candles, and of the periods of statistics, by the exchange's names. */
export const intervals = choicesOf('/fapi/v1/klines', 'interval');
export const periods = choicesOf('/futures/data/openInterestHist', 'period');

/** Rows that the exchange answers at most to one request. */
export function mostOfOne({ from }: FuturesRoute): number {
  const limit = parameterOf(from, 'limit');
  return limit?.kind === 'integer' ? limit.most : 1;
}
