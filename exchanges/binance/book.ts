import { compareDecimals } from '../../model/decimals.ts';
import type { Entry, LatestRow } from '../../model/feed.ts';
import { excerptOf, InvalidPayload } from '../../model/invalidPayload.ts';
import { elementTexts, memberText } from '../../model/jsonTexts.ts';
import { longestRun } from '../../model/longestRun.ts';
import { createValidator } from '../../model/validate.ts';
import { decimal, positiveDecimal, tuple } from './fields.ts';

/** An answered order book. */
export interface RawBook {
  readonly lastUpdateId: number;
  /** Falling. */
  readonly bids: readonly unknown[];
  /** Rising. */
  readonly asks: readonly unknown[];
}

/** `[price, quantity]`, as the schema of a level. */
export const level = tuple([positiveDecimal, decimal]);
const validateLevel = createValidator<Level>(level);

/**
 * What is stored of an answered book: its number and the levels that are right and in order, as they were sent. Its number tells an older book
 * from a newer one.
 *
 * @param most levels of each side that are stored, and nothing beside; default: all that was sent
 * @throws InvalidPayload where it is crossed, or most of a side is wrong
 */
export function bookOf(
  raw: RawBook,
  { symbol, text }: Pick<Entry, 'symbol' | 'text'>,
  most = Number.POSITIVE_INFINITY,
): LatestRow {
  const bids = judgeSide(raw.bids, `a bid of ${symbol}`, (one, other) => isLess(other, one));
  const asks = judgeSide(raw.asks, `an ask of ${symbol}`, isLess);
  const [bid, ask] = [bids.levels[0], asks.levels[0]];
  if (bid !== undefined && ask !== undefined && !isLess(bid[0], ask[0])) {
    throw new InvalidPayload(`the book of ${symbol} is crossed: bid ${bid[0]}, ask ${ask[0]}`);
  }
  const leftOut = [...bids.leftOut, ...asks.leftOut];
  const isTooMuch = Math.max(bids.levels.length, asks.levels.length) > most || !hasNoMore(raw);
  const isAsSent = leftOut.length === 0 && !(Number.isFinite(most) && isTooMuch);
  const value = isAsSent ? text : rewritten(text, bids, asks, most);
  return { value, order: raw.lastUpdateId, leftOut };
}

/** Only what is stored of a book. */
const hasNoMore = (raw: RawBook): boolean => Object.keys(raw).length === 3;

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

/** The book without the levels that are left out or too many. The others stay as they were sent. */
function rewritten(text: Entry['text'], bids: Side, asks: Side, most: number): string {
  const side = (key: string, { indices }: Side) => {
    const texts = elementTexts(memberText(text, key) ?? '[]');
    return `"${key}":[${indices
      .slice(0, most)
      .map((index) => texts[index])
      .join(',')}]`;
  };
  return `{"lastUpdateId":${memberText(text, 'lastUpdateId')},${side('bids', bids)},${side('asks', asks)}}`;
}
