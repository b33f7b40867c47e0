import type { Kind } from './step.ts';

/** What the exchange said before ours was asked, what ours said, and what the exchange says after it, with its clock then (ms). */
export interface Said {
  readonly before: unknown;
  readonly ours: unknown;
  readonly after: unknown;
  readonly now: number;
}

/** What is polled each ten seconds is fresh until it is so old; and in a quiet market the last trade that it tells was some seconds before, ms. */
const POLLED_MS = 32_000;

/** Throws what jest throws where ours could not have been the exchange's. */
export const compare: Readonly<Record<Kind, (said: Said) => void>> = {
  same({ ours, after }) {
    expect(withoutServerTime(ours)).toEqual(withoutServerTime(after));
  },
  rows({ before, ours, after }) {
    const [older, mine, newer] = [rowsOf(before), rowsOf(ours), rowsOf(after)];
    expect(formOf(ours)).toEqual(formOf(after));
    const [oldest, last] = [newer[0]?.key ?? '', mine.at(-1)?.key ?? ''];
    const settled = mine.slice(0, -1).filter(({ key }) => key >= oldest);
    expect(settled.length).toBeGreaterThan(0);
    expect(settled).toEqual(newer.filter(({ key }) => key < last));
    expect(last >= (older.at(-1)?.key ?? '')).toBe(true);
    expect(last <= (newer.at(-1)?.key ?? '')).toBe(true);
  },
  live: notOlderThan(0),
  polled: notOlderThan(POLLED_MS),
  refused({ ours, after }) {
    expect(ours).toEqual(after);
  },
  clock({ before, ours, after, now }) {
    expect(formOf(ours)).toEqual(formOf(after));
    const later = now + CLOCK_MS;
    expect(markOf(ours, later)).toBeGreaterThanOrEqual(markOf(before, now));
    expect(Math.abs(markOf(ours, later) - markOf(after, later))).toBeLessThan(CLOCK_MS);
  },
};

/** @param ms so much older than what the exchange said before ours may be */
function notOlderThan(ms: number) {
  return ({ before, ours, after, now }: Said): void => {
    expect(formOf(ours)).toEqual(formOf(after));
    const [older, mine, newer] = [markOf(before, now), markOf(ours, now), markOf(after, now)];
    expect(mine).toBeGreaterThanOrEqual(older - ms);
    expect(mine).toBeLessThanOrEqual(newer);
  };
}

/** So far the exchange's clock may be measured wrongly on a busy machine, ms. */
const CLOCK_MS = 1_000;
const SERVER_TIMES = new Set(['serverTime']);

function withoutServerTime(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutServerTime);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).filter(([name]) => !SERVER_TIMES.has(name));
  return Object.fromEntries(entries.map(([name, member]) => [name, withoutServerTime(member)]));
}

interface Row {
  /** Of equal length, so that texts have the order of the numbers. */
  readonly key: string;
  readonly row: unknown;
}

const IDS = ['id', 'a', 'aggId', 'aggTradeId', 'openTime', 'fundingTime', 'timestamp', 'time'];

function rowsOf(value: unknown): Row[] {
  const list = Array.isArray(value) ? value : Object.values(Object(value));
  return list.map((row: unknown) => {
    const id = Array.isArray(row)
      ? row[0]
      : IDS.map((name) => Reflect.get(Object(row), name)).find((known) => known !== undefined);
    return { key: String(id).padStart(20, '0'), row };
  });
}

const DECIMAL = /^-?\d+(\.\d+)?$/;
const FIRST_TIME = 1_000_000_000_000;

/** The form of an answer: names in their order, types, and of lists the forms that their entries have. */
function formOf(value: unknown): unknown {
  if (Array.isArray(value)) return [...new Set(value.map((entry) => JSON.stringify(formOf(entry))))].sort();
  if (typeof value === 'string') return DECIMAL.test(value) ? 'decimal' : 'text';
  if (typeof value === 'number') return value >= FIRST_TIME && Number.isInteger(value) ? 'time' : 'number';
  if (typeof value !== 'object' || value === null) return typeof value;
  const entries = Object.entries(value);
  // A table by names, such as prices by their symbols: which ones there are counts, and the form that all have.
  if (entries.length > 0 && entries.every(([name]) => /^[A-Z0-9/:-]{5,}$/.test(name)))
    return [entries.map(([name]) => name).sort(), formOf(Object.values(value))];
  return entries.map(([name, member]) => [name, formOf(member)]);
}

const NUMBERS = new Set(['lastUpdateId', 'nonce']);

/** How new an answer is: the number of its book, else the latest time in it that is not in the future; 0: it does not tell. */
function markOf(value: unknown, now: number, name = ''): number {
  if (typeof value === 'number') {
    if (NUMBERS.has(name)) return value;
    return Number.isInteger(value) && value >= FIRST_TIME && value <= now ? value : 0;
  }
  if (typeof value !== 'object' || value === null) return 0;
  const entries = Object.entries(value);
  const book = entries.find(([member, number]) => NUMBERS.has(member) && typeof number === 'number');
  if (book !== undefined) return Number(book[1]);
  return Math.max(0, ...entries.map(([member, entry]) => markOf(entry, now, member)));
}
