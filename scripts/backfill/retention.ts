import { isEnabledIn } from '../../config/marketConfig.ts';
import { type Collector, collectorsOf, DEFAULT_MARKET } from '../../markets/markets.js';
import { StartError } from '../../runtime/errors.ts';
import { queryOf } from '../history/askForRows.ts';
import type { Patience } from '../history/patience.ts';
import { findFirst } from '../history/readIds.ts';
import type { OpenedSeries } from './openSeries.ts';

/** More than CONFIG.json accepts. */
const MOST_ROWS = 1_000_000;

/** Funding is paid once an hour at the most. */
const RISING_A_DAY = 24;

/** No series of the exchange goes further back. */
const EXCHANGE_BEGAN = Date.UTC(2017, 6, 14);

/** Of Redis for a row where nothing is stored yet that could be measured: candles and trades take 200 to 300. */
export const USUAL_ROW_BYTES = 280;

/** A little more than is needed: while rows are fetched new ones come. */
const ROOM = 1.01;

/** What a series has from a time on. */
export interface Needed {
  readonly series: OpenedSeries;
  /** All rows from then to the present, at the most. */
  readonly rows: number;
}

/** How many rows there are from a time on (ms), at the most. Asks the exchange where only ids tell. Throws as `patiently` does. */
export async function countNeeded(
  series: OpenedSeries,
  from: number,
  now: number,
  patience: Patience,
): Promise<Needed> {
  const { feed, rest, code, name: what, stored } = series;
  const { scores, older } = feed;
  if (scores.continuity === 'grid') {
    const first = scores.next(scores.previous(from));
    return { series, rows: scores.count(first, Math.max(now, first)) };
  }
  if (scores.continuity === 'none' || older?.firstAt === undefined)
    return { series, rows: Math.ceil(((now - from) / 86_400_000) * RISING_A_DAY) + 1 };
  const symbol = rest.connector.symbolOf(code);
  const asked = { rest, feed, symbol, what, patience, validate: () => undefined };
  const { asOf } = await queryOf(asked);
  const first = await findFirst(asked, older.firstAt, from, asOf);
  const newest = stored.newest ?? (await findFirst(asked, older.firstAt, asOf - 3_600_000, asOf)) ?? first;
  return { series, rows: first === null || newest === null ? 0 : newest - first + 1 };
}

/** Bytes of Redis that a row takes, by what is stored of these series. */
export function rowBytesOf(all: readonly OpenedSeries[]): number {
  const measured = all.filter(({ stored }) => stored.bytes !== null && stored.total >= 100);
  const rows = measured.reduce((sum, { stored }) => sum + stored.total, 0);
  const bytes = measured.reduce((sum, { stored }) => sum + (stored.bytes ?? 0), 0);
  return rows === 0 ? USUAL_ROW_BYTES : bytes / rows;
}

/**
 * Makes sure that what is to be fetched will be kept.
 *
 * @throws StartError with a sentence for each setting of CONFIG.json that keeps too little: what it must be, and what that takes
 */
export function checkRetention(days: number, needed: readonly Needed[], now: number): void {
  const tooLittle = needed.filter(({ series, rows }) => rows > series.retention);
  const settings = new Map<string, Needed[]>();
  for (const each of tooLittle) {
    const setting = settingOf(each.series.collector);
    settings.set(setting, [...(settings.get(setting) ?? []), each]);
  }
  if (settings.size === 0) return;
  const sentences = [...settings].map(([setting, all]) => sentenceOf(days, setting, all, needed, now));
  throw new StartError(`nothing is fetched: retention would trim it at once. ${sentences.join('. ')}`);
}

/** Where CONFIG.json says how many rows a collector's series keep. */
export const settingOf = ({ market, feed }: Collector): string =>
  `${market === DEFAULT_MARKET ? '' : `${market}.`}retention.${feed}`;

function sentenceOf(
  days: number,
  setting: string,
  tooLittle: readonly Needed[],
  needed: readonly Needed[],
  now: number,
): string {
  const most = tooLittle.reduce((one, other) => (other.rows > one.rows ? other : one));
  const { series, rows } = most;
  const wanted = Math.ceil((rows * ROOM) / 100) * 100;
  const has = `${setting} is ${series.retention}, and ${days} days of ${series.name} are ${rows} rows`;
  if (wanted > MOST_ROWS)
    return `${has}: more than the ${MOST_ROWS} that can be kept: choose fewer days, or a longer --interval`;
  const sameFeed = needed.filter((each) => settingOf(each.series.collector) === setting).map((each) => each.series);
  const bytes = memoryOf(sameFeed, wanted, now);
  return `${has}: set it to ${wanted} in CONFIG.json, which then holds for all series of ${series.collector.feed}: up to ${megabytes(bytes)} of Redis`;
}

/** Bytes of all series of a feed that keep so many rows, at the most: long intervals have fewer. */
function memoryOf(known: readonly OpenedSeries[], rows: number, now: number): number {
  const [first] = known;
  if (first === undefined) return 0;
  const { collector, config } = first;
  const own = collectorsOf(collector.market).filter(
    (each) => each.feed === collector.feed && isEnabledIn(config, each),
  );
  const counts = own.map(({ interval }) => {
    const there = interval === undefined ? rows : Math.ceil((now - EXCHANGE_BEGAN) / (interval * 60_000));
    return Math.min(rows, there);
  });
  return counts.reduce((sum, count) => sum + count, 0) * config.pairs.length * rowBytesOf(known);
}

export const megabytes = (bytes: number): string => `${Math.max(1, Math.round(bytes / 1e6))} MB`;
