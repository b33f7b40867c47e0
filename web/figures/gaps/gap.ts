import { timeText, type Zone } from '../format.ts';

/** A gap as /gaps tells it: docs/http-api.md#gaps. */
export interface Gap {
  /** Absent: spot. */
  readonly market?: string;
  readonly feed: string;
  readonly type: string | number;
  readonly price?: string;
  readonly contract?: string;
  readonly code: string;
  /** First and last missing row: open times (ms) of candles, ids of trades. */
  readonly from: number;
  readonly to: number;
  /** Rows from one to the other; null: nobody knows. */
  readonly missing: number | null;
  readonly cause: string;
  readonly state: string;
  /** Exchange-clock ms. */
  readonly foundAt: number;
  readonly changedAt: number;
  /** Rows that were fetched for it so far. */
  readonly rows: number;
}

/** An answer of /gaps for one market. */
export interface Ledger {
  /** Exchange-clock ms. */
  readonly at: number;
  readonly total: number;
  readonly open: number;
  readonly gaps: readonly Gap[];
}

/** What of an answer can be shown: gaps that name no pair or no rows are left out. Null: it is no ledger. */
export function ledgerIn(answer: unknown): Ledger | null {
  const { at, total, open, gaps } = Object(answer);
  if (![at, total, open].every(Number.isFinite) || !Array.isArray(gaps)) return null;
  return { at, total, open, gaps: gaps.filter(isGap) };
}

function isGap(row: unknown): row is Gap {
  const { code, cause, state, rows, ...times } = Object(row);
  const { from, to, foundAt, changedAt } = times;
  const texts = [code, cause, state];
  return texts.every((text) => typeof text === 'string') && [from, to, foundAt, changedAt, rows].every(Number.isFinite);
}

interface WordText {
  readonly word: string;
  readonly says: string;
}

/** What has become of a gap. Its sign, and its pattern in the timeline, tell it from others without colors. */
export const states: Readonly<Record<string, WordText & { readonly sign: string }>> = {
  open: { sign: '■', word: 'open', says: 'Not filled yet: its rows are still to be fetched' },
  filled: { sign: '□', word: 'filled', says: 'Its rows were fetched afterwards' },
  unfillable: {
    sign: '✕',
    word: 'unfillable',
    says: 'The exchange does not have the rows, or not as they can be: it is not asked again (for a bad row once more, a minute later)',
  },
  expired: { sign: '–', word: 'expired', says: 'It fell out of what retention keeps before it was filled' },
};

/** Why rows are missing. */
export const causes: Readonly<Record<string, WordText>> = {
  'collector-down': { word: 'collectors down', says: 'We were down: no process polled, or it stood still' },
  'redis-down': { word: 'Redis down', says: 'Redis was down, did not answer, or refused our writes' },
  'exchange-down': {
    word: 'exchange down',
    says: 'The exchange failed, was out of reach, or answered what could not be used',
  },
  'stream-down': {
    word: 'stream down',
    says: 'A stream of the exchange had ended, was silent, or left rows out',
  },
  'exchange-refused': { word: 'refused', says: 'The exchange told us to wait: 429, 418, 403 or 451' },
  throttled: { word: 'no weight left', says: 'Our own budget left no weight for it' },
  'not-trading': { word: 'not traded', says: 'The pair was halted or delisted meanwhile' },
  'exchange-gap': { word: 'exchange has none', says: 'The exchange itself has no such rows: its own outage' },
  'invalid-row': {
    word: 'bad row',
    says: 'The exchange has sent a row that cannot be right: it was left out',
  },
  'begun-anew': {
    word: 'begun anew',
    says: 'The exchange has begun anew: what was stored belongs to the market before',
  },
  'source-changed': { word: 'source changed', says: '`trades.source` was changed: the ids differ' },
  internal: { word: 'our defect', says: 'A defect of ours: see the log of the collectors' },
  unknown: {
    word: 'unknown',
    says: 'Found by looking at the stored rows: what made it is not known any more',
  },
};

/** What is none of them is shown as it was told. */
export const stateText = (state: string) => states[state] ?? { sign: '?', word: state, says: '' };
export const causeText = (cause: string): WordText => causes[cause] ?? { word: cause, says: '' };

/** Names a gap in lists: its series and its first row. */
export const gapKey = ({ market = 'spot', feed, type, code, from }: Gap): string =>
  [market, feed, type, code, from].join(':');

/** Times are in between, ms: from 2001 to 2286. Ids are smaller as a rule; those of liquidations are larger. */
const [FIRST_TIME, LAST_TIME] = [1e12, 1e13];

/** Whether its first and last row are named by times, ms: those of trades are named by ids. */
export const isOfTimes = ({ feed, from, to }: Gap): boolean =>
  feed !== 'trades' && from >= FIRST_TIME && to < LAST_TIME;

/** Its first or last row: a time, or an id. */
export const rowText = (gap: Gap, row: number, zone: Zone): string =>
  isOfTimes(gap) ? timeText(row, zone) : `id ${row}`;

/** Gaps of all markets, the one that was found last first. */
export const newestFirst = (ledgers: readonly Ledger[]): Gap[] =>
  ledgers.flatMap(({ gaps }) => gaps).toSorted((a, b) => b.foundAt - a.foundAt || b.from - a.from);

/** How much of it was fetched; null: nobody knows how many rows it has. */
export function progressOf({ rows, missing }: Gap): { readonly of: number; readonly text: string } | null {
  if (missing === null || !(missing > 0)) return null;
  const percent = Math.floor((100 * Math.min(rows, missing)) / missing);
  return { of: missing, text: `${rows} of ${missing} (${percent} %)` };
}
