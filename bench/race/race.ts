import { allMarkets } from '../../api/context/markets.ts';
import { createGetDataPages } from '../../api/getData/getDataPages.ts';
import { parseQuery } from '../../api/getData/query.ts';
import { createPages } from '../../api/pages/pages.ts';
import type { Config } from '../../config/config.ts';
import { rowOf } from '../../markets/markets.js';
import { rowLayoutOf } from '../../markets/rowLayout.ts';
import type { SeriesRow } from '../../model/seriesRow.ts';
import type { Log } from '../../runtime/log.ts';
import type { Store } from '../../store/redis/connect.ts';
import { dataKey } from '../../store/redis/keys.ts';
import { followChanges } from '../../store/values/changes.ts';
import { writeSeries } from '../../store/values/series.ts';

export interface RaceOptions {
  /** What the pages are read from. */
  readonly store: Store;
  /** Of the same Redis, over another connection. */
  readonly writer: Store;
  readonly config: Config;
  readonly log: Pick<Log, 'warn'>;
  readonly reads: number;
  /** With fewer of them nothing is put to the test: the race goes on until there were so many. */
  readonly changes: number;
  readonly fromMemory: number;
}

/** What readers saw who asked for one page again and again while its newest row was written again and again. */
export interface Race {
  readonly reads: number;
  readonly changes: number;
  readonly fromMemory: number;
  /** Answers older than the newest announcement at the time they were asked for. */
  readonly olderThanAnnounced: readonly string[];
  /** Answers that did not show a write which had been acknowledged 50 ms before they were asked for. */
  readonly stale: readonly string[];
  /** From each acknowledgement to the first answer that shows the write, ms. */
  readonly lags: readonly number[];
}

const READERS = 16;
const CODE = 'btcusdt';
const ADDRESS = `/GetData?type=1&code=${CODE}`;
const MINUTE = 60_000;
const NEWEST = 1_790_000_040_000;
const STALE_AFTER_MS = 50;

const versionOf = (etag: string): number => Number(/\d+/.exec(etag)?.[0]);

/** A candle that forms; `trades` tells one version of it from the next. */
const candle = (openTime: number, trades: number): SeriesRow => ({
  score: openTime,
  member: JSON.stringify([
    openTime,
    '10.1',
    '10.9',
    '10.0',
    '10.5',
    '1',
    openTime + 59_999,
    '1',
    trades,
    '1',
    '1',
    '0',
    1,
  ]),
});

const layout = rowLayoutOf(rowOf('spot', 'klines'));

/** Readers and a writer in one process, as fast as they can: there an announcement can come at any moment of a read. */
export async function race(options: RaceOptions): Promise<Race> {
  const { store, writer, config, log, reads, changes, fromMemory } = options;
  const key = dataKey('spot', CODE, 'klines', 1);
  const write = async (rows: SeriesRow[], asOf: number): Promise<void> => {
    const context = { fence: 1, asOf, source: 'simulator', kind: 'candles', retention: 1000 } as const;
    await writeSeries(writer, key, rows, { ...context, layout, confirmsNewest: true });
  };
  const rows = Array.from({ length: 25 }, (_, index) => candle(NEWEST - index * MINUTE, 1));
  // Versions start at asOf and rise by one: then they are the same.
  await write(rows.reverse(), NEWEST);

  const pages = createGetDataPages(createPages({ read: (from) => from(store) }));
  let announced = 0;
  const following = await new Promise<{ close(): void }>((resolve) => {
    const changesFollowed = followChanges(store, log, {
      onLive() {
        pages.onLive();
        resolve(changesFollowed);
      },
      onLost: pages.onLost,
      onChange(change) {
        pages.onChange(change);
        announced = change.version;
      },
    });
  });

  /** Acknowledged writes, the oldest first, that no answer has shown yet; those that were acknowledged less than 50 ms ago. */
  const unseen: { version: number; at: number }[] = [];
  const recent: { version: number; at: number }[] = [];
  /** The newest one of before that. */
  let due = 0;
  const seen = { reads: 0, fromMemory: 0, changes: 0 };
  const [olderThanAnnounced, stale, lags]: [string[], string[], number[]] = [[], [], []];
  let isOver = false;

  const dueAt = (time: number): number => {
    for (let oldest = recent[0]; oldest !== undefined && time - oldest.at > STALE_AFTER_MS; oldest = recent[0]) {
      due = oldest.version;
      recent.shift();
    }
    return due;
  };
  const note = (version: number, known: number, wanted: number): void => {
    if (version < known) olderThanAnnounced.push(`${version} after ${known}`);
    if (version < wanted) stale.push(`${version} for ${wanted}`);
    const now = performance.now();
    for (let oldest = unseen[0]; oldest !== undefined && oldest.version <= version; oldest = unseen[0]) {
      lags.push(now - oldest.at);
      unseen.shift();
    }
  };

  const isEnough = (): boolean => seen.reads >= reads && seen.changes >= changes && seen.fromMemory >= fromMemory;
  const read = async (): Promise<void> => {
    while (!isOver && !isEnough()) {
      seen.reads++;
      const [known, wanted] = [announced, dueAt(performance.now())];
      const kept = pages.kept(ADDRESS);
      if (kept !== undefined) seen.fromMemory++;
      const { etag } = kept ?? (await pages.read(ADDRESS, parseQuery(ADDRESS, config, allMarkets)));
      note(versionOf(etag), known, wanted);
      if (seen.reads % 7 === 0) await new Promise(setImmediate);
    }
  };
  const keepWriting = async (): Promise<void> => {
    for (let version = NEWEST + 1; !isOver; version++) {
      await write([candle(NEWEST, version)], version);
      seen.changes++;
      const acknowledged = { version, at: performance.now() };
      unseen.push(acknowledged);
      recent.push(acknowledged);
    }
  };

  const writing = keepWriting().finally(() => {
    isOver = true;
  });
  try {
    await Promise.all(Array.from({ length: READERS }, read));
  } finally {
    isOver = true;
    await writing;
    following.close();
  }
  return { ...seen, olderThanAnnounced, stale, lags };
}
