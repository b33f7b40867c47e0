import { type Cell, cell } from '../../cells/cell.ts';
import { DAY_MS, type Point, pointsOf } from '../../figures/watchList/sparkline.ts';
import { serverNow } from '../../state/clock.ts';
import { ask } from '../../wire/ask.ts';
import { AskError } from '../../wire/askError.ts';
import { Requests } from './requests.ts';

/** So many pages of ten rows hold a day. */
const MOST_PAGES = 3;

const HOUR_MS = 3_600_000;

/** Where there was no answer it is asked again after so long, ms. */
const FAILED_MS = 30_000;

/** Where less than a day is stored, as while history is filled, it is asked for again after so long, ms. */
const SHORT_MS = 120_000;

interface Page {
  readonly data: readonly Readonly<Record<string, unknown>>[];
  readonly next: string | null;
}

/** Of each pair that was once on screen. */
const lines = new Map<string, Cell<readonly Point[]>>();

const requests = new Requests(2, 10_000);

const keyOf = (market: string, code: string, interval: number): string => `${market}:${code}:${interval}`;

/** The closes of a pair's last day, the oldest first; empty until they are known. */
export function sparkPoints(market: string, code: string, interval: number): Cell<readonly Point[]> {
  const key = keyOf(market, code, interval);
  const known = lines.get(key) ?? cell<readonly Point[]>([]);
  lines.set(key, known);
  return known;
}

/** Keeps them up to date, hourly. @param interval of the candles, minutes @returns ends it */
export function keepSparkPoints(market: string, code: string, interval: number): () => void {
  const points = sparkPoints(market, code, interval);
  return requests.want(keyOf(market, code, interval), async () => {
    try {
      const { rows, isWhole } = await rowsOfDay(market, code, interval);
      points.set(pointsOf(rows, interval));
      // Of all pairs the next candle closes at once: they are not all asked for at once.
      return isWhole ? HOUR_MS - (serverNow() % HOUR_MS) + Math.random() * FAILED_MS : SHORT_MS;
    } catch (error) {
      return Math.max(FAILED_MS, error instanceof AskError ? (error.retryMs ?? 0) : 0);
    }
  });
}

/** Candles of a day. `isWhole`: the day is stored from its beginning. */
async function rowsOfDay(market: string, code: string, interval: number) {
  const query = new URLSearchParams({ type: String(interval), code, market });
  const rows: Readonly<Record<string, unknown>>[] = [];
  let path: string | null = `GetData?${query}`;
  for (let page = 0; page < MOST_PAGES && path !== null; page += 1) {
    const { data, next }: Page = (await ask<Page>(path)).body;
    rows.push(...data);
    if (Number(data.at(-1)?.openTime) < serverNow() - DAY_MS) break;
    path = next === null ? null : `GetData${next.slice(next.indexOf('?'))}`;
  }
  return { rows, isWhole: path !== null };
}
