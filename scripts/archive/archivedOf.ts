import { connectors } from '../../gateway/connectors.ts';
import { type FeedName, type Interval, type Market, rowOf } from '../../markets/markets.js';
import type { FeedOptions } from '../../model/feed.ts';
import { createValidator } from '../../model/validate.ts';
import { StartError } from '../../runtime/errors.ts';
import type { Archived } from './archived.ts';

/** Of what series rows are read. */
export interface ArchivedSeries {
  readonly market: Market;
  readonly feed: FeedName;
  /** Minutes, of candles. */
  readonly interval?: Interval | undefined;
  readonly code: string;
  /** The feed's settings in CONFIG.json: they may say which kind of rows it stores. Default: those of the table. */
  readonly options?: FeedOptions;
}

/** The feed, and the files that hold its rows. @throws StartError where the archive has none */
export function archivedOf({ market, feed: name, interval, code, options }: ArchivedSeries): Archived {
  const { feeds, archive, symbolOf } = connectors[market];
  const row = rowOf(market, name);
  const feed = feeds[name]?.(options ?? defaultsOf(row.options), interval);
  const symbol = symbolOf(code);
  if (archive === undefined) throw new StartError(`${market} has no archive that files could be of`);
  if (feed?.shape !== 'series')
    throw new StartError(`${market} ${name} has one newest value only: an archive has rows of series`);
  const files = archive.filesOf({ feed: name, kind: feed.kind, interval, symbol });
  if (typeof files === 'string') throw new StartError(files);
  return {
    feed,
    files,
    interval,
    validate: createValidator(feed.rowSchema),
    query: { pairs: [symbol], asOf: Date.now(), uncertainty: 0, isClosed: true },
  };
}

const defaultsOf = (options: Readonly<Record<string, { readonly default: unknown }>> = {}): FeedOptions =>
  Object.fromEntries(Object.entries(options).map(([name, option]) => [name, option.default]));
