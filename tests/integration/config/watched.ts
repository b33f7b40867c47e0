import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Config } from '../../../config/config.ts';
import { loadConfig } from '../../../config/load.ts';
import { type ConfigWatch, type WatchOptions, watchConfig } from '../../../config/watch.ts';

export interface Watched {
  readonly directory: string;
  readonly file: string;
  readonly watch: ConfigWatch;
  /** Every call of onChange. */
  readonly changes: { next: Config; previous: Config }[];
  /** Every line logged, `level message`. */
  readonly lines: string[];
  write(value: unknown): void;
  /** Gives the watch time for so many further looks, to see that nothing happens. */
  looks(count: number): Promise<void>;
  close(): void;
}

const everyMs = 5;
export const good = { pairs: ['btcusdt'], feeds: { price: { everySeconds: 2 } } };

/** A configuration file of its own, watched a hundred times faster than in production. */
export function watched(options: Partial<Pick<WatchOptions, 'approve' | 'onChange' | 'env'>> = {}): Watched {
  const directory = mkdtempSync(join(tmpdir(), 'config-'));
  const file = join(directory, 'CONFIG.json');
  const write = (value: unknown) => writeFileSync(file, typeof value === 'string' ? value : JSON.stringify(value));
  write(good);
  const changes: Watched['changes'] = [];
  const lines: string[] = [];
  const record = (level: string) => (message: string) => void lines.push(`${level} ${message}`);
  const env = { ...options.env, CONFIG_FILE: file };
  const watch = watchConfig({
    loaded: loadConfig(env),
    approve: options.approve,
    onChange: (next, previous) => {
      changes.push({ next, previous });
      return options.onChange?.(next, previous);
    },
    log: { info: record('info'), warn: record('warn'), error: record('error') },
    everyMs,
    env,
  });
  return {
    directory,
    file,
    watch,
    changes,
    lines,
    write,
    async looks(count) {
      for (let look = 0; look <= count; look += 1) await new Promise((done) => setTimeout(done, everyMs * 2));
    },
    close() {
      watch.close();
      rmSync(directory, { recursive: true, force: true });
    },
  };
}

/** Resolves once the condition holds; fails with the last state after 5 s. */
export async function until(condition: () => boolean, state: () => unknown = () => ''): Promise<void> {
  const deadline = performance.now() + 5000;
  while (!condition()) {
    if (performance.now() > deadline) throw new Error(`not reached: ${condition} ${JSON.stringify(state())}`);
    await new Promise((done) => setTimeout(done, 2));
  }
}
