import type { OptionsOf, SpotFeeds } from '../../../../markets/tableTypes.ts';
import { compareDecimals } from '../../../../model/decimals.ts';
import type { ExchangeRequest } from '../../../../model/exchangeRequest.ts';
import { type Entry, type FeedQuery, type LatestFeed, onlyPair } from '../../../../model/feed.ts';
import { excerptOf, InvalidPayload } from '../../../../model/invalidPayload.ts';
import { elementTexts, memberText } from '../../../../model/jsonTexts.ts';
import { longestRun } from '../../../../model/longestRun.ts';
import { createValidator } from '../../../../model/validate.ts';
import { eventOf, streamOf } from '../../events/event.ts';
import { arrayOf, count, decimal, object, positiveDecimal, tuple } from '../../fields.ts';
import { topOfBook } from '../topOf.ts';

/** The best levels of the order book, one call a pair. `lastUpdateId` tells an older book from a newer one. */
export const depth = ({ levels }: OptionsOf<SpotFeeds['depth']>): LatestFeed<RawDepth> => ({
  shape: 'latest',
  rowSchema: object({ lastUpdateId: count, bids: arrayOf({}), asks: arrayOf({}) }),
  request: (query) => ask(query, levels),
  entries: ({ data, text }, query) => [{ symbol: onlyPair(query), row: data, text }],
  valueOf(raw, { symbol, text }) {
    const bids = judgeSide(raw.bids, `a bid of ${symbol}`, (one, other) => isLess(other, one));
    const asks = judgeSide(raw.asks, `an ask of ${symbol}`, isLess);
    const [bid, ask] = [bids.levels[0], asks.levels[0]];
    if (bid !== undefined && ask !== undefined && !isLess(bid[0], ask[0])) {
      throw new InvalidPayload(`the book of ${symbol} is crossed: bid ${bid[0]}, ask ${ask[0]}`);
    }
    const leftOut = [...bids.leftOut, ...asks.leftOut];
    const value = leftOut.length === 0 ? text : rewritten(text, bids, asks);
    return { value, order: raw.lastUpdateId, leftOut };
  },
  streamed: {
    by: 'book',
    streamsOf: (symbol) => [streamOf(symbol, '@depth@100ms')],
    topOf: topOfBook,
    levels,
    snapshotLevels: snapshotLevelsOf(levels),
    snapshot: (query) => ask(query, snapshotLevelsOf(levels)),
    changeOf(event, symbol) {
      const { U, u, b, a } = readUpdate(event, symbol);
      return { first: U, last: u, bids: b, asks: a };
    },
  },
});

const ask = (query: FeedQuery, limit: number): ExchangeRequest => ({
  path: '/api/v3/depth',
  params: { symbol: onlyPair(query), limit },
  weight: weightOf(limit),
});

/** Twice as many levels as are stored, in a step of the weight: a side that loses some does not need another snapshot at once. */
function snapshotLevelsOf(levels: number): number {
  return [500, 1000].find((most) => levels * 2 <= most) ?? 5000;
}

const level = tuple([positiveDecimal, decimal]);
const validateLevel = createValidator<Level>(level);
const readUpdate = eventOf<DepthUpdate>(
  'depthUpdate',
  { U: count, u: count, b: arrayOf(level), a: arrayOf(level) },
  ({ U, u }) => (u < U ? 'it ends before it begins' : null),
);

function weightOf(levels: number): number {
  if (levels <= 100) return 5;
  if (levels <= 500) return 25;
  return levels <= 1000 ? 50 : 250;
}

type Level = readonly [price: string, quantity: string, ...unknown[]];

interface Side {
  readonly levels: readonly Level[];
  /** The places of the levels in what was sent. */
  readonly indices: readonly number[];
  /** What is wrong with the levels that are left out. */
  readonly leftOut: readonly string[];
}

/** The levels of one side that are right and in order, best first. @throws InvalidPayload if most of them are not */
function judgeSide(rows: readonly unknown[], what: string, isBetter: (one: string, other: string) => boolean): Side {
  const leftOut: string[] = [];
  const right: { level: Level; index: number }[] = [];
  for (const [index, row] of rows.entries()) {
    try {
      right.push({ level: validateLevel(row, what), index });
    } catch (error) {
      if (!(error instanceof InvalidPayload)) throw error;
      leftOut.push(error.message);
    }
  }
  // Go from the worst level on. If two exclude each other, the worse price stays, because a price that looks better than it is costs more.
  const worstFirst = right.toReversed();
  const inOrder = new Set(
    longestRun(worstFirst, (one, other) => isBetter(other.level[0], one.level[0])).map((index) => worstFirst[index]),
  );
  for (const each of right) {
    if (!inOrder.has(each)) leftOut.push(`${what} is out of order: ${excerptOf(each.level)}`);
  }
  const kept = right.filter((each) => inOrder.has(each));
  if (leftOut.length > 0 && kept.length <= leftOut.length) throw new InvalidPayload(leftOut[0] ?? what);
  return { levels: kept.map(({ level }) => level), indices: kept.map(({ index }) => index), leftOut };
}

const isLess = (one: string, other: string): boolean => compareDecimals(one, other) < 0;

/** The book without the levels that are left out. The others stay as they were sent. */
function rewritten(text: Entry['text'], bids: Side, asks: Side): string {
  const side = (key: string, { indices }: Side) => {
    const texts = elementTexts(memberText(text, key) ?? '[]');
    return `"${key}":[${indices.map((index) => texts[index]).join(',')}]`;
  };
  return `{"lastUpdateId":${memberText(text, 'lastUpdateId')},${side('bids', bids)},${side('asks', asks)}}`;
}

/**
 * https://developers.binance.com/docs/binance-spot-api-docs/rest-api/market-data-endpoints#order-book
 * `{"lastUpdateId":77001,"bids":[["10.50","3.00"]],"asks":[["10.51","1.20"]]}`, bids falling, asks rising
 */
interface RawDepth {
  readonly lastUpdateId: number;
  readonly bids: readonly unknown[];
  readonly asks: readonly unknown[];
}

/**
 * https://developers.binance.com/docs/binance-spot-api-docs/web-socket-streams#diff-depth-stream
 * `{"e":"depthUpdate","E":1790000000105,"s":"BTCUSDT","U":77002,"u":77005,"b":[["10.49","0.00"]],"a":[["10.52","2.00"]]}`: numbers of the first
 * and the last update, levels with their quantities of now
 */
interface DepthUpdate {
  readonly s: string;
  readonly U: number;
  readonly u: number;
  readonly b: readonly (readonly [string, string])[];
  readonly a: readonly (readonly [string, string])[];
}
