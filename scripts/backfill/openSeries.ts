import { setTimeout } from 'node:timers/promises';
import { oldestRow } from '../../collectors/ingest/oldestScore.ts';
import { makeFeed } from '../../collectors/worker/workerSettings.ts';
import { retentionOf } from '../../config/marketConfig.ts';
import type { Guest } from '../../gateway/openGuest.ts';
import type { Collector } from '../../markets/markets.js';
import type { SeriesFeed } from '../../model/feed.ts';
import { scoreOf } from '../../model/seriesRow.ts';
import { StartError } from '../../runtime/errors.ts';
import type { Store } from '../../store/redis/connect.ts';
import { collectorKey } from '../../store/redis/keys.ts';
import { isReplyError } from '../../store/redis/redisError.ts';
import { readHolder } from '../../store/values/lease.ts';
import { readRows } from '../../store/values/series.ts';
import type { ChosenSeries } from './chooseSeries.ts';

/** A series with what is stored of it. */
export interface OpenedSeries extends ChosenSeries {
  readonly rest: Guest;
  readonly feed: SeriesFeed;
  readonly key: string;
  /** Rows that CONFIG.json keeps. */
  readonly retention: number;
  /** Names it in messages: `spot btcusdt klines 1`. */
  readonly name: string;
  readonly stored: StoredEnds;
}

export interface StoredEnds {
  readonly total: number;
  /** Null: nothing is stored. */
  readonly newest: number | null;
  readonly oldest: number | null;
  /** Of the oldest row, ms; null, too, where it is damaged and does not tell. */
  readonly oldestTime: number | null;
  /** Of the rows, as it is stored; null: nothing says. */
  readonly kind: string | null;
  /** Of Redis, with its meta; null: it does not say. */
  readonly bytes: number | null;
}

export interface OpenSeriesOptions {
  /** Rows may come from files, too. */
  readonly hasArchive: boolean;
  readonly signal: AbortSignal | undefined;
}

/** @throws StartError where the exchange has no older rows; ioredis errors when Redis is away; AbortError */
export async function openSeries(
  store: Store,
  rest: Guest,
  chosen: ChosenSeries,
  { hasArchive, signal }: OpenSeriesOptions,
): Promise<OpenedSeries> {
  const { collector, code, config } = chosen;
  const feed = makeFeed(collector, rest.connector, config, collector.interval);
  if (feed.shape !== 'series') throw new RangeError(`${collector.name} is no series`);
  if (feed.older === undefined && !hasArchive)
    throw new StartError(`${collector.feed}: the exchange has no older rows that could be asked for`);
  const key = collectorKey(collector, code);
  const name = `${collector.market} ${code} ${collector.feed}${collector.interval === undefined ? '' : ` ${collector.interval}`}`;
  const stored = await readFilled(store, collector, { key, feed, signal });
  return { ...chosen, rest, feed, key, name, retention: retentionOf(config, collector), stored };
}

/** Collectors that have just been started bring the newest rows first: they are waited for so long, ms. */
const NEWEST_WITHIN_MS = 30_000;

/**
 * What is stored once there is something, where somebody collects it: older rows go below. Of another kind it is until he has begun it anew.
 *
 * @throws StartError where there is nothing for long, or what no such rows can be added to
 */
async function readFilled(
  store: Store,
  { name: worker, feed: setting, row }: Collector,
  { key, feed, signal }: Pick<OpenedSeries, 'key' | 'feed'> & Pick<OpenSeriesOptions, 'signal'>,
): Promise<StoredEnds> {
  const began = performance.now();
  for (;;) {
    const stored = await readStored(store, key, feed);
    const { newest, kind } = stored;
    // A damaged kind is none of the table's, and says nothing of the rows.
    const isKnown = kind !== null && row.shape === 'series' && row.kinds.includes(kind);
    const otherKind = newest !== null && isKnown && kind !== feed.kind ? kind : null;
    const isCollected = (await readHolder(store, worker)) !== '';
    if (otherKind === null && (newest !== null || !isCollected)) return stored;
    const isOver = performance.now() - began > NEWEST_WITHIN_MS;
    if (otherKind !== null && (isOver || !isCollected))
      throw new StartError(
        `${key} holds ${otherKind}, and CONFIG.json asks for ${feed.kind} (feeds.${setting}.source): run the collectors, which begin it anew, or set that back`,
      );
    if (isOver)
      throw new StartError(
        `${key} is empty, though ${worker} is collected: see npm run status, and run this again once it has rows`,
      );
    await setTimeout(500, undefined, { ...(signal && { signal }) });
  }
}

/** What is stored now. @throws ioredis errors when Redis is away */
export async function readStored(store: Store, key: string, feed: SeriesFeed): Promise<StoredEnds> {
  const [{ total, rows, kind }, bytes] = await Promise.all([
    readRows(store, key, { offset: 0 }, 1),
    readBytes(store, key),
  ]);
  const newest = rows[0] === undefined ? null : scoreOf(rows[0]);
  // Damaged ones that lie lower have neither score nor time.
  const oldest = newest === null ? null : await oldestRow(store, key, total);
  const time = oldest === null ? null : (feed.timeOf?.(oldest.member) ?? oldest.score);
  const oldestTime = Number.isFinite(time) ? time : null;
  return { total, newest, oldest: oldest?.score ?? null, oldestTime, kind, bytes };
}

/** A user of Redis may lack the right to ask. */
async function readBytes(store: Store, key: string): Promise<number | null> {
  try {
    return await store.redis.memory('USAGE', key);
  } catch (error) {
    if (isReplyError(error)) return null;
    throw error;
  }
}
