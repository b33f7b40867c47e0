import { setTimeout as wait } from 'node:timers/promises';
import type { Snapshot } from '../../analysis/snapshot.ts';
import { readSnapshot } from '../../api/analytics/readSnapshot.ts';
import { type Board, createBoard } from '../../api/context/board.ts';
import { allMarkets } from '../../api/context/markets.ts';
import type { Config } from '../../config/config.ts';
import { StartError } from '../../runtime/errors.ts';
import { createLog } from '../../runtime/log.ts';
import { describeRedis, type Store } from '../../store/redis/connect.ts';
import { isRedisError } from '../../store/redis/redisError.ts';
import { codeOf } from '../files/fileError.ts';
import type { Taking } from './arguments.ts';
import { keepNewest } from './keepNewest.ts';
import { isTaken, saveSnapshot } from './saveSnapshot.ts';

/** Takes snapshots and saves them. */
export interface Taker {
  /** Of all pairs, one after the other. @returns the failures, one line each */
  take(signal: AbortSignal): Promise<string[]>;
  close(): void;
}

export interface TakerOptions {
  readonly taking: Taking;
  /** Exists. */
  readonly directory: string;
  readonly store: Store;
  readonly config: Config;
  readonly say: (line: string) => void;
}

/** Others may take one of the same pair in the same millisecond. */
const MOST_ATTEMPTS = 5;

export function createTaker({ taking, directory, store, config, say }: TakerOptions): Taker {
  const { market, codes, keep } = taking;
  const log = createLog({ level: 'error', name: 'snapshot', stream: process.stderr });
  const board: Board = createBoard({ markets: allMarkets, store: () => store, config: () => config, log });
  const context = { markets: allMarkets, config: () => config, board };

  /** One that has its millisecond for itself. */
  async function read(code: string): Promise<Snapshot> {
    for (let attempts = 1; ; attempts += 1) {
      const { snapshot } = await readSnapshot(store, context, market, code);
      if (attempts === MOST_ATTEMPTS || !isTaken(directory, snapshot)) return snapshot;
      await wait(1 + Math.random() * 10);
    }
  }

  /** @throws StartError, and errors of Redis */
  async function takeOne(code: string): Promise<void> {
    const snapshot = await read(code);
    const { parts, missing, figures, skewMs } = snapshot;
    if (Object.values({ ...parts, klines: null, ...parts.klines }).every((part) => part === null)) {
      throw new StartError(`nothing of ${market} ${code} is stored: do the collectors run? npm run status tells`);
    }
    const { file, bytes } = await saveSnapshot(directory, snapshot);
    const skew = skewMs === null ? '' : `, skew ${skewMs} ms`;
    say(`${file}: price ${figures.price.last ?? 'not known'}${skew}, ${Math.round(bytes / 1000)} kB`);
    for (const { part, why } of missing) say(`  ${part}: ${why}`);
  }

  return {
    async take(signal) {
      const failures: string[] = [];
      for (const code of codes) {
        if (signal.aborted) break;
        try {
          await board.refresh();
          await takeOne(code);
        } catch (error) {
          failures.push(`no snapshot of ${market} ${code}: ${whyNot(error, config)}`);
          continue;
        }
        if (keep === null) continue;
        try {
          await keepNewest(directory, market, code, keep);
        } catch (error) {
          failures.push(`older snapshots of ${market} ${code} stay: ${whyNot(error, config)}`);
        }
      }
      return failures;
    },
    close: () => board.close(),
  };
}

/** What an operator can mend, in one line. @throws what else there is: a defect of ours */
function whyNot(error: unknown, { redis }: Config): string {
  if (error instanceof StartError) return error.message;
  if (isRedisError(error)) {
    return `Redis at ${describeRedis(redis.url)} does not answer as it should: ${(error as Error).message}`;
  }
  const code = codeOf(error);
  if (code === undefined) throw error;
  return `${(error as Error).message} (${code})`;
}

/**
 * Waits for the next whole multiple of so many seconds of the clock, or until `signal`.
 *
 * @param now the clock, ms since 1970 @returns false: it is over
 */
export async function untilNext(
  everySeconds: number,
  signal: AbortSignal,
  now: () => number = Date.now,
): Promise<boolean> {
  const everyMs = everySeconds * 1000;
  const left = (): number => everyMs - (now() % everyMs);
  // Timers do not go by this clock: by one that ends some ms before the moment, two snapshots would be of it.
  do await wait(left(), undefined, { signal }).catch(() => undefined);
  while (!signal.aborted && left() < everyMs / 2);
  return !signal.aborted;
}
