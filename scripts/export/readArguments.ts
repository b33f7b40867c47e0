import type { Config } from '../../config/config.ts';
import { marketConfigOf } from '../../config/marketConfig.ts';
import {
  type Collector,
  collectorsOf,
  DEFAULT_MARKET,
  feedsOf,
  type Market,
  marketNames,
} from '../../markets/markets.js';
import { PAIR_CODE } from '../../markets/pairCode.ts';
import { StartError } from '../../runtime/errors.ts';
import { parseOptions, refused } from '../arguments/parseOptions.ts';
import { type TableFormat, tableFormats } from '../files/tableWriter.ts';
import type { ExportRequest } from './exportRequest.ts';
import { spanOf, timeOf } from './timeArguments.ts';

const options = {
  market: { type: 'string', default: DEFAULT_MARKET },
  feed: { type: 'string' },
  interval: { type: 'string' },
  code: { type: 'string' },
  from: { type: 'string' },
  to: { type: 'string' },
  last: { type: 'string' },
  format: { type: 'string' },
  out: { type: 'string' },
  force: { type: 'boolean', default: false },
  archive: { type: 'string' },
  directory: { type: 'string', default: 'data/redis' },
} as const;

export type Arguments = ReturnType<typeof readArguments>;

/** @throws StartError for an option that there is not */
export const readArguments = (args: readonly string[]) => parseOptions('export', args, options).values;

/**
 * What the options ask for, checked against the tables and CONFIG.json. @param storedCodes pairs that rows are stored of, configured or not
 *
 * @param now ms, by the exchange's clock where that is known
 * @throws StartError one line that names what is accepted
 */
export function requestOf(
  given: Arguments,
  config: Config,
  market: Market,
  storedCodes: readonly string[],
  now: number,
): ExportRequest {
  const collector = collectorOf(market, given);
  const { out: file } = given;
  if (file === undefined) throw refused('export', '--out is missing: the file to write');
  const codes = codesOf(given.code, marketConfigOf(config, market)?.pairs ?? [], storedCodes, market);
  const format = formatOf(given.format, file);
  const { archive, force } = given;
  const { from, last } = given;
  if (from !== undefined && last !== undefined) throw new StartError('--from and --last exclude each other: name one');
  const to = given.to === undefined ? Math.floor(now) : timeOf('to', given.to);
  const begin = from !== undefined ? timeOf('from', from) : last !== undefined ? to - spanOf('last', last) : undefined;
  refuseRange(given, begin, to, now);
  // The range as it was asked for: "--last" of a second call means that of the first.
  const identity = JSON.stringify([2, market, collector.name, codes, from, given.to, last, format, archive]);
  return {
    ...{ market, collector, codes, to, format, file, force, identity },
    ...(begin !== undefined && { from: begin }),
    ...(archive !== undefined && { archive }),
  };
}

/** @throws StartError */
export function marketOf(name: string): Market {
  const market = marketNames.find((known) => known === name);
  if (market === undefined)
    throw new StartError(`--market ${name}: there is no such market; there are ${marketNames.join(', ')}`);
  return market;
}

/** @throws StartError */
function collectorOf(market: Market, { feed, interval }: Arguments): Collector {
  const all = collectorsOf(market);
  const series = [...new Set(all.filter(({ row }) => row.shape === 'series').map((one) => one.feed))].join(', ');
  if (feed === undefined) throw new StartError(`--feed is missing; of ${market} there are ${series}`);
  if (!(feedsOf(market) as string[]).includes(feed)) {
    throw new StartError(`--feed ${feed}: ${market} has no such feed; there are ${series}`);
  }
  const own = all.filter((one) => one.feed === feed);
  const [first] = own;
  if (first !== undefined && first.row.shape !== 'series') {
    const ofMarket = market === DEFAULT_MARKET ? '' : `market=${market}&`;
    throw new StartError(
      `--feed ${feed} is no series: it has one newest value of each pair, which /GetData?${ofMarket}type=${feed}&code=… answers; series are ${series}`,
    );
  }
  const intervals = own.flatMap((one) => one.interval ?? []);
  if (intervals.length === 0 && interval !== undefined)
    throw new StartError(`--interval is for candles: ${feed} has none`);
  const found = own.find((one) => one.interval === undefined || String(one.interval) === interval);
  if (found !== undefined) return found;
  const accepted = `minutes: ${intervals.join(', ')}`;
  throw new StartError(
    interval === undefined
      ? `--interval is missing; ${accepted}`
      : `--interval ${interval}: there is no such interval; ${accepted}`,
  );
}

/** @throws StartError */
function codesOf(
  given: string | undefined,
  configured: readonly string[],
  stored: readonly string[],
  market: Market,
): string[] {
  const known = [...new Set([...configured, ...stored])];
  const accepted =
    known.length === 0 ? `no pair of ${market} is in CONFIG.json or stored` : `there are ${shortened(known)}`;
  if (given === undefined) throw new StartError(`--code is missing: pairs, or all; ${accepted}`);
  if (known.length === 0) throw new StartError(`--code ${given}: ${accepted}`);
  if (given === 'all') return known;
  const codes = [...new Set(given.split(',').map((code) => code.trim()))];
  const wrong = codes.find((code) => !PAIR_CODE.test(code) || !known.includes(code));
  if (wrong === undefined) return codes;
  throw new StartError(
    `--code ${wrong === '' ? `"${given}"` : wrong}: ${market} has no such pair in CONFIG.json and none is stored; ${accepted}, or all`,
  );
}

const shortened = (names: readonly string[]): string =>
  names.length <= 20 ? names.join(', ') : `${names.slice(0, 20).join(', ')} and ${names.length - 20} more`;

/** @throws StartError */
function formatOf(given: string | undefined, file: string): TableFormat {
  const name = given ?? file.slice(file.lastIndexOf('.') + 1);
  const format = tableFormats.find((known) => known === name);
  if (format !== undefined) return format;
  const which =
    given === undefined ? 'is missing, and the name of the file does not tell it' : `${given}: there is no such format`;
  throw new StartError(`--format ${which}; there are ${tableFormats.join(', ')}`);
}

/** Clocks differ by less, ms. */
const TOLERANCE_MS = 60_000;

/** @throws StartError */
function refuseRange({ from, to: end, last }: Arguments, begin: number | undefined, to: number, now: number): void {
  if (end !== undefined && to > now + TOLERANCE_MS)
    throw new StartError(`--to ${end} lies in the future; without it, all rows up to now are meant`);
  if (begin === undefined) return;
  // Without --to the end is now.
  const mostFuture = end === undefined ? 0 : TOLERANCE_MS;
  if (from !== undefined && begin > now + mostFuture) throw new StartError(`--from ${from} lies in the future`);
  if (begin > to) throw new StartError(`--from ${from} lies after --to ${end}`);
  if (begin < 0) throw new StartError(`--last ${last} goes back before 1970`);
}
