import type { SeriesRow } from '../../markets/market.js';
import { type Collector, isSampled } from '../../markets/markets.js';
import type { Store } from '../../store/redis/connect.ts';
import { collectorKey } from '../../store/redis/keys.ts';
import type { Change } from '../../store/values/changes.ts';
import { readWindow, type SeriesWindow } from '../../store/values/window.ts';
import { type ShownRow, shownRow } from '../getData/seriesPage.ts';
import { readStore } from '../http/readStore.ts';
import type { EventKind } from '../state/counts/eventCounts.ts';
import { eventText } from './eventText.ts';
import { type Age, ageMembers, ageOf, type Feed, type FeedContext, pushTo, type Source, ToldAge } from './feed.ts';
import type { Group } from './group.ts';
import { type News, RECENT, type Told, toldOf } from './told.ts';

/** Rows of one event. */
const MOST_OF_EVENT = 100;

/** Rows that are read at once. Where there are more, the rest follows soon: others have their turn in between. */
const MOST_OF_READ = 1_000;

/** What was read and is to be told, in order. */
interface Waiting extends News {
  /** Rows in front of them that were gone before they were read; null: nobody knows how many. */
  readonly skipped: number | null;
  /** The series was cleared, or has begun anew: these are its newest rows. */
  readonly isReset: boolean;
}

/** The rows of one series. Those of ids go out at once and none is left out; those that form a few times a second. */
export class SeriesFeed implements Feed, Source {
  readonly name: string;
  readonly key: string;
  readonly kind: EventKind;
  readonly groups = new Set<Group>();
  isDirty = true;
  readonly #parts: FeedContext;
  readonly #collector: Collector;
  readonly #row: SeriesRow;
  readonly #code: string;
  readonly #onSkipped: (rows: number) => void;
  readonly #toldAge = new ToldAge();
  #told: Told;
  #kind: string | null = null;
  #isKnown = false;
  #isTold = false;
  #waiting: Waiting[] = [];
  /** The lowest score that may have changed since the last read. */
  #lowest = 0;
  #asOf: number | null = null;
  #source = '';
  #changes = 0;
  #changedAt: number | null = null;
  #reading: Promise<boolean> | null = null;

  /** @param onSkipped told of rows that could not be told */
  constructor(
    name: string,
    parts: FeedContext,
    collector: Collector,
    row: SeriesRow,
    code: string,
    onSkipped: (rows: number) => void,
  ) {
    this.name = name;
    this.#parts = parts;
    this.#collector = collector;
    this.#row = row;
    this.#code = code;
    this.#onSkipped = onSkipped;
    this.key = collectorKey(collector, code);
    this.kind = row.changes === undefined ? 'series' : 'conflated';
    this.#told = toldOf(row);
  }

  onChange({ asOf, lowest, moved }: Change): void {
    if (lowest !== null) this.#touch(moved?.lowestChanged ?? lowest);
    else if (!this.isDirty) this.#asOf = asOf;
  }

  onLost(): void {
    this.#touch(0);
  }

