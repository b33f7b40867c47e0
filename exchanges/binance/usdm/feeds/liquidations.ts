import type { SeriesFeed } from '../../../../model/feed.ts';
import { excerptOf, InvalidPayload } from '../../../../model/invalidPayload.ts';
import { productOf } from '../../../../model/scaled.ts';
import { risingScores } from '../../../../model/scores.ts';
import { scoreOf } from '../../../../model/seriesRow.ts';
import { createValidator, listOf } from '../../../../model/validate.ts';
import { faultOfTime } from '../../events/aggTrade.ts';
import { streamOf } from '../../events/event.ts';
import { decimal, isFuture, milliseconds, object } from '../../fields.ts';
import { isLaterThan } from '../samples.ts';

const text = { type: 'string' };

const order = object({
  ...{ s: text, S: { enum: ['BUY', 'SELL'] }, o: text, f: text, X: text },
  ...{ q: decimal, p: decimal, ap: decimal, z: decimal, T: milliseconds },
});

/**
 * Forced orders, stored as id, time, side, price, average price, quantity, filled, value, status. They come by a stream alone, and as a sample: of
 * each pair and second the exchange tells the newest one.
 */
export const liquidations = (): SeriesFeed<RawOrder> => ({
  shape: 'series',
  kind: 'liquidations',
  isForming: false,
  pageRows: 1,
  rowSchema: order,
  rowsIn: ({ data, path }) => listOf(data, path),
  faultOf: ({ T }, query) => (isFuture(T, query) ? 'it is from the future' : null),
  scoreOf: (row) => (isOrder(row) ? idOf(row) : null),
  toRows: (rows) =>
    rows.map(({ row }) => {
      const { S, p, ap, q, z, X, T } = row;
      return { score: idOf(row), member: JSON.stringify([idOf(row), T, S, p, ap, q, z, productOf(ap, z), X]) };
    }),
  timeOf: (member) => Math.floor(scoreOf(member) / IDS_IN_A_MS),
  hasMore: () => false,
  scores: risingScores,
  // At most one a second and pair is told, so how many are missing nobody knows; of when they would be, their scores tell.
  scoreAt: (time) => time * IDS_IN_A_MS,
  isSame: (stored, { member }) => stored === member,
  isOutlived: (stored, _newest, query) => isLaterThan(scoreOf(stored) / IDS_IN_A_MS, query),
  streamed: {
    by: 'rows',
    // A pair may go without for days, and no answer of the exchange tells of any.
    unproven: 'always',
    streamsOf: (symbol) => [forceOrdersOf(symbol)],
    rowOf: readForceOrder,
  },
});

/** The stream of forced orders. */
export const forceOrdersOf = (symbol: string): string => streamOf(symbol, '@forceOrder');

/** The order in an event of it. @throws InvalidPayload */
export function readForceOrder(event: unknown, symbol: string): RawOrder {
  const { E, o } = validateEvent(event, 'an event of forceOrder');
  // Nobody could ask whether one of later was right, and all that come before its time would count as older.
  const fault = o.s === symbol ? faultOfTime({ E, T: o.T }) : 'it is of another pair';
  if (fault === null) return o;
  throw new InvalidPayload(`an event of forceOrder of ${symbol} is impossible: ${fault}: ${excerptOf(event)}`);
}

const IDS_IN_A_MS = 1000;

/**
 * The exchange gives no number. Time, side, price, quantity and what was filled tell one order from another: of the same ms they get different
 * ids, and one that is told twice gets the same.
 */
const idOf = ({ T, S, p, q, z }: RawOrder): number => T * IDS_IN_A_MS + (mixed([S, p, q, z].join(' ')) % IDS_IN_A_MS);

/** FNV-1a. */
function mixed(told: string): number {
  let hash = 0x811c9dc5;
  for (const sign of told) hash = Math.imul(hash ^ (sign.codePointAt(0) ?? 0), 0x01000193) >>> 0;
  return hash;
}

const validateOrder = createValidator<RawOrder>(order);
const validateEvent = createValidator<RawEvent>(object({ e: { const: 'forceOrder' }, E: milliseconds, o: order }));

function isOrder(row: unknown): row is RawOrder {
  try {
    validateOrder(row, 'a forced order');
    return true;
  } catch (error) {
    if (error instanceof InvalidPayload) return false;
    throw error;
  }
}

/**
 * https://developers.binance.com/docs/derivatives/usds-margined-futures/websocket-market-streams/Liquidation-Order-Streams
 * `{"e":"forceOrder","E":1790000000154,"o":{"s":"BTCUSDT","S":"SELL","o":"LIMIT","f":"IOC","q":"0.014","p":"9910","ap":"9910","X":"FILLED",
 *   "l":"0.014","z":"0.014","T":1790000000151}}`
 */
interface RawEvent {
  readonly E: number;
  readonly o: RawOrder;
}

export interface RawOrder {
  readonly s: string;
  readonly S: 'BUY' | 'SELL';
  /** Price, average price, quantity, what of it was filled. */
  readonly p: string;
  readonly ap: string;
  readonly q: string;
  readonly z: string;
  /** State of the order. */
  readonly X: string;
  readonly T: number;
}
