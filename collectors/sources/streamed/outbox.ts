import type { PairState } from '../../state/pairState.ts';
import { atBeat, BEAT_MS, sinceBeatMs } from './beat.ts';

/*
 * Writes of what streams bring, at the beats of the process (beat.ts): what comes between two beats goes to Redis together. A pair is written at most
 * at every other beat, its candles once in a turn, but for their close. What comes meanwhile waits, and is put together as its kind wants it: of latest
 * values only the newest one is written, of rows all are. So a Redis that is slow, or a pair that is busy, costs detail in between and never grows a
 * queue of writes.
 *
 * While anything has waited for longer than half a second we are *behind*: then a pair is written each 100 ms only, until nothing has for 300 ms.
 */

const PAUSE_MS = 2 * BEAT_MS;
const PAUSE_BEHIND_MS = 100;
/** Clocks are read one after another. */
const SLACK_MS = 0.5;
/** A process that did not get the processor for a moment is not behind. */
const BEHIND_AFTER_MS = 400;
const BEHIND_FOR_MS = 300;

export interface OutboxOptions<Item> {
  /** What is to be written when another item comes while one waits. */
  readonly merge: (waiting: Item, item: Item) => Item;
  /** Between two writes of a pair, ms; default 10, from beat to beat. */
  readonly pauseMs?: number;
  /** What cannot wait for that. Default: all can. */
  readonly isUrgent?: (item: Item) => boolean;
  readonly write: (pair: PairState, item: Item) => Promise<void>;
  /** Called with what `write` has thrown. */
  readonly onFailure: (pair: PairState, error: unknown) => void;
  readonly monotonic: () => number;
}

export interface Outbox<Item> {
  put(pair: PairState, item: Item): void;
  /** Where something of the pair waits, it is written at the next beat, with this, whenever the pair was written last. */
  hurry(pair: PairState, item: Item): void;
  /** Whether nothing of the pair waits or is being written. */
  isIdle(pair: PairState): boolean;
  /** The longest from the coming of anything until it was written, or until now, beyond its pause, since this was asked last, ms. */
  takeBacklogMs(): number;
  /** Writes what waits, and nothing that comes from now on. */
  close(): Promise<void>;
}

interface Slot<Item> {
  readonly pair: PairState;
  waiting: { item: Item; readonly since: number } | null;
  /** Since when what is being written has waited, monotonic ms; null: nothing is. */
  writingSince: number | null;
  /** A beat is to come that will write it. */
  isTimed: boolean;
  /** Monotonic ms of the beat of the last write. */
  writtenAt: number;
}

export function createOutbox<Item>(options: OutboxOptions<Item>): Outbox<Item> {
  const { merge, write, onFailure, monotonic, pauseMs = PAUSE_MS, isUrgent = () => false } = options;
  /** Those of pairs that have left are forgotten now and then. What comes and goes with each write is counted: a Map of it would cost more (beat.ts). */
  const slots = new Map<PairState, Slot<Item>>();
  /** How many are being written. */
  let writing = 0;
  let onWritten: () => void = () => undefined;
  let behindUntil = 0;
  let longestMs = 0;
  let isClosed = false;

  function slotOf(pair: PairState): Slot<Item> {
    const known = slots.get(pair);
    if (known !== undefined) return known;
    const slot: Slot<Item> = {
      pair,
      waiting: null,
      writingSince: null,
      isTimed: false,
      writtenAt: Number.NEGATIVE_INFINITY,
    };
    slots.set(pair, slot);
    return slot;
  }

  const isBusy = ({ waiting, writingSince }: Slot<Item>): boolean => waiting !== null || writingSince !== null;

  function proceed(slot: Slot<Item>): void {
    if (slot.waiting === null || slot.writingSince !== null) return;
    if (isClosed || isUrgent(slot.waiting.item)) {
      begin(slot);
    } else if (!slot.isTimed) {
      slot.isTimed = true;
      const now = monotonic();
      const { writtenAt } = slot;
      atBeat(writtenAt + (now < behindUntil ? Math.max(pauseMs, PAUSE_BEHIND_MS) : pauseMs) - now, () => {
        slot.isTimed = false;
        // What was hurried has begun another pause.
        if (slot.writtenAt !== writtenAt) proceed(slot);
        else if (slot.writingSince === null) begin(slot);
      });
    }
  }

  function begin(slot: Slot<Item>): void {
    if (slot.waiting === null) return;
    const { pair } = slot;
    const now = monotonic();
    const { item, since } = slot.waiting;
    if (now - since > pauseMs + BEHIND_AFTER_MS + PAUSE_BEHIND_MS) behindUntil = now + BEHIND_FOR_MS;
    slot.waiting = null;
    slot.writingSince = since;
    // From a moment before the beat on: else what is due two beats later would always be late for that one, and wait for a third.
    slot.writtenAt = now - sinceBeatMs() - SLACK_MS;
    writing++;
    const end = (): void => {
      writing--;
      longestMs = Math.max(longestMs, monotonic() - since - pauseMs);
      slot.writingSince = null;
      proceed(slot);
      if (writing === 0) onWritten();
    };
    write(pair, item).then(end, (error: unknown) => {
      onFailure(pair, error);
      end();
    });
  }

  return {
    put(pair, item) {
      if (isClosed || pair.isRemoved) return;
      const slot = slotOf(pair);
      if (slot.waiting === null) slot.waiting = { item, since: monotonic() };
      else slot.waiting.item = merge(slot.waiting.item, item);
      proceed(slot);
    },
    hurry(pair, item) {
      const slot = slots.get(pair);
      if (slot?.waiting == null) return;
      slot.waiting.item = merge(slot.waiting.item, item);
      atBeat(0, () => {
        if (slot.writingSince === null) begin(slot);
      });
    },
    isIdle(pair) {
      const slot = slots.get(pair);
      return slot === undefined || !isBusy(slot);
    },
    takeBacklogMs() {
      const now = monotonic();
      let most = longestMs;
      longestMs = 0;
      for (const [pair, slot] of slots) {
        const { waiting, writingSince } = slot;
        if (isBusy(slot)) most = Math.max(most, now - (writingSince ?? waiting?.since ?? now) - pauseMs);
        else if (pair.isRemoved) slots.delete(pair);
      }
      return most;
    },
    async close() {
      isClosed = true;
      for (const slot of slots.values()) proceed(slot);
      if (writing > 0)
        await new Promise<void>((resolve) => {
          onWritten = resolve;
        });
    },
  };
}
