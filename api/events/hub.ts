import type { Config } from '../../config/config.ts';
import type { Change, ChangesFollower } from '../../store/values/changes.ts';
import type { ApiContext } from '../context/context.ts';
import type { EventCounts, EventsNow, EventsState } from '../state/counts/eventCounts.ts';
import { Delivery } from './delivery.ts';
import type { Feed } from './feed.ts';
import type { Feeds } from './feeds.ts';
import type { Group } from './group.ts';
import type { Reader } from './reader.ts';
import { BUSY_PART, isFast, SeriesRounds } from './seriesRounds.ts';
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
  readonly #delivery: Delivery;
  readonly #rounds: SeriesRounds;
  /** What the topics were read by. */
  #config: Config | undefined;
  #isFollowing = false;
  /** When something was announced last, whatever it was, monotonic ms. */
  #announcedAt = Number.NEGATIVE_INFINITY;
  #timer: NodeJS.Timeout | undefined;
  #lookedAt = Number.NEGATIVE_INFINITY;

  constructor(parts: HubParts) {
    this.#parts = parts;
    this.counts = parts.counts;
    this.#delivery = new Delivery(parts);
    this.#rounds = new SeriesRounds({ ...parts, delivery: this.#delivery });
  }

  now(): EventsNow {
    let [followed, waiting] = [0, 0];
    for (const [reader, member] of this.#members) {
      followed += member.feeds.length;
      waiting += reader.waiting;
    }
    const readers = this.#members.size;
    return { readers, followed, topics: this.#parts.feeds.size, waiting, lagMs: this.#delivery.longestLags() };
  }

  onChange(change: Change): void {
    this.#announcedAt = this.#parts.now();
    const source = this.#parts.feeds.sourceOf(change.key);
    if (source === undefined) return;
    source.onChange(change);
    if (isFast(source) && source.isDirty) this.#rounds.readSoon(source);
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
    this.#delivery.flush(this.#delivery.tell(own)).catch(this.#parts.onDefect);
    const followed = own.filter((feed) => feeds.has(feed));
    const texts = own.flatMap((feed) => (feeds.has(feed) ? feed.first() : feeds.removalOf(feed)) ?? []);
    this.counts.events += texts.length;
    const bytes = Buffer.from(texts.join(''));
    this.counts.bytes += bytes.length;
    if (bytes.length > 0) reader.send(bytes);
    const group = this.#delivery.groupOf(followed);
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
    if (group?.readers.size === 0) this.#delivery.drop(group, feeds);
    for (const feed of feeds) this.#parts.feeds.release(feed);
  }

  stop(): void {
    for (const reader of this.#members.keys()) reader.end('stopping', 'this server is being replaced: connect anew');
  }

  /** Nobody knows what has changed: all is read again. */
  #distrust(): void {
    for (const source of this.#parts.feeds.sources()) {
      source.onLost();
      if (isFast(source)) this.#rounds.readSoon(source);
    }
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
        if (isFast(source)) this.#rounds.readSoon(source);
        else reads.push(source.refresh());
      }
      await Promise.all(reads);
    }
    const startedAt = now();
    const announced = this.#delivery.tell(feeds.all());
    feeds.settle();
    const toldMs = now() - startedAt;
    return toldMs + (await this.#delivery.flush(announced));
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

  #followConfig(): void {
    const { context, feeds, mayStay } = this.#parts;
    const config = context.config();
    if (config === this.#config) return;
    this.#config = config;
    for (const reader of this.#members.keys()) {
      if (!mayStay(reader))
        reader.end('withdrawn', 'this access key, this Host or this web page is not answered any more');
    }
    for (const removal of feeds.follow()) this.#delivery.remove(removal);
  }
}

function passed(ms: number): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, ms).unref();
  });
}