  async ready(): Promise<void> {
    if (!this.#isKnown) await this.refresh();
  }

  refresh(): Promise<boolean> {
    if (!this.isDirty) return Promise.resolve(true);
    this.#reading ??= this.#read().finally(() => {
      this.#reading = null;
    });
    return this.#reading;
  }

  first(): string | null {
    return this.#isKnown ? this.#recent(this.#age()) : null;
  }

  tell(): number | null {
    if (!this.#isKnown) return null;
    const waiting = this.#waiting;
    this.#waiting = [];
    if (!this.#isTold) {
      this.#isTold = true;
      pushTo(this.groups, this.#recent(this.#ageToTell()));
    } else if (waiting.length > 0) {
      const age = this.#ageToTell();
      for (const news of waiting) this.#tellNews(news, age);
    } else {
      this.#tellAge();
      return null;
    }
    const changedAt = this.#changedAt;
    this.#changedAt = this.isDirty ? this.#parts.now() : null;
    return changedAt;
  }

  #tellAge(): void {
    if (!this.#toldAge.isDue(this.#parts.now())) return;
    if (!this.#toldAge.isNews(this.#age())) return;
    pushTo(this.groups, eventText('age', `{"topic":${JSON.stringify(this.name)},${ageMembers(this.#ageToTell())}}`));
  }

  #touch(lowest: number): void {
    this.#changes += 1;
    this.#lowest = Math.min(this.#lowest, lowest);
    this.isDirty = true;
    this.#changedAt ??= this.#parts.now();
  }

  #age(): Age {
    return ageOf(this.#parts, this.#collector, this.#code, this.#asOf);
  }

  /** That it is told to all is noted. */
  #ageToTell(): Age {
    const age = this.#age();
    this.#toldAge.note(age, this.#parts.now());
    return age;
  }

  #tellNews({ rows, late, restated, skipped, isReset }: Waiting, age: Age): void {
    for (let from = 0; from === 0 || from < rows.length; from += MOST_OF_EVENT) {
      const part = rows.slice(from, from + MOST_OF_EVENT);
      const [lowest = 0, highest = 0] = [part[0]?.score, part.at(-1)?.score];
      const own = (scores: readonly number[]) => scores.filter((score) => score >= lowest && score <= highest);
      const flags = [
        isReset && from === 0 ? '"reset":true,' : '',
        skipped !== 0 && from === 0 ? `"skipped":${skipped},` : '',
        listMember('late', own(late)),
        listMember('restated', own(restated)),
      ];
      pushTo(this.groups, this.#rows(age, part, flags.join('')));
    }
  }

  #recent(age: Age): string {
    return this.#rows(age, this.#told.recent(), '"first":true,');
  }

  #rows(age: Age, rows: readonly ShownRow[], flags: string): string {
    const sampled = isSampled(this.#row) ? '"sampled":true,' : '';
    const head = `{"topic":${JSON.stringify(this.name)},${sampled}${flags}${ageMembers(age)}`;
    const texts = rows.map(({ text }) => text).join(',');
    return eventText('rows', `${head},"source":${JSON.stringify(this.#source)},"data":[${texts}]}`);
  }

  async #read(): Promise<boolean> {
    const [changes, lowest] = [this.#changes, this.#lowest];
    const startedAt = this.#parts.now();
    this.#lowest = Number.POSITIVE_INFINITY;
    try {
      const isWhole = await readStore(this.#parts.context, (store) => this.#readFrom(store, lowest));
      this.#isKnown = true;
      if (!isWhole) this.#lowest = Math.min(this.#lowest, lowest);
      else if (changes === this.#changes) {
        this.isDirty = false;
        if (this.#waiting.length === 0) this.#changedAt = null;
      }
      if (this.#waiting.length > 0) this.#changedAt ??= startedAt;
      return true;
    } catch (error) {
      this.#lowest = Math.min(this.#lowest, lowest);
      this.#parts.onFailure(error);
      return false;
    }
  }

  /** @returns whether all was read that there is */
  async #readFrom(store: Store, lowest: number): Promise<boolean> {
    if (!this.#isKnown) {
      this.#takeNewest(await this.#window(store, { most: RECENT, which: 'newest' }), false);
      return true;
    }
    // There was nothing in it: all that there is now is new.
    if (this.#told.top === null) {
      const window = await this.#window(store, { most: MOST_OF_READ, which: 'oldest' });
      this.#kind = window.kind;
      this.#take(window, 0);
      // Where nothing of it could be understood, reading on would bring the same again.
      return window.members.length < MOST_OF_READ || this.#told.top === null;
    }
    for (const { from, to } of this.#told.wanted(lowest)) {
      const wanted = { from, ...(to !== undefined && { to }), most: MOST_OF_READ, which: 'oldest' } as const;
      const window = await this.#window(store, wanted);
      if (this.#isBegunAnew(window)) {
        this.#told = toldOf(this.#row);
        this.#takeNewest(await this.#window(store, { most: RECENT, which: 'newest' }), true);
        return true;
      }
      this.#take(window, to === undefined ? this.#skippedBefore(window) : 0);
      if (window.members.length === MOST_OF_READ) return false;
    }
    return true;
  }

  async #window(store: Store, wanted: Parameters<typeof readWindow>[2]): Promise<SeriesWindow> {
    const window = await readWindow(store, this.key, wanted);
    this.#asOf = window.meta?.asOf ?? null;
    this.#source = window.meta?.source ?? '';
    return window;
  }

  /** What was told is not there any more, or is of another kind. */
  #isBegunAnew({ newest, kind }: SeriesWindow): boolean {
    const { top } = this.#told;
    return newest === null || (top !== null && newest < top) || kind !== this.#kind;
  }

  /** Rows behind the newest one that was told which are gone. */
  #skippedBefore({ oldest }: SeriesWindow): number | null {
    const { top } = this.#told;
    if (top === null || oldest === null || oldest <= top) return 0;
    return this.#row.continuity === 'ids' ? oldest - top - 1 : null;
  }

  #takeNewest(window: SeriesWindow, isReset: boolean): void {
    this.#kind = window.kind;
    const news = this.#told.sift(this.#shown(window));
    if (news.rows.length > 0 || isReset) this.#waiting.push({ ...news, skipped: 0, isReset });
  }

  #take(window: SeriesWindow, skipped: number | null): void {
    const news = this.#told.sift(this.#shown(window));
    if (skipped !== null) this.#onSkipped(skipped);
    if (news.rows.length > 0) this.#waiting.push({ ...news, skipped, isReset: false });
  }

  #shown({ members }: SeriesWindow): ShownRow[] {
    const where = `a part of ${this.key}`;
    return members.flatMap((bytes) => {
      const member = bytes.toString();
      const row = shownRow(member, this.#row);
      if (row !== null) return row;
      this.#parts.context.store()?.damage.found(where, member);
      return [];
    });
  }
}

const listMember = (name: string, scores: readonly number[]): string =>
  scores.length === 0 ? '' : `"${name}":[${scores.join(',')}],`;
