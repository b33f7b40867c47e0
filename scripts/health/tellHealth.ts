import { setTimeout } from 'node:timers/promises';
import type { Health } from '../../api/state/health/health.ts';
import { describeChange } from '../../config/describeChange.ts';
import { type LoadedConfig, loadConfig } from '../../config/load.ts';
import { printable } from '../../runtime/logLine.ts';
import { createFreshnessNews } from './freshnessNews.ts';
import { createHealthNews } from './healthNews.ts';
import { readHealth } from './readHealth.ts';

const startingEveryMs = 250;
const everyMs = 1000;

export interface TellOptions {
  /** Base URL of the API. */
  readonly api: string;
  /** What the parts were started with. */
  readonly loaded: LoadedConfig;
  /** The environment that `loaded` was read with: it wins over the file after an edit as well. */
  readonly env: NodeJS.ProcessEnv;
  /** When the start began, ms of performance.now(). */
  readonly startedAt: number;
  readonly signal: AbortSignal;
  /** One line for the operator. */
  readonly log: (line: string) => void;
  /** Shows a line that changes on a terminal while the feeds get fresh. */
  readonly isCounting: boolean;
}

/**
 * Tells the operator on the terminal how it goes: when all feeds are fresh, or after a minute which are not; from then on what changes.
 * Ends with the signal. Never throws.
 */
export async function tellHealth(options: TellOptions): Promise<void> {
  const { api, loaded, env, startedAt, signal, log, isCounting } = options;
  const counter = createCounter(isCounting && process.stdout.isTTY === true);
  const tell = (line: string): void => {
    counter.clear();
    log(printable(line));
  };
  let key = loaded.config.api.accessKeys[0];
  let known = loaded;
  const describe = (hash: string): string => {
    const now = reload(env);
    if (now?.hash !== hash) return '';
    const change = describeChange(known.config, now.config);
    known = now;
    return change;
  };
  const news = createHealthNews(describe);
  const freshness = createFreshnessNews(startedAt, () => performance.now());
  let isStarting = true;

  function look(health: Health): void {
    for (const line of news(health)) tell(line);
    const { lines, progress } = freshness(health.feeds);
    for (const line of lines) tell(line);
    isStarting = progress !== null;
    if (progress !== null) counter.show(progress);
  }

  while (!signal.aborted) {
    await readHealth(api, key).then(look, () => {
      // An edit may have changed the access keys.
      key = reload(env)?.config.api.accessKeys[0];
    });
    await setTimeout(isStarting ? startingEveryMs : everyMs, undefined, { signal }).catch(() => undefined);
  }
  counter.clear();
}

/** The file as it is now; undefined while it cannot be used. */
function reload(env: NodeJS.ProcessEnv): LoadedConfig | undefined {
  try {
    return loadConfig(env);
  } catch {
    return undefined;
  }
}

/** A line on a terminal that the next one replaces. */
function createCounter(isTerminal: boolean): { show(line: string): void; clear(): void } {
  let isShown = false;
  return {
    show(line) {
      if (!isTerminal) return;
      process.stdout.write(`\r\x1b[K${line}`);
      isShown = true;
    },
    clear() {
      if (isShown) process.stdout.write('\r\x1b[K');
      isShown = false;
    },
  };
}
