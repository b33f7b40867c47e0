import { cell } from '../../cells/cell.ts';
import { type Candle, candlesOf } from '../../figures/candles/candle.ts';
import { pagesBelow, pagesOf, type Span } from '../../figures/candles/grid.ts';
import { type Kind, queryOf, typeOf } from '../../figures/candles/kinds.ts';
import { MOST_ROWS, nothing, type Series, type ToldRows, withFetched, withTold } from '../../figures/candles/series.ts';
import { ask } from '../../wire/ask.ts';
import type { AskError } from '../../wire/askError.ts';
import type { PushEvent } from '../../wire/messages.ts';
import { type Follower, follow } from '../../wire/push.ts';
import { retryTime } from '../../wire/retryTime.ts';

/** Which candles. */
export interface CandleFeed {
  readonly market: string;
  readonly pair: string;
  readonly kind: Kind;
}

/** How old the series is, as the API told last. */
export interface ToldAge {
  readonly age: number | null;
  readonly stale: boolean;
  readonly at: number;
}

/** How it is with what is read of GetData. */
export interface Reading {
  readonly isBusy: boolean;
  /** Why the last request failed; null: it did not. */
  readonly fault: string | null;
}

/** Pages at first, and each time that somebody looks further back. */
const FIRST_PAGES = 19;
const MORE_PAGES = 10;

/** Requests at once. */
const AT_ONCE = 5;

type Job = 'older' | Span;

/** The candles of one feed: what /events tells, and what GetData has of before. */
export class CandleSource implements Follower {
  readonly feed: CandleFeed;
  readonly series = cell<Series>(nothing);
  /** Null: nothing was told yet. */
  readonly age = cell<ToldAge | null>(null);
  /** Why there are none, as the API says it; null: there are. */
  readonly refused = cell<string | null>(null);
  readonly reading = cell<Reading>({ isBusy: false, fault: null });
  #jobs: Job[] = [];
  #firstPages = FIRST_PAGES;
  #ended = new AbortController();

  constructor(feed: CandleFeed) {
    this.feed = feed;
  }

  /** @returns ends it */
  start(): () => void {
    const { market, pair, kind } = this.feed;
    const unfollow = follow(`${market}:${pair}:${typeOf(kind)}`, this);
    return () => {
      unfollow();
      this.#ended.abort();
      this.#jobs = [];
    };
  }

  /** Whether there may be older ones, and room for them. */
  get hasOlder(): boolean {
    const { rows, isEnd } = this.series.get();
    return rows.length > 0 && !isEnd && rows.length < MOST_ROWS;
  }

  readOlder(): void {
    if (this.hasOlder && !this.#jobs.includes('older')) this.#add('older');
  }

  /** Reads what may have come meanwhile. */
  readSpan(span: Span): void {
    this.#add(span);
  }

  onRefused(why: string): void {
    this.refused.set(why);
  }

  onEvent({ name, data, at }: PushEvent): void {
    if (name === 'removed') {
      this.onRefused(String(data.why));
      return;
    }
    this.refused.set(null);
    const { age, stale } = data;
    this.age.set({ age: typeof age === 'number' ? age : null, stale: stale === true, at });
    if (name === 'rows') this.#takeRows(toldOf(data));
  }

  #takeRows(told: ToldRows): void {
    const { series, isAnew, missed } = withTold(this.series.get(), told, this.feed.kind.interval);
    if (isAnew) {
      this.#ended.abort();
      this.#ended = new AbortController();
      this.#jobs = [];
      this.#firstPages = FIRST_PAGES;
      this.reading.set({ isBusy: false, fault: null });
    }
    this.series.set(series);
    if (isAnew) this.readOlder();
    if (missed !== null) this.readSpan(missed);
  }

  #add(job: Job): void {
    this.#jobs.push(job);
    if (this.#jobs.length === 1) void this.#work(this.#ended.signal);
  }

  /** One after the other; what fails is tried again. */
  async #work(ended: AbortSignal): Promise<void> {
    for (let job = this.#jobs[0]; job !== undefined; job = this.#jobs[0]) {
      this.reading.set({ isBusy: true, fault: this.reading.get().fault });
      try {
        await this.#read(job, ended);
        if (ended.aborted) return;
        this.#jobs.shift();
        this.reading.set({ isBusy: this.#jobs.length > 0, fault: null });
      } catch (error) {
        if (ended.aborted) return;
        this.reading.set({ isBusy: false, fault: (error as AskError).message });
        await retryTime(error, ended);
        if (ended.aborted) return;
      }
    }
  }

  async #read(job: Job, ended: AbortSignal): Promise<void> {
    const { interval } = this.feed.kind;
    const asked = this.series.get().rows;
    const oldest = asked[0]?.openTime;
    if (oldest === undefined) return;
    const isOlder = job === 'older';
    const befores = isOlder ? pagesBelow(interval, oldest, this.#firstPages) : pagesOf(interval, job);
    const rows: Candle[] = [];
    let isEnd = false;
    const readPages = async () => {
      for (let before = befores.shift(); before !== undefined; before = befores.shift()) {
        const page = await this.#page(before, ended);
        rows.push(...page.rows);
        // A page of a span may well be the last one, too: all below it are known then.
        isEnd ||= page.isEnd;
        if (isEnd && isOlder) return;
      }
    };
    await Promise.all(Array.from({ length: Math.min(AT_ONCE, befores.length) }, readPages));
    if (ended.aborted) return;
    if (isOlder) this.#firstPages = MORE_PAGES;
    this.series.set(withFetched(this.series.get(), rows, isOlder && isEnd, asked));
  }

  async #page(before: number, ended: AbortSignal): Promise<{ rows: Candle[]; isEnd: boolean }> {
    const { market, pair, kind } = this.feed;
    const { body } = await ask<unknown>(`GetData?${queryOf(market, pair, kind)}&before=${before}`, ended);
    const { data, next } = Object(body);
    return { rows: candlesOf(data), isEnd: next === null };
  }
}

const timesOf = (list: unknown): number[] =>
  Array.isArray(list) ? list.filter((time): time is number => typeof time === 'number') : [];

const toldOf = ({ data, first, reset, restated }: PushEvent['data']): ToldRows => ({
  rows: candlesOf(data),
  isFirst: first === true,
  isReset: reset === true,
  restated: timesOf(restated),
});
