import type { Column, SeriesRow } from '../../markets/market.js';
import { DEFAULT_MARKET } from '../../markets/markets.js';
import { FINAL } from '../../model/candle.ts';
import { parseJson } from '../../model/parseJson.ts';
import type { Store } from '../../store/connect.ts';
import { collectorKey } from '../../store/keys.ts';
import { type LatestValue, readLatest } from '../../store/latest.ts';
import type { Meta } from '../../store/meta.ts';
import { readSeries, type SeriesPage } from '../../store/series.ts';
import { marketMember } from '../context/markets.ts';
import { MAX_PAGE, type Query } from './query.ts';

export const ROWS_PER_PAGE = 10;

/** A page of GetData as it is read. */
export interface Page {
  readonly meta: Meta | null;
  /** Rows there are in all. */
  readonly total: number;
  /** The page's rows as JSON texts. */
  readonly rows: readonly string[];
  /** Score of the first row of a series' page; null where it has no rows, and for latest values. */
  readonly highest: number | null;
  /** The `before` of the next page; undefined where pages are counted only. */
  readonly nextBefore?: number;
  readonly hasNext: boolean;
  /** Order books only: null where nothing is stored. */
  readonly lastUpdateId?: number | null;
}

/** Key of the data that a query asks for. */
export const keyOf = ({ collector, code }: Query): string => collectorKey(collector, code);

/** The page as it is stored now. What is damaged of it is left out, and said by the store's log. @throws ioredis errors when Redis is away. */
export async function readPage(store: Store, query: Query): Promise<Page> {
  const damaged: string[] = [];
  const page = await readStored(store, query, (part) => damaged.push(part));
  const where = `a part of ${keyOf(query)}`;
  if (damaged[0] !== undefined) store.damage.found(where, damaged[0]);
  // Another page of a series says nothing of the damaged one.
  else if (page.highest === null) store.damage.sound(where);
  return page;
}

/** One atomic round trip. @param onDamaged told of each member that is left out since it is not what it should be */
async function readStored(store: Store, query: Query, onDamaged: (part: string) => void): Promise<Page> {
  const { page, before } = query;
  const { row } = query.collector;
  const key = keyOf(query);
  if (row.shape === 'series') {
    const start = before === null ? { offset: offsetOf(page) } : { before };
    // One more than shown, to know whether a page follows.
    return seriesPage(await readSeries(store, key, start, ROWS_PER_PAGE + 1), row, onDamaged);
  }
  return row.view === 'book'
    ? bookPage(await readLatest(store, key, isBookText), page)
    : latestPage(await readLatest(store, key), page);
}

const offsetOf = (page: number): number => (page - 1) * ROWS_PER_PAGE;

function seriesPage(
  { total, rows: members, meta }: SeriesPage,
  { columns, changes }: SeriesRow,
  onDamaged: (part: string) => void,
): Page {
  const shown: string[][] = [];
  for (const member of members.slice(0, ROWS_PER_PAGE)) {
    const fields = fieldsOf(member);
    if (fields.length === columns.length) shown.push(fields);
    else onDamaged(member);
  }
  const scores = shown.map(([score]) => Number(score));
  const nextBefore = scores.at(-1);
  return {
    meta,
    total,
    rows: shown.map((fields) => nameFields(fields, columns, changes?.state)),
    highest: scores[0] ?? null,
    hasNext: members.length > ROWS_PER_PAGE,
    ...(nextBefore === undefined ? {} : { nextBefore }),
  };
}

/**
 * The fields of a member, each as the JSON text that it is stored as: rows are answered without parsing them and writing them anew.
 * No field holds a comma: they are numbers, decimals in quotes, true and false. None where it is no member.
 */
const fieldsOf = (member: string): string[] => (MEMBER.test(member) ? member.slice(1, -1).split(',') : []);

const FIELD = String.raw`(?:-?(?:0|[1-9]\d*)(?:\.\d+)?|"[^",\\\p{Cc}]*"|true|false)`;

/** A list as JSON has it: what passes is answered as it is. The first field, its score, is a whole number. */
const MEMBER = new RegExp(String.raw`^\[(?=\d{1,16},)${FIELD}(?:,${FIELD})*\]$`, 'u');

const FINAL_STATE = String(FINAL);

/** A series' member as an object. Prices are strings in the member and stay so. @param state the column that says whether the row is final */
function nameFields(fields: readonly string[], columns: readonly (Column | null)[], state?: string): string {
  let row = '';
  for (let index = 0; index < columns.length; index++) {
    const name = columns[index]?.name;
    if (name === undefined) continue;
    const value = name === state ? fields[index] === FINAL_STATE : fields[index];
    row += `${row === '' ? '{' : ','}"${name}":${value}`;
  }
  return `${row}}`;
}

/** The exchange's own answer, untouched. */
function latestPage({ value, meta }: LatestValue, page: number): Page {
  return {
    meta,
    total: value === null ? 0 : 1,
    rows: value === null || page > 1 ? [] : [value],
    highest: null,
    hasNext: false,
  };
}

/** [price, quantity] */
type Level = readonly unknown[];

/** Levels, best first. */
interface Side {
  readonly length: number;
  slice(from: number, to: number): readonly Level[];
}

interface Book {
  readonly lastUpdateId: number;
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
  return Number.isSafeInteger(lastUpdateId) && isSide(bids) && isSide(asks);
}

/** Whether a stored text is a book. */
const isBookText = (stored: string): boolean => BOOK.test(stored) || isBook(parseJson(stored));

function bookPage({ value, meta }: LatestValue, page: number): Page {
  const book = value === null ? null : bookIn(value);
  if (book === null) return { meta, total: 0, rows: [], highest: null, hasNext: false, lastUpdateId: null };
  const { lastUpdateId, bids, asks } = book;
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

/** An answer's body around its asOf, which advances each second while the rows stay. */
export interface Rendered {
  readonly beforeAsOf: string;
  readonly afterAsOf: string;
}

/** Rows are put in as they are, so that the exchange's own text passes through. */
export function renderPage(query: Query, page: Page): Rendered {
  const { collector, code } = query;
  const head = {
    ...marketMember(collector.market),
    code,
    type: collector.type,
    page: query.page,
    perPage: ROWS_PER_PAGE,
    total: page.total,
    pages: Math.ceil(page.total / ROWS_PER_PAGE),
  };
  const rest = {
    ...(page.lastUpdateId === undefined ? {} : { lastUpdateId: page.lastUpdateId }),
    next: page.hasNext ? nextAddress(query, page.nextBefore) : null,
  };
  return {
    beforeAsOf: `${JSON.stringify(head).slice(0, -1)},"asOf":`,
    afterAsOf: `,${JSON.stringify(rest).slice(1, -1)},"data":[${page.rows.join(',')}]}`,
  };
}

/** Page numbers shift as rows arrive; rows below a score do not. */
function nextAddress({ collector, code, page }: Query, before: number | undefined): string {
  const { market, type } = collector;
  const number = Math.min(page + 1, MAX_PAGE);
  const named = market === DEFAULT_MARKET ? '' : `&market=${market}`;
  const address = `/GetData?pageSize=${number}${named}&type=${type}&code=${encodeURIComponent(code)}`;
  return before === undefined ? address : `${address}&before=${before}`;
}
