import cliProgress from 'cli-progress';
import { span } from '../health/span.ts';
import type { Progress } from './progress.ts';

/** Of a bar so much is one step. */
const STEPS = 1000;

/** How long the rest takes is told once so much is done, and it has taken so long, ms. */
const TOLD_FROM = { part: 0.01, ms: 2_000 };

/** A line that is shorter than the bar in its place must not end with a piece of it. */
const CLEAR_REST = '\u001b[K';

/** A bar for each work that is under way. */
export function terminalProgress(stream: NodeJS.WritableStream, monotonic: () => number): Progress {
  const all = new cliProgress.MultiBar(
    {
      ...{ stream, fps: 5, clearOnComplete: true, forceRedraw: true, barsize: 25 },
      format: '{name} {bar} {percentage} % {text}',
      // Signals are the command's own matter, and one that is killed cannot undo what it has done to the terminal.
      ...{ gracefulExit: false, hideCursor: false, linewrap: true },
    },
    cliProgress.Presets.rect,
  );
  const bars = new Set<cliProgress.SingleBar>();

  function say(line: string): void {
    if (bars.size === 0) return void stream.write(`${line}\n`);
    all.log(`${line}${CLEAR_REST}\n`);
    all.update();
  }

  function remove(bar: cliProgress.SingleBar): void {
    if (!bars.delete(bar)) return;
    all.remove(bar);
    if (bars.size === 0) all.stop();
  }

  return {
    begin(name) {
      const bar = all.create(STEPS, 0, { name, text: '' });
      bars.add(bar);
      const left = timeLeft(monotonic);
      return {
        at: (part, text) => bar.update(Math.round(part * STEPS), { name, text: `${text}${left(part)}` }),
        end(result) {
          remove(bar);
          if (result !== undefined) say(`${name}: ${result}`);
        },
      };
    },
    say,
    close() {
      for (const bar of bars) remove(bar);
    },
  };
}

/** How long the rest will take at the pace so far, in words. What was there at the beginning is no work of now. */
function timeLeft(monotonic: () => number): (part: number) => string {
  let first: { readonly part: number; readonly at: number } | null = null;
  return (part) => {
    first ??= { part, at: monotonic() };
    const [done, took] = [part - first.part, monotonic() - first.at];
    return part >= 1 || done < TOLD_FROM.part || took < TOLD_FROM.ms
      ? ''
      : `, ${span(((1 - part) / done) * took)} left`;
  };
}
