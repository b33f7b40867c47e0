import { setImmediate } from 'node:timers/promises';
import { TURN_MS } from '../sockets/outbox.ts';
import type { EventCounts, EventKind, EventsNow } from '../state/counts/eventCounts.ts';
import type { Feed } from './feed.ts';
import type { Removal } from './feeds.ts';
import { Group } from './group.ts';
import { Lags } from './lags.ts';

export interface DeliveryParts {
  readonly counts: EventCounts;
  /** Monotonic ms. */
  readonly now: () => number;
  readonly onDefect: (error: unknown) => void;
}

/** Brings to the groups of readers what feeds have to tell. */
export class Delivery {
  readonly #parts: DeliveryParts;
  /** By the names of their topics. */
  readonly #groups = new Map<string, Group>();
  readonly #lags: Lags;
  /** Groups that have something to be flushed. */
  readonly #pending: Group[] = [];
  /** The flush under way: all who want one wait for it, as two would keep the processor for two turns at a time. */
  #flushing: Promise<number> | null = null;

  constructor(parts: DeliveryParts) {
    this.#parts = parts;
    this.#lags = new Lags(parts.now);
  }

  /** Of each kind the longest of late, ms; null: nothing was sent. */
  longestLags(): EventsNow['lagMs'] {
    return this.#lags.longest();
  }

  /** Of all groups that have something to be flushed. */
  pendingReaders(): number {
    return this.#pending.reduce((sum, { readers }) => sum + readers.size, 0);
  }

  /** The group of those who follow these feeds and no others. */
  groupOf(feeds: readonly Feed[]): Group {
    const key = feeds
      .map(({ name }) => name)
      .sort()
      .join();
    let group = this.#groups.get(key);
    if (group === undefined) {
      group = new Group(key, this.#parts.counts, (pending) => this.#pending.push(pending));
      this.#groups.set(key, group);
      for (const feed of feeds) feed.groups.add(group);
    }
    return group;
  }

  /** A group that has no readers any more. @param feeds of its readers */
  drop(group: Group, feeds: readonly Feed[]): void {
    this.#forget(group);
    for (const feed of feeds) feed.groups.delete(group);
  }

  /** Tells the groups of what is not collected any more. */
  remove({ feed, text, isWhole }: Removal): void {
    for (const group of feed.groups) {
      group.push(text);
      // Who comes with the same topics once they are collected again gets a group that has all of them.
      if (isWhole) this.#forget(group);
    }
    if (isWhole) feed.groups.clear();
  }

  #forget(group: Group): void {
    if (this.#groups.get(group.key) === group) this.#groups.delete(group.key);
  }

  /** @returns of each kind when the oldest of what was told was announced, monotonic ms */
  tell(feeds: Iterable<Feed>): Map<EventKind, number> {
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
  async flush(announced: ReadonlyMap<EventKind, number>): Promise<number> {
    this.#flushing ??= this.#flushInTurns();
    const busyMs = await this.#flushing;
    for (const [kind, at] of announced) this.#lags.note(kind, at);
    return busyMs;
  }

  async #flushInTurns(): Promise<number> {
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
    // At once: what is pushed from here on is for the next one.
    this.#flushing = null;
    return busyMs;
  }
}
