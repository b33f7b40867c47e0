import type { Config } from '../../config/config.ts';
import { MAX_ROWS, spot } from '../../exchanges/binance/endpoints.ts';
import { type SeriesRow, scoreOf } from '../../store/series.ts';
import { onlyPair, type Scores, type SeriesFeed } from '../feed.ts';
import { InvalidPayload } from '../invalidPayload.ts';
import { arrayOf, count, milliseconds, object, positiveDecimal } from './fields.ts';

/**
 * Trades, stored as a, p, q, f, l, T, m: id, price, quantity, first and last raw trade id, time, buyer is maker.
 *
 * `aggTrades` continues from the last stored id and misses nothing. Raw `trades` have no cursor and cost six times as much: of more than
 * 1000 between two polls the newest come at once, the others as those of a gap.
 */
export const trades = (config: Config): SeriesFeed =>
  config.feeds.trades.source === 'trades' ? rawTrades : (aggTrades as SeriesFeed);

/** Scores are ids, which leave none out. */
const scores: Scores = {
  next: (id) => id + 1,
  previous: (id) => id - 1,
  step: 1,
  count: (from, to) => Math.max(0, to - from + 1),
  floor: (newest, retention) => newest - retention + 1,
  pageStart: (to) => to - MAX_ROWS + 1,
  settledTo: ([newest]) => (newest === undefined ? null : scoreOf(newest)),
};

/** The first id of the page that ends just below one. */
const pageBelow = (id: number): number => Math.max(0, id - MAX_ROWS);

const aggTrades: SeriesFeed<RawAggTrade[]> = {
  shape: 'series',
  kind: 'aggTrades',
  schema: arrayOf(
    object({
      a: count,
      p: positiveDecimal,
      q: positiveDecimal,
      f: count,
      l: count,
      T: milliseconds,
      m: { type: 'boolean' },
    }),
  ),
  request(poll) {
    const fromId = poll.cursor === null || poll.resuming ? undefined : poll.cursor + 1;
    return spot.aggTrades(onlyPair(poll), MAX_ROWS, fromId);
  },
  parse(raw, poll) {
    const rows = ascending(
      raw.map(({ a, p, q, f, l, T, m }) => ({ score: a, member: JSON.stringify([a, p, q, f, l, T, m]) })),
    );
    const last = rows.at(-1)?.score;
    // The newest are stored first; what lies between them and the stored ones is a gap, and filled as such.
    const isWhole = poll.cursor === null || poll.resuming || raw.length < MAX_ROWS || last === undefined;
    return isWhole ? { rows } : { rows, again: { cursor: last } };
  },
  scores,
  between: (poll, fromId) => spot.aggTrades(onlyPair(poll), MAX_ROWS, fromId),
  history: (poll, before) => spot.aggTrades(onlyPair(poll), MAX_ROWS, pageBelow(before)),
};

const rawTrades: SeriesFeed<RawTrade[]> = {
  shape: 'series',
  kind: 'trades',
  schema: arrayOf(
    object({
      id: count,
      price: positiveDecimal,
      qty: positiveDecimal,
      time: milliseconds,
      isBuyerMaker: { type: 'boolean' },
    }),
  ),
  request: (poll) => spot.trades(onlyPair(poll), MAX_ROWS),
  parse(raw) {
    const rows = ascending(
      raw.map(({ id, price, qty, time, isBuyerMaker }) => ({
        score: id,
        member: JSON.stringify([id, price, qty, id, id, time, isBuyerMaker]),
      })),
    );
    return { rows };
  },
  scores,
  between: (poll, fromId) => spot.historicalTrades(onlyPair(poll), MAX_ROWS, fromId),
  history: (poll, before) => spot.historicalTrades(onlyPair(poll), MAX_ROWS, pageBelow(before)),
};

function ascending(rows: SeriesRow[]): SeriesRow[] {
  for (const [index, row] of rows.entries()) {
    if (row.score <= (rows[index - 1]?.score ?? -1))
      throw new InvalidPayload(`trades are out of order at id ${row.score}`);
  }
  return rows;
}

/**
 * https://developers.binance.com/docs/binance-spot-api-docs/rest-api/market-data-endpoints#compressedaggregate-trades-list
 * `{"a":501,"p":"10.50","q":"2.00","f":9001,"l":9003,"T":1790000000123,"m":false,"M":true}`
 */
export interface RawAggTrade {
  readonly a: number;
  readonly p: string;
  readonly q: string;
  readonly f: number;
  readonly l: number;
  readonly T: number;
  /** The buyer is the maker: the taker sold. */
  readonly m: boolean;
}

/**
 * https://developers.binance.com/docs/binance-spot-api-docs/rest-api/market-data-endpoints#recent-trades-list
 * `{"id":9001,"price":"10.50","qty":"2.00","quoteQty":"21.00","time":1790000000123,"isBuyerMaker":false,"isBestMatch":true}`
 */
interface RawTrade {
  readonly id: number;
  readonly price: string;
  readonly qty: string;
  readonly time: number;
  readonly isBuyerMaker: boolean;
}
