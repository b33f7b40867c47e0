import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Config } from '../../../config/config.ts';
import { loadConfig } from '../../../config/load.ts';
import { type ConfigWatch, type WatchOptions, watchConfig } from '../../../config/watch.ts';
import { createTestLog } from '../../testStore.ts';

export interface Watched {
  readonly directory: string;
  readonly file: string;
  readonly watch: ConfigWatch;
  /** Every call of onChange. */
  readonly changes: { next: Config; previous: Config }[];
  /** Every line logged, `level message`. */
  readonly messages: string[];
  write(value: unknown): void;
  /** Gives the watch time for so many further looks, to see that nothing happens. */
  looks(count: number): Promise<void>;
  close(): void;
}

const everyMs = 5;
export const good = { pairs: ['btcusdt'], feeds: { price: { everySeconds: 2 } } };

/** A configuration file of its own, watched a hundred times faster than in production. */
export function watched(
  options: Partial<Pick<WatchOptions, 'approve' | 'onChange' | 'env'>> & { config?: object } = {},
): Watched {
  const directory = mkdtempSync(join(tmpdir(), 'config-'));
  const file = join(directory, 'CONFIG.json');
  const write = (value: unknown) => writeFileSync(file, typeof value === 'string' ? value : JSON.stringify(value));
  write(options.config ?? good);
  const changes: Watched['changes'] = [];
  const { log, messages } = createTestLog();
  const env = { ...options.env, CONFIG_FILE: file };
  const watch = watchConfig({
    loaded: loadConfig(env),
    approve: options.approve,
    onChange: (next, previous) => {
      changes.push({ next, previous });
      return options.onChange?.(next, previous);
    },
    log,
    everyMs,
    env,
  });
  return {
    directory,
    file,
    watch,
    changes,
    messages,
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
