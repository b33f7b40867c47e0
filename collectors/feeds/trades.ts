import type { Config } from '../../config/config.ts';
import { MAX_ROWS, spot } from '../../exchanges/binance/endpoints.ts';
import type { SeriesRow } from '../../store/series.ts';
import { onlyPair, type SeriesFeed, type SeriesStep } from '../feed.ts';
import { InvalidPayload } from '../invalidPayload.ts';
import { arrayOf, count, milliseconds, object, positiveDecimal } from './fields.ts';

/**
 * Trades, stored as a, p, q, f, l, T, m: id, price, quantity, first and last raw trade id, time, buyer is maker.
 *
 * `aggTrades` continues from the last stored id and misses nothing. Raw `trades` have no cursor and cost six times as much: more
 * than 1000 between two polls are lost, and said to be.
 */
export const trades = (config: Config): SeriesFeed =>
  config.feeds.trades.source === 'trades' ? rawTrades : (aggTrades as SeriesFeed);

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
    const first = rows[0]?.score;
    const last = rows.at(-1)?.score;
    if (poll.cursor === null || first === undefined || last === undefined) return { rows };
    const resumeAt = Math.max(poll.cursor, last - poll.retention);
    // The newest rows do not reach down to the stored ones: go on from there, or from where retention begins.
    if (poll.resuming && first > poll.cursor + 1) {
      return { rows: [], again: { cursor: resumeAt }, ...missedBetween(poll.cursor, resumeAt + 1) };
    }
    const missed = missedBetween(poll.cursor, first);
    return poll.resuming || raw.length < MAX_ROWS ? { rows, ...missed } : { rows, ...missed, again: { cursor: last } };
  },
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
  parse(raw, poll) {
    const rows = ascending(
      raw.map(({ id, price, qty, time, isBuyerMaker }) => ({
        score: id,
        member: JSON.stringify([id, price, qty, id, id, time, isBuyerMaker]),
      })),
    );
    const first = rows[0]?.score;
    return poll.cursor === null || first === undefined ? { rows } : { rows, ...missedBetween(poll.cursor, first) };
  },
};

function ascending(rows: SeriesRow[]): SeriesRow[] {
  for (const [index, row] of rows.entries()) {
    if (row.score <= (rows[index - 1]?.score ?? -1))
      throw new InvalidPayload(`trades are out of order at id ${row.score}`);
  }
  return rows;
}

/** The ids between a stored one and the next that is to come, where there are any. */
const missedBetween = (stored: number, next: number): Pick<SeriesStep, 'missed'> =>
  next > stored + 1 ? { missed: { from: stored + 1, to: next - 1 } } : {};

/**
 * https://developers.binance.com/docs/binance-spot-api-docs/rest-api/market-data-endpoints#compressedaggregate-trades-list
 * `{"a":501,"p":"10.50","q":"2.00","f":9001,"l":9003,"T":1790000000123,"m":false,"M":true}`
 */
interface RawAggTrade {
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
