import { parseJson } from '../../model/parseJson.ts';
import type { LatestValue } from '../../store/values/latest.ts';
import { offsetOf, type Page, ROWS_PER_PAGE } from './page.ts';

/** [price, quantity] */
type Level = readonly unknown[];

/** Levels, best first. */
interface Side {
  readonly length: number;
  slice(from: number, to: number): readonly Level[];
}

interface Book {
  /** Absent where the exchange does not number its books. */
  readonly lastUpdateId?: number;
  readonly bids: Side;
  readonly asks: Side;
}

const LEVEL = String.raw`\["\d+(?:\.\d+)?","\d+(?:\.\d+)?"\]`;
const SIDE = String.raw`\[((?:${LEVEL}(?:,(?!\])|(?=\])))*)\]`;

/** A whole book as it is mostly written: to find it so costs a sixth of parsing it, and only the levels that are shown are parsed then. */
const BOOK = new RegExp(String.raw`^\{"lastUpdateId":(0|[1-9]\d{0,14}),"bids":${SIDE},"asks":${SIDE}\}$`);

/** @param levels their texts, with commas between */
function sideOf(levels = ''): Side {
  const texts = levels === '' ? [] : levels.slice(1, -1).split('],[');
  return {
    length: texts.length,
    slice: (from, to) => texts.slice(from, to).map((text) => JSON.parse(`[${text}]`) as Level),
  };
}

/** Null where a stored text is no book. One that is written otherwise, with more fields or items, is parsed whole. */
function bookIn(stored: string): Book | null {
  const [whole, lastUpdateId, bids, asks] = BOOK.exec(stored) ?? [];
  if (whole !== undefined) return { lastUpdateId: Number(lastUpdateId), bids: sideOf(bids), asks: sideOf(asks) };
  const book = parseJson(stored);
  return isBook(book) ? book : null;
}

function isBook(value: unknown): value is Book {
  const { lastUpdateId, bids, asks } = (value ?? {}) as Partial<Record<string, unknown>>;
  const isSide = (side: unknown) => Array.isArray(side) && side.every((level) => Array.isArray(level));
  return (lastUpdateId === undefined || Number.isSafeInteger(lastUpdateId)) && isSide(bids) && isSide(asks);
}

/** Whether a stored text is a book. */
export const isBookText = (stored: string): boolean => BOOK.test(stored) || isBook(parseJson(stored));

/** A page of an order book: one row for each level, with both sides' price and quantity. */
export function bookPage({ value, meta }: LatestValue, page: number): Page {
  const book = value === null ? null : bookIn(value);
  if (book === null) return { meta, total: 0, rows: [], highest: null, hasNext: false, lastUpdateId: null };
  const { lastUpdateId = null, bids, asks } = book;
  const total = Math.max(bids.length, asks.length);
  const from = offsetOf(page);
  const to = Math.min(from + ROWS_PER_PAGE, total);
  const [bidsShown, asksShown] = [bids.slice(from, to), asks.slice(from, to)];
  const rows: string[] = [];
  for (let index = from; index < to; index += 1) {
    const [bidPrice = null, bidQty = null] = bidsShown[index - from] ?? [];
    const [askPrice = null, askQty = null] = asksShown[index - from] ?? [];
    rows.push(JSON.stringify({ level: index + 1, bidPrice, bidQty, askPrice, askQty }));
  }
  return { meta, total, rows, highest: null, hasNext: to < total && from < total, lastUpdateId };
}
