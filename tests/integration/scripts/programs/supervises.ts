import { startChild } from '../../../../scripts/processes/startChild.ts';
import { supervise } from '../../../../scripts/processes/supervisor.ts';

interface Task {
  parts: { name: string; script: string }[];
  stopTimeoutMs?: number;
  signalWindowMs?: number;
}

/** Supervises the parts its argument describes, each a Node script, and prints all that happens as `<who>: <what>`. */
const task: Task = JSON.parse(process.argv[2] ?? '');
const parts = task.parts.map(({ name, script }) => ({
  name,
  start: (signal: AbortSignal) =>
    startChild({
      command: process.execPath,
      args: ['-e', script],
      onLine: (line) => console.log(`${name}: ${line}`),
      signal,
      stopTimeoutMs: task.stopTimeoutMs ?? 2000,
    }),
}));

supervise(parts, {
  log: (line) => console.log(`supervisor: ${line}`),
  onReady: () => console.log('supervisor: all ready'),
  policy: { firstMs: 20, longestMs: 80, wellAfterMs: 60_000 },
  signalWindowMs: task.signalWindowMs ?? 1000,
}).catch((error: Error) => {
  console.log(`failed: ${error.constructor.name}: ${error.message}`);
  process.exitCode = 1;
});
