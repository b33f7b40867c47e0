import { setTimeout } from 'node:timers/promises';
import { readHealth } from './readHealth.ts';

const everyMs = 250;
const patienceMs = 60_000;

/**
 * Tells on stdout how the feeds get fresh: one line that changes on a terminal, else only the last word. Ends when all are, after
 * a minute with what is missing, or with the signal. Never throws.
 */
export async function demoProgress(api: string, key: string | undefined, signal: AbortSignal): Promise<void> {
  const started = performance.now();
  const isTerminal = process.stdout.isTTY === true;
  const show = (line: string, isLast: boolean): void => {
    if (isTerminal) process.stdout.write(`\r\x1b[K${line}${isLast ? '\n' : ''}`);
    else if (isLast) console.log(line);
  };
  while (!signal.aborted) {
    const seconds = ((performance.now() - started) / 1000).toFixed(1);
    const feeds = await readHealth(api, key).then(
      (health) => health.feeds,
      () => [],
    );
    const late = feeds.filter((feed) => feed.stale);
    if (feeds.length > 0 && late.length === 0) return show(`all ${feeds.length} feeds fresh after ${seconds} s`, true);
    if (performance.now() - started > patienceMs) {
      const names = late.slice(0, 5).map(({ type, code, status }) => `${type} ${code} (${status})`);
      return show(`not fresh after ${seconds} s: ${names.join(', ')}${late.length > 5 ? ' …' : ''}`, true);
    }
    show(`${feeds.length - late.length} of ${feeds.length} feeds fresh ...`, false);
    await setTimeout(everyMs, undefined, { signal }).catch(() => undefined);
  }
  if (isTerminal) process.stdout.write('\n');
}
