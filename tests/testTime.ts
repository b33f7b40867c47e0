import type { createSchedule } from '../collectors/schedule.ts';
import { type Clocks, monotonicMs } from '../runtime/machine.ts';

/** How far time passes in one step, ms. */
const STEP_MS = 100;
/** A step takes at least so long on the machine's clock, ms: time passes up to five times as fast. */
const SHORTEST_MS = 20;
/** Trips to the other processes during a step: what the step before has set off takes about as many, one after the other. */
const TRIPS = 4;

/**
 * The time of a test, for what has its clocks passed in. It passes as fast as the test's process and its Redis keep up, at most five times
 * as fast as the machine's and never slower: what else keeps the machine busy takes from the haste first. While Redis does not answer it
 * passes as on the machine.
 */
export interface TestTime extends Clocks {
  /** It stands still before. @param trip asks another process of the test for something, and resolves when the answer is there */
  start(trip: () => Promise<unknown>): void;
  /** Makes a second hand of this time. */
  readonly makeSchedule: typeof createSchedule;
  stop(): void;
}

interface Hand {
  readonly onTick: () => void;
  readonly phase: () => number;
  second: number;
}

export function createTestTime(): TestTime {
  const began = { monotonic: monotonicMs(), wall: Date.now() };
  const hands = new Set<Hand>();
  let passed = 0;
  let steppedAt: number | null = null;
  let isOver = false;

  const within = () =>
    steppedAt === null ? 0 : Math.min(STEP_MS, (performance.now() - steppedAt) * (STEP_MS / SHORTEST_MS));
  const elapsed = () => passed + within();
  const wall = () => Math.floor(began.wall + elapsed());
  const secondOf = ({ phase }: Pick<Hand, 'phase'>) => Math.floor(wall() / 1000 - phase());

  function step(): void {
    const now = performance.now();
    // Not slower than the machine's: what expires in Redis would be over too early.
    passed += Math.max(STEP_MS, now - (steppedAt ?? now));
    steppedAt = now;
    for (const hand of hands) {
      const second = secondOf(hand);
      // Where a hand has moved back it has struck this second already.
      if (second <= hand.second) continue;
      hand.second = second;
      hand.onTick();
    }
  }

  async function run(trip: () => Promise<unknown>): Promise<void> {
    const keepUp = async () => {
      for (let trips = 0; trips < TRIPS; trips++) await trip();
    };
    while (!isOver) {
      await Promise.all([pause(SHORTEST_MS), Promise.race([keepUp().catch(() => pause(STEP_MS)), pause(STEP_MS)])]);
      step();
    }
  }

  return {
    monotonic: () => began.monotonic + elapsed(),
    wall,
    start(trip) {
      steppedAt = performance.now();
      void run(trip);
    },
    makeSchedule() {
      const own = new Set<Hand>();
      return {
        eachSecond(onTick, phase = () => 0) {
          const hand = { onTick, phase, second: secondOf({ phase }) };
          own.add(hand);
          hands.add(hand);
        },
        async stop() {
          for (const hand of own) hands.delete(hand);
        },
      };
    },
    stop() {
      isOver = true;
      hands.clear();
    },
  };
}

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms).unref());
