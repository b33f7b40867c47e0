import { type ScheduledTask, schedule } from 'node-cron';
import { createStepWatch } from '../runtime/clockStep.ts';
import { monotonicMs } from '../runtime/machine.ts';

/** Longest time without a tick before the cron task is taken for stuck. */
const SILENCE_MS = 2_500;

/** So long before each beat of the cron task wall and monotonic clock are compared, ms. */
const AHEAD_OF_BEAT_MS = 2;

/** THE second hand of a process. */
export interface Schedule {
  /** Calls `onTick` once a second, `phase` (0 to 1, asked each second; default 0) of a second after it has begun: not all are to fire in one millisecond. */
  eachSecond(onTick: () => void, phase?: () => number): void;
  stop(): Promise<void>;
}

/**
 * The cron job only marks seconds and returns at once: node-cron leaves out the ticks that a job overruns. Setting the wall clock back
 * stops node-cron for as long; setting it ahead, or a sleep of the machine, makes it walk through all seconds between in one go (a day
 * takes it 20 s). So just before each beat the clocks are compared, and after a step a new task replaces the old one.
 *
 * @param onRestart told why a new task was made
 */
export function createSchedule(onRestart: (why: string) => void): Schedule {
  const listeners: { onTick: () => void; phase: () => number }[] = [];
  const phases = new Set<NodeJS.Timeout>();
  let lastTickAt = monotonicMs();
  const stepSinceLook = createStepWatch();
  let task: ScheduledTask = createTask();
  let nextLook = awaitBeat();

  function createTask(): ScheduledTask {
    // `look` says what is missed; node-cron would print it past the log.
    return schedule('* * * * * *', tick, { suppressMissedWarning: true });
  }

  function tick(): void {
    lastTickAt = monotonicMs();
    for (const { onTick, phase } of listeners) {
      const timer = setTimeout(() => {
        phases.delete(timer);
        onTick();
      }, phase() * 1000);
      phases.add(timer);
    }
  }

  function awaitBeat(): NodeJS.Timeout {
    return setTimeout(look, 1_000 - ((Date.now() + AHEAD_OF_BEAT_MS) % 1_000));
  }

  function look(): void {
    nextLook = awaitBeat();
    const step = stepSinceLook();
    const silentMs = monotonicMs() - lastTickAt;
    const isStuck = silentMs > SILENCE_MS;
    if (step === 0 && !isStuck) return;
    onRestart(
      step === 0
        ? `no tick for ${Math.round(silentMs)} ms`
        : `the wall clock was set by ${step} ms, or the machine slept`,
    );
    void task.destroy();
    task = createTask();
    if (isStuck) tick();
  }

  return {
    eachSecond(onTick, phase = () => 0) {
      listeners.push({ onTick, phase });
    },
    async stop() {
      clearTimeout(nextLook);
      for (const timer of phases) clearTimeout(timer);
      await task.destroy();
    },
  };
}
