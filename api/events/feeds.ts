import type { Collector } from '../../markets/markets.js';
import { collectorKey } from '../../store/redis/keys.ts';
import type { GetDataPages } from '../getData/getDataPages.ts';
import { ApiError } from '../http/problems/apiError.ts';
import { removedText } from './eventText.ts';
import type { Feed, FeedContext, Source } from './feed.ts';
import { ValueFeed, ValuesFeed } from './latestFeeds.ts';
import { LatestSource } from './latestSource.ts';
import { SeriesFeed } from './seriesFeed.ts';
import type { StateFeed } from './stateFeed.ts';
import { parseTopic, type Topic } from './topics.ts';

/** Something with the number of those who use it. */
interface Used<Of> {
  readonly of: Of;
  users: number;
}

export interface FeedsParts extends FeedContext {
  readonly pages: GetDataPages;
  readonly openState: () => StateFeed;
  /** Told of rows that could not be told. */
  readonly onSkipped: (rows: number) => void;
}

/** A topic, or a pair of one, that is not collected any more. */
export interface Removal {
  readonly feed: Feed;
  readonly text: string;
  /** Nothing follows of the topic at all. */
  readonly isWhole: boolean;
}

/** The feeds that somebody follows, each once, and the keys that they are made of. */
export class Feeds {
  readonly #parts: FeedsParts;
  readonly #feeds = new Map<string, Used<Feed> & { readonly topic: Topic }>();
  /** By key. */
  readonly #latest = new Map<string, Used<LatestSource>>();
  readonly #sources = new Map<string, Source>();
  #state: StateFeed | null = null;
  /** What was told of those that are not collected any more. */
  readonly #removed = new WeakMap<Feed, string>();

  constructor(parts: FeedsParts) {
    this.#parts = parts;
  }

  get size(): number {
    return this.#feeds.size;
  }

  get state(): StateFeed | null {
    return this.#state;
  }

  /** All that are followed. */
  *all(): Generator<Feed> {
    for (const { of } of this.#feeds.values()) yield of;
  }

  /** All keys. */
  sources(): IterableIterator<Source> {
    return this.#sources.values();
  }

  sourceOf(key: string): Source | undefined {
    return this.#sources.get(key);
  }

  /** Whether it is followed still: it may have been removed. */
  has(feed: Feed): boolean {
    return this.#feeds.get(feed.name)?.of === feed;
  }

  /** The event that tells why it was removed; null: it was not. */
  removalOf(feed: Feed): string | null {
    return this.#removed.get(feed) ?? null;
  }

  /** To be released once. */
  acquire(topic: Topic): Feed {
    const known = this.#feeds.get(topic.name);
    if (known !== undefined) {
      known.users += 1;
      return known.of;
    }
    const of = this.#open(topic);
    this.#feeds.set(topic.name, { of, topic, users: 1 });
    return of;
  }

  release(feed: Feed): void {
    const used = this.#feeds.get(feed.name);
    if (used?.of !== feed) return;
    used.users -= 1;
    if (used.users === 0) this.#close(feed);
  }

  /** All feeds have told what was read of latest values. */
  settle(): void {
    for (const { of } of this.#latest.values()) of.settle();
  }

  /** Brings the feeds in line with the configuration in force. @returns what is not collected any more */
  follow(): Removal[] {
    const { config, markets } = this.#parts.context;
    return [...this.#feeds.values()].flatMap(({ of, topic }) => {
      try {
        parseTopic(topic.name, config(), markets);
      } catch (error) {
        if (!(error instanceof ApiError)) throw error;
        this.#close(of);
        const text = removedText({ topic: topic.name, ...whyOf(error) });
        this.#removed.set(of, text);
        return [{ feed: of, isWhole: true, text }];
      }
      return of instanceof ValuesFeed && topic.kind === 'all' ? this.#setPairs(of, topic.collector) : [];
    });
  }

  #open(topic: Topic): Feed {
    const { now, openState, onSkipped } = this.#parts;
    if (topic.kind === 'state') {
      this.#state = openState();
      return this.#state;
    }
    const { name, collector } = topic;
    if (topic.kind === 'all') {
      const feed = new ValuesFeed(name, now);
      this.#setPairs(feed, collector);
      return feed;
    }
    const { row } = collector;
    if (row.shape !== 'series') return new ValueFeed(name, this.#acquireLatest(collector, topic.code), now);
    const feed = new SeriesFeed(name, this.#parts, collector, row, topic.code, onSkipped);
    this.#sources.set(feed.key, feed);
    return feed;
  }

  #close(feed: Feed): void {
    this.#feeds.delete(feed.name);
    if (feed === this.#state) this.#state = null;
    if (feed instanceof SeriesFeed) this.#sources.delete(feed.key);
    if (feed instanceof ValueFeed) this.#releaseLatest(feed.source);
    if (feed instanceof ValuesFeed) for (const source of feed.sources) this.#releaseLatest(source);
  }

  /** Gives a feed of all pairs those that are configured. @returns those that are not any more */
  #setPairs(feed: ValuesFeed, collector: Collector): Removal[] {
    const { config, markets } = this.#parts.context;
    const before = feed.sources;
    const sources = markets
      .pairsOf(config(), collector.market)
      .map((code) => before.find((source) => source.code === code) ?? this.#acquireLatest(collector, code));
    feed.setSources(sources);
    const gone = before.filter((source) => !sources.includes(source));
    for (const source of gone) this.#releaseLatest(source);
    return gone.map(({ code }) => ({ feed, isWhole: false, text: removedText({ topic: feed.name, code }) }));
  }

  #acquireLatest(collector: Collector, code: string): LatestSource {
    const key = collectorKey(collector, code);
    const known = this.#latest.get(key);
    if (known !== undefined) {
      known.users += 1;
      return known.of;
    }
    const of = new LatestSource(this.#parts, this.#parts.pages, collector, code);
    this.#latest.set(key, { of, users: 1 });
    this.#sources.set(key, of);
    return of;
  }

  #releaseLatest(source: LatestSource): void {
    const used = this.#latest.get(source.key);
    if (used?.of !== source) return;
    used.users -= 1;
    if (used.users > 0) return;
    this.#latest.delete(source.key);
    this.#sources.delete(source.key);
  }
}

/** Why there is no topic, as it is told. */
export const whyOf = ({ problem }: ApiError) => ({ error: problem.error, why: problem.detail });
