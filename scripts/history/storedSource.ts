import { type Collector, rowOf } from '../../markets/markets.js';
import type { SeriesRow } from '../../model/seriesRow.ts';
import type { Store } from '../../store/redis/connect.ts';
import { collectorKey } from '../../store/redis/keys.ts';
import { readManyRows, readTimes, readWindow } from '../../store/values/window.ts';
import { type Patience, patiently } from './patience.ts';
import type { RowSource } from './rowSource.ts';
import { timePlaceOf } from './timePlace.ts';

/** Rows of one round trip: Redis needs a millisecond for them, so nobody else waits. */
const PAGE = 2000;

/** Of so many rows at an end of the series the first that can be read says where it lies. */
const ROWS_OF_END = 50;

export interface StoredSourceOptions {
  readonly store: Store;
  /** Of a series. */
  readonly collector: Collector;
  /** btcusdt */
  readonly code: string;
  /** How long a Redis that is away is waited for. */
  readonly patience?: Patience;
  /** Told of members that are no rows: they are left out. */
  readonly onDamaged?: (member: string) => void;
}

/** Rows that Redis holds, as far as readers are shown them. `read` throws as `patiently` does. */
export interface StoredSource extends RowSource {
  /** Times of the oldest and of the newest row, ms; null: none is stored. */
  ends(): Promise<{ readonly oldest: number; readonly newest: number } | null>;
}

/** @throws RangeError where the collector's rows are no series */
export function createStoredSource(options: StoredSourceOptions): StoredSource {
  const { store, collector, code, patience = {}, onDamaged } = options;
  const row = rowOf(collector.market, collector.feed);
  if (row.shape !== 'series') throw new RangeError(`${collector.name} is no series`);
  const place = timePlaceOf(row);
  const key = collectorKey(collector, code);
  const patient = <Result>(work: () => Promise<Result>) => patiently(`Redis, ${key}`, work, patience);
  const timeOf = (member: string): number | null => (place === 0 ? scoreAt(member) : fieldAt(member, place));

  /** A page by scores; a larger one where none of its members says how to go on. */
  async function pageFrom(score: number, to: number | undefined, most = PAGE): Promise<Page> {
    const window = { from: score, ...(to !== undefined && { to }), most, which: 'oldest' } as const;
    const { members } = await patient(() => readManyRows(store, key, window));
    const texts = members.map(String);
    const last = texts.findLast((member) => scoreAt(member) !== null);
    if (last === undefined && texts.length === most) return pageFrom(score, to, most * 8);
    return { members: texts, next: texts.length < most || last === undefined ? null : Number(scoreAt(last)) + 1 };
  }

  /** Scores are ids: the first of them is looked for by its time. */
  async function firstByTime(from: number, to: number): Promise<Page> {
    const { members } = await patient(() => readTimes(store, key, place + 1, { from, to, most: PAGE }));
    const last = members.findLast((member) => scoreAt(member) !== null);
    return { members, next: last === undefined ? null : Number(scoreAt(last)) + 1 };
  }

  async function* read(from: number, to: number): AsyncIterable<readonly SeriesRow[]> {
    const highest = place === 0 ? to : undefined;
    let pending = place === 0 ? pageFrom(from, highest) : firstByTime(from, to);
    for (;;) {
      const { members, next } = await pending;
      const rows: SeriesRow[] = [];
      let isOver = false;
      for (const member of members) {
        const [score, time] = [scoreAt(member), timeOf(member)];
        if (score === null || time === null) onDamaged?.(member);
        else if (time > to) isOver = true;
        else if (time >= from) rows.push({ score, member });
      }
      const isLast = next === null || isOver;
      if (!isLast) {
        // Asked for while the caller works on the rows that are there.
        pending = pageFrom(next, highest);
        pending.catch(() => undefined);
      }
      if (rows.length > 0) yield rows;
      if (isLast) return;
    }
  }

  return {
    name: 'stored',
    read,
    async ends() {
      const [first, last] = await Promise.all(
        (['oldest', 'newest'] as const).map((which) =>
          patient(() => readWindow(store, key, { most: ROWS_OF_END, which })),
        ),
      );
      const [low, high] = [first, last].map((window) =>
        (window?.members ?? []).flatMap((member) => timeOf(String(member)) ?? []),
      );
      const [oldest, newest] = [low?.[0], high?.at(-1)];
      if (oldest !== undefined && newest !== undefined) return { oldest, newest };
      // All damaged at an end: what the scores say is near enough where these are times.
      if (place !== 0 || first?.oldest == null || first.newest == null) return null;
      return { oldest: first.oldest, newest: first.newest };
    },
  };
}

interface Page {
  readonly members: readonly string[];
  /** Score from which on there may be more; null: there are none. */
  readonly next: number | null;
}

/** The number that a member begins with; null where it is no row. To parse it whole would take as long as all else. */
function scoreAt(member: string): number | null {
  if (member.charCodeAt(0) !== 91 || member.charCodeAt(member.length - 1) !== 93) return null;
  const score = Number.parseInt(member.slice(1, 18), 10);
  return Number.isSafeInteger(score) && score >= 0 ? score : null;
}

/** No field of a row holds a comma. */
function fieldAt(member: string, place: number): number | null {
  let at = 0;
  for (let index = 0; index < place; index += 1) {
    at = member.indexOf(',', at) + 1;
    if (at === 0) return null;
  }
  const value = Number.parseInt(member.slice(at, at + 17), 10);
  return Number.isSafeInteger(value) ? value : null;
}
