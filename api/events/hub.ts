import { setImmediate } from 'node:timers/promises';
import type { Config } from '../../config/config.ts';
import type { Change, ChangesFollower } from '../../store/values/changes.ts';
import type { ApiContext } from '../context/context.ts';
import { TURN_MS } from '../sockets/outbox.ts';
import type { EventCounts, EventKind, EventsNow, EventsState } from '../state/counts/eventCounts.ts';
import type { Feed, Source } from './feed.ts';
import type { Feeds, Removal } from './feeds.ts';
import { Group } from './group.ts';
import { Lags } from './lags.ts';
import type { Reader } from './reader.ts';
import type { Topic } from './topics.ts';

export interface HubTimes {
  /** Latest values and candles are told so often at most, ms. */
  readonly tickMs: number;
  /** Between two comments, ms. */
  readonly commentMs: number;
}

export const TIMES: HubTimes = { tickMs: 250, commentMs: 10_000 };

/** What is stale, what may be read again, and who may stay are looked at so often, ms. */
const LOOK_MS = 1_000;

/** A reader waits no longer for the present state of its topics, ms: what cannot be read by then follows. */
const FIRST_WITHIN_MS = 1_500;

/**
 * Rows that go out at once: between two rounds there is at least so much time, and at most so much, ms; in between it depends on how many readers
 * there were to be sent to. To one it takes a hundredth of a millisecond: so many readers of busy series take a part of the processor, never all of it.
 */
const LEAST_PAUSE_MS = 5;
const MOST_PAUSE_MS = 20;
const PAUSE_PER_READER_MS = 0.04;

/** Telling many different things takes at most one part of the processor in so many. */
const BUSY_PART = 3;

export interface HubParts extends HubTimes {
  /** Without an announcement for so long nobody knows what has changed, ms: as for pages. */
  readonly silentAfterMs: number;
  readonly context: Pick<ApiContext, 'config' | 'store'>;
  readonly feeds: Feeds;
  readonly counts: EventCounts;
  /** Monotonic ms. */
  readonly now: () => number;
  /** Whether a reader is still let in. */
  readonly mayStay: (reader: Reader) => boolean;
  readonly onDefect: (error: unknown) => void;
}

/** What is known of one reader. */
interface Member {
  readonly feeds: readonly Feed[];
  /** Null while it waits for the present state. */
  group: Group | null;
}

/** Follows what changes, reads it once for all, and tells those who follow it. Without readers it does nothing. */
export class Hub implements ChangesFollower, EventsState {
  readonly counts: EventCounts;
  readonly #parts: HubParts;
  readonly #members = new Map<Reader, Member>();
  /** By the names of their topics. */
  readonly #groups = new Map<string, Group>();
  readonly #lags: Lags;
  /** Groups that have something to be flushed. */
  readonly #pending: Group[] = [];
  readonly #dirtyFast = new Set<Source & Feed>();
  /** What the topics were read by. */
  #config: Config | undefined;
  #isFollowing = false;
  /** When something was announced last, whatever it was, monotonic ms. */
  #announcedAt = Number.NEGATIVE_INFINITY;
  #timer: NodeJS.Timeout | undefined;
  #lookedAt = Number.NEGATIVE_INFINITY;
  #isRoundDue = false;
  #nextRoundAt = 0;

  constructor(parts: HubParts) {
    this.#parts = parts;
    this.counts = parts.counts;
    this.#lags = new Lags(parts.now);
  }

