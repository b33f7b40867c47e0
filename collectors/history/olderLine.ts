import type { Line } from '../context/line.ts';

/*
 * How fast older rows are fetched. All pages of a session stand in one line, so many at a time as its *width* says. Live turns come first, and they tell
 * how much there is to spare, be it the exchange, Redis, the network or the processor that is short: one that takes much longer than usual halves the
 * width, and each quick one widens it a little. Where it is below 1, the line rests between two pages: a width of 1/4 is a page under way in a quarter
 * of the time. Each process goes by its own turns. What they are short of they share, so that all of them slow down together.
 */

/** Pages at a time while live turns are quick. More would make each other too slow. */
const WIDEST = 3;
/** However slow live turns are, older rows go on. */
const NARROWEST = 1 / 16;
/** A rest is no longer, whatever a page has taken, ms. */
const LONGEST_REST_MS = 1_500;

/** A turn is slow from twice the usual on, and this, ms: a page under way may hold it up so long. */
const SLOW_FROM_MS = 200;
/** The usual is the quickest of the last turns, of so many at least, and of twice as many at most. */
const USUAL_OF_TURNS = 1_000;

/** Turns of many pairs are slow together: that counts once, ms. */
const NARROWER_EVERY_MS = 500;
/** It doubles in two seconds. */
const WIDER_EVERY_MS = 250;
const WIDER_BY = 1.1;

/** Called when a live turn begins. What it returns is called when that is over; `isWell`: nothing of it has failed. */
export type TurnWatch = () => (isWell: boolean) => void;

export interface OlderLine {
  readonly run: Line;
  /** Each worker has a watch of its own, as its turns take what they take. */
  watch(): TurnWatch;
  /** What stands in line is waited for: it rests no more. */
  close(): void;
}

/** @param now monotonic ms */
export function createOlderLine(now: () => number): OlderLine {
  let width = WIDEST;
  let running = 0;
  let isClosing = false;
  let [narrowedAt, widenedAt] = [Number.NEGATIVE_INFINITY, Number.NEGATIVE_INFINITY];
  const waiting: (() => void)[] = [];
  /** Live turns under way. */
  const turns = new Set<{ readonly slowAt: number }>();

  function narrow(): void {
    if (now() - narrowedAt < NARROWER_EVERY_MS) return;
    narrowedAt = now();
    width = Math.max(NARROWEST, width / 2);
  }

  function widen(): void {
    if (now() - Math.max(narrowedAt, widenedAt) < WIDER_EVERY_MS) return;
    widenedAt = now();
    width = Math.min(WIDEST, width * WIDER_BY);
    admit();
  }

  /** One that is slow already is not waited for until it is over. */
  function lookAtTurns(): void {
    if ([...turns].some(({ slowAt }) => now() >= slowAt)) narrow();
  }

  function admit(): void {
    while (waiting.length > 0 && (isClosing || running < Math.max(1, Math.floor(width)))) {
      running++;
      waiting.shift()?.();
    }
  }

  function leave(): void {
    running--;
    admit();
  }

  return {
    async run(work) {
      await new Promise<void>((resolve) => {
        waiting.push(resolve);
        admit();
      });
      lookAtTurns();
      const began = now();
      try {
        return await work();
      } finally {
        lookAtTurns();
        const restMs = Math.min(LONGEST_REST_MS, (now() - began) * (1 / width - 1));
        if (restMs > 0 && !isClosing) setTimeout(leave, restMs).unref();
        else leave();
      }
    },

    watch() {
      let [quickest, before, count] = [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY, 0];
      return () => {
        const began = now();
        const turn = { slowAt: began + 2 * Math.min(quickest, before) + SLOW_FROM_MS };
        turns.add(turn);
        return (isWell) => {
          turns.delete(turn);
          if (now() >= turn.slowAt) narrow();
          else if (isWell) widen();
          // What fails may fail at once: that is not how long a turn takes.
          if (!isWell) return;
          quickest = Math.min(quickest, now() - began);
          count++;
          if (count % USUAL_OF_TURNS === 0) [before, quickest] = [quickest, Number.POSITIVE_INFINITY];
        };
      };
    },

    close() {
      isClosing = true;
      admit();
    },
  };
}
