import { type ScheduledTask, schedule } from 'node-cron';
import { monotonicMs } from '../store/machine.ts';

/** Longest time without a tick before the cron task is taken for stuck. */
const SILENCE_MS = 2_500;
const WATCH_MS = 500;

/** THE second hand of a process. */
export interface Schedule {
  /** Calls `onTick` once a second, `phase` (0 to 1) of a second after the others, so that not all fire in one millisecond. */
  eachSecond(onTick: () => void, phase: number): void;
  stop(): Promise<void>;
}

/**
 * The cron job only marks seconds and returns at once: node-cron leaves out the ticks that a job overruns. A clock set back
 * stops node-cron for as long; the watchdog, on the monotonic clock, then makes a new task.
 *
 * @param onRestart told when the watchdog had to step in
 */
export function createSchedule(onRestart: (silentMs: number) => void): Schedule {
  const listeners: { onTick: () => void; phase: number }[] = [];
  const phases = new Set<NodeJS.Timeout>();
  let lastTickAt = monotonicMs();
  let task: ScheduledTask = createTask();

  function createTask(): ScheduledTask {
    // The watchdog says what is missed; node-cron would print it past the log.
    return schedule('* * * * * *', tick, { suppressMissedWarning: true });
  }

  function tick(): void {
    lastTickAt = monotonicMs();
    for (const { onTick, phase } of listeners) {
      const timer = setTimeout(() => {
        phases.delete(timer);
        onTick();
      }, phase * 1000);
      phases.add(timer);
    }
  }

  const watchdog = setInterval(() => {
    const silentMs = monotonicMs() - lastTickAt;
    if (silentMs < SILENCE_MS) return;
    onRestart(silentMs);
    void task.destroy();
    task = createTask();
    tick();
  }, WATCH_MS);

  return {
    eachSecond(onTick, phase) {
      listeners.push({ onTick, phase });
    },
    async stop() {
      clearInterval(watchdog);
      for (const timer of phases) clearTimeout(timer);
      await task.destroy();
    },
  };
}