  now(): EventsNow {
    let [followed, waiting] = [0, 0];
    for (const [reader, member] of this.#members) {
      followed += member.feeds.length;
      waiting += reader.waiting;
    }
    const readers = this.#members.size;
    return { readers, followed, topics: this.#parts.feeds.size, waiting, lagMs: this.#lags.longest() };
  }

  onChange(change: Change): void {
    this.#announcedAt = this.#parts.now();
    const source = this.#parts.feeds.sourceOf(change.key);
    if (source === undefined) return;
    source.onChange(change);
    if (isFast(source) && source.isDirty) this.#readSoon(source);
  }

  onLive(): void {
    this.#isFollowing = true;
    this.#announcedAt = this.#parts.now();
    this.#distrust();
  }

  onLost(): void {
    this.#isFollowing = false;
    this.#distrust();
  }

  /** Sends the present state of these topics, and from then on what is new of them. */
  async join(reader: Reader, topics: readonly Topic[]): Promise<void> {
    const { feeds, tickMs } = this.#parts;
    this.#config ??= this.#parts.context.config();
    const own = topics.map((topic) => feeds.acquire(topic));
    const member: Member = { feeds: own, group: null };
    this.#members.set(reader, member);
    this.counts.opened += 1;
    this.#timer ??= this.#tickIn(tickMs);
    await Promise.race([Promise.all(own.map((feed) => feed.ready())), passed(FIRST_WITHIN_MS)]);
    if (reader.isOver) return;
    // All others are told first what has been read: what follows is new for the one who comes, too.
    this.#flush(this.#tell(own)).catch(this.#parts.onDefect);
    const followed = own.filter((feed) => feeds.has(feed));
    const texts = own.flatMap((feed) => (feeds.has(feed) ? feed.first() : feeds.removalOf(feed)) ?? []);
    this.counts.events += texts.length;
    const bytes = Buffer.from(texts.join(''));
    this.counts.bytes += bytes.length;
    if (bytes.length > 0) reader.send(bytes);
    const group = this.#groupOf(followed);
    // Those of its group may not have been sent yet what the first events hold already.
    group.flush();
    group.readers.add(reader);
    member.group = group;
  }

  leave(reader: Reader): void {
    const member = this.#members.get(reader);
    if (member === undefined) return;
    this.#members.delete(reader);
    const { feeds, group } = member;
    group?.readers.delete(reader);
    if (group?.readers.size === 0) {
      this.#forget(group);
      for (const feed of feeds) feed.groups.delete(group);
    }
    for (const feed of feeds) this.#parts.feeds.release(feed);
  }

  stop(): void {
    for (const reader of this.#members.keys()) reader.end('stopping', 'this server is being replaced: connect anew');
  }

  #groupOf(feeds: readonly Feed[]): Group {
    const key = feeds
      .map(({ name }) => name)
      .sort()
      .join();
    let group = this.#groups.get(key);
    if (group === undefined) {
      group = new Group(key, this.counts, (pending) => this.#pending.push(pending));
      this.#groups.set(key, group);
      for (const feed of feeds) feed.groups.add(group);
    }
    return group;
  }

  #forget(group: Group): void {
    if (this.#groups.get(group.key) === group) this.#groups.delete(group.key);
  }

  /** Nobody knows what has changed: all is read again. */
  #distrust(): void {
    for (const source of this.#parts.feeds.sources()) {
      source.onLost();
      if (isFast(source)) this.#readSoon(source);
    }
  }

  #readSoon(source: Source): void {
    this.#dirtyFast.add(source as Source & Feed);
    if (this.#isRoundDue) return;
    this.#isRoundDue = true;
    const run = () =>
      void this.#round().catch((error: unknown) => {
        this.#isRoundDue = false;
        this.#parts.onDefect(error);
      });
    const waitMs = this.#nextRoundAt - this.#parts.now();
    if (waitMs > 0) setTimeout(run, Math.ceil(waitMs));
    else setImmediate().then(run);
  }

  /** Reads the series that have new rows, and sends them. */
  async #round(): Promise<void> {
    const { feeds, now } = this.#parts;
    const due = [...this.#dirtyFast].filter((source) => feeds.has(source));
    this.#dirtyFast.clear();
    const done = await Promise.all(due.map((source) => source.refresh()));
    const announced = this.#tell(due);
    const pauseMs = PAUSE_PER_READER_MS * this.#pending.reduce((sum, { readers }) => sum + readers.size, 0);
    this.#nextRoundAt = now() + Math.min(MOST_PAUSE_MS, Math.max(LEAST_PAUSE_MS, pauseMs));
    const busyMs = await this.#flush(announced);
    this.#nextRoundAt = Math.max(this.#nextRoundAt, now() + (BUSY_PART - 1) * busyMs);
    this.#isRoundDue = false;
    // What could not be read waits for the next tick.
    for (const [index, source] of due.entries()) {
      if (done[index] === true && source.isDirty && feeds.has(source)) this.#dirtyFast.add(source);
    }
    const [next] = this.#dirtyFast;
    if (next !== undefined) this.#readSoon(next);
  }

  /** Ticks for as long as there are readers. One that waited for Redis is followed by the next one the sooner, one that had much to do the later. */
  #tickIn(ms: number): NodeJS.Timeout {
    const { now, onDefect, tickMs } = this.#parts;
    return setTimeout(async () => {
      if (this.#members.size === 0) {
        this.#timer = undefined;
        return;
      }
      const startedAt = now();
      let busyMs = 0;
      try {
        busyMs = await this.#tick();
      } catch (error) {
        onDefect(error);
      }
      this.#timer = this.#tickIn(Math.max(1, Math.max(tickMs, BUSY_PART * busyMs) - (now() - startedAt)));
    }, ms).unref();
  }

  /** @returns for how long it kept the processor, ms */
  async #tick(): Promise<number> {
    const { context, feeds, now } = this.#parts;
    this.#followConfig();
    this.#look();
    if (context.store()?.isUp() === true) {
      const reads: Promise<unknown>[] = [];
      for (const source of feeds.sources()) {
        if (!source.isDirty) continue;
        if (isFast(source)) this.#readSoon(source);
        else reads.push(source.refresh());
      }
      await Promise.all(reads);
    }
    const startedAt = now();
    const announced = this.#tell(feeds.all());
    feeds.settle();
    const toldMs = now() - startedAt;
    return toldMs + (await this.#flush(announced));
  }

  #look(): void {
    const { commentMs, feeds, now } = this.#parts;
    const at = now();
    if (at - this.#lookedAt < LOOK_MS) return;
    this.#lookedAt = at;
    for (const reader of this.#members.keys()) reader.comment(at, commentMs);
    feeds.state?.look();
    // Without announcements all there is to do is to look.
    if (!this.#hears(at)) this.#distrust();
  }

  #hears(now: number): boolean {
    return this.#isFollowing && now - this.#announcedAt <= this.#parts.silentAfterMs;
  }

  /** @returns of each kind when the oldest of what was told was announced, monotonic ms */
  #tell(feeds: Iterable<Feed>): Map<EventKind, number> {
    const announced = new Map<EventKind, number>();
    for (const feed of feeds) {
      try {
        const at = feed.tell();
        if (at !== null) announced.set(feed.kind, Math.min(at, announced.get(feed.kind) ?? at));
      } catch (error) {
        this.#parts.onDefect(error);
      }
    }
    return announced;
  }

  /**
   * Puts together what groups are sent, in turns: where each reader has topics of its own, that takes long, and all else has its turn in between.
   * Resolves when it is handed to the system.
   * @returns for how long it kept the processor, ms
   */
  async #flush(announced: ReadonlyMap<EventKind, number>): Promise<number> {
    const { now } = this.#parts;
    let busyMs = 0;
    do {
      const startedAt = now();
      for (let group = this.#pending.shift(); group !== undefined; group = this.#pending.shift()) {
        group.flush();
        if (now() - startedAt > TURN_MS) break;
      }
      busyMs += now() - startedAt;
      await setImmediate();
    } while (this.#pending.length > 0);
    for (const [kind, at] of announced) this.#lags.note(kind, at);
    return busyMs;
  }

  #followConfig(): void {
    const { context, feeds, mayStay } = this.#parts;
    const config = context.config();
    if (config === this.#config) return;
    this.#config = config;
    for (const reader of this.#members.keys()) {
      if (!mayStay(reader))
        reader.end('withdrawn', 'this access key, this Host or this web page is not answered any more');
    }
    for (const removal of feeds.follow()) this.#remove(removal);
  }

  #remove({ feed, text, isWhole }: Removal): void {
    for (const group of feed.groups) {
      group.push(text);
      // Who comes with the same topics once they are collected again gets a group that has all of them.
      if (isWhole) this.#forget(group);
    }
    if (isWhole) feed.groups.clear();
  }
}

const isFast = ({ kind }: Source): boolean => kind === 'series';

function passed(ms: number): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, ms).unref();
  });
}
