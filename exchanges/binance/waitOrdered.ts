/** The parts of an answer that may say how long nothing may be sent. */
export interface RefusedAnswer {
  /** Names in lower case; each value as it was sent. */
  readonly headers: Readonly<Record<string, readonly string[] | undefined>>;
  readonly body: string;
  /** When it arrived, ms, by the exchange's clock or, while that is not measured, by ours. */
  readonly now: number;
}

/** How long an answer tells us to wait. */
export interface OrderedWait {
  /** From now on, ms; at most `LONGEST_WAIT_MS`. */
  readonly ms: number;
  /** The answer names a longer time, which cannot be meant. */
  readonly isCut: boolean;
}

const SECOND = 1_000;
const HOUR = 3_600_000;
const LONGEST_BAN_MS = 72 * HOUR;

/** Binance's longest ban is three days. A longer wait is garbage or comes from a wrong clock: it must not stop us for good. */
export const LONGEST_WAIT_MS = LONGEST_BAN_MS + HOUR;

/** A number of this size or more is a time since 1970; as seconds to wait it would be thirty years. */
const FIRST_EPOCH = 1e9;

/** An answer is searched only so deep and so far. */
const MOST_DEPTH = 5;
const MOST_TEXT = 16_384;

/** A wait in the words of an answer: for so long, or until a time by the exchange's clock, ms. */
type Said = { readonly forMs: number } | { readonly until: number };

/**
 * How long an answer tells us to wait. It may say so in its headers (`Retry-After` in seconds or as a date, more than once or as a list) and
 * in its body (`retryAfter` at any place, `banned until …` in a text); the longest time counts. Undefined if it says nothing, or names the
 * past. Times are taken relative to the answer's own `Date`, if that makes sense, because both come from the same clock.
 */
export function waitOrdered({ headers, body, now }: RefusedAnswer): OrderedWait | undefined {
  const sentAt = (headers.date ?? []).map(Date.parse).filter(Number.isFinite);
  const waits = [...saidInHeaders(headers), ...saidInBody(body)].map((said) =>
    'forMs' in said ? said.forMs : msUntil(said.until, [...sentAt, now]),
  );
  const longest = Math.max(0, ...waits);
  if (longest === 0) return undefined;
  return { ms: Math.min(Math.max(longest, SECOND), LONGEST_WAIT_MS), isCut: longest > LONGEST_WAIT_MS };
}

/** The wait by the first of these clocks that gives one that can be meant; 0 if all of them say that the time is over. */
function msUntil(until: number, clocks: readonly number[]): number {
  const waits = clocks.map((clock) => until - clock);
  return waits.find((ms) => ms > 0 && ms <= LONGEST_WAIT_MS) ?? Math.max(0, ...waits);
}

function saidInHeaders(headers: RefusedAnswer['headers']): Said[] {
  const values = Object.entries(headers).flatMap(([name, sent = []]) => (name.endsWith('retry-after') ? sent : []));
  // A date has a comma, too, after its weekday.
  return values
    .flatMap((value) => value.split(/,(?!\s*\d{1,2}[ -][A-Za-z])/))
    .flatMap((item) => read(item, () => SECOND));
}

/** A number in the body is seconds, as in the header, unless that would be longer than any ban: then it is ms. */
const bodyUnit = (value: number): number => (value * SECOND > LONGEST_BAN_MS ? 1 : SECOND);

function saidInBody(body: string): Said[] {
  let parsed: unknown;
  try {
    parsed = JSON.parse(body);
  } catch {
    parsed = body;
  }
  return saidIn(parsed, 0);
}

function saidIn(value: unknown, depth: number): Said[] {
  if (typeof value === 'string') return saidInText(value);
  if (typeof value !== 'object' || value === null || depth > MOST_DEPTH) return [];
  return Object.entries(value).flatMap(([name, inner]: [string, unknown]) =>
    /^retry[-_]?after$/i.test(name) && ['number', 'string'].includes(typeof inner)
      ? read(String(inner), bodyUnit)
      : saidIn(inner, depth + 1),
  );
}

const UNTIL = /\buntil\s+(\d{4}-\d\d-\d\d[T ][\d:.]+(?:Z|[+-]\d\d:?\d\d)?|[A-Z][a-z]+, [\w :-]{15,24} GMT|\d{9,20})/gi;

function saidInText(text: string): Said[] {
  return [...text.slice(0, MOST_TEXT).matchAll(UNTIL)].flatMap(([, time = '']) => read(time, () => SECOND));
}

/** `unitOf` says how many ms one unit of a number is, if that number is a length of time. */
function read(text: string, unitOf: (value: number) => number): Said[] {
  const item = text.trim().replace(/^"(.*)"$/, '$1');
  const [, digits] = /^\+?(\d{1,20}(?:\.\d*)?)(?:e\+?\d+|\s*s)?$/i.exec(item) ?? [];
  if (digits !== undefined) {
    const value = Number.parseFloat(item);
    return [value >= FIRST_EPOCH ? { until: epochMs(value) } : { forMs: value * unitOf(value) }];
  }
  // Date.parse accepts more than dates: a date has letters, or begins with a year.
  if (!/^\d{4}-|[a-z]{3}/i.test(item)) return [];
  const isZoned = /(?:GMT|UTC|Z|[+-]\d\d:?\d\d)$/i.test(item);
  const until = Date.parse(isZoned ? item : `${item}${item.includes('T') ? 'Z' : ' GMT'}`);
  // A date has whole seconds, and the end of the one that it names may be meant.
  return Number.isFinite(until) ? [{ until: until + SECOND }] : [];
}

/** The ms of a number that is seconds, ms, µs or ns since 1970; its size tells which. */
function epochMs(value: number): number {
  if (value < 1e11) return value * SECOND;
  if (value < 1e14) return value;
  return value < 1e17 ? value / 1e3 : value / 1e6;
}
