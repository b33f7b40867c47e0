import { loadConfig } from '../../../../config/load.ts';
import { collectors } from '../../../../markets/markets.js';
import { createTruths, type Truths } from '../../../../rig/truth.ts';
import { monotonicMs } from '../../../../runtime/machine.ts';
import { chooseSeries } from '../../../../scripts/backfill/chooseSeries.ts';
import { readArguments } from '../../../../scripts/backfill/readArguments.ts';
import { type BackfillResult, runBackfill } from '../../../../scripts/backfill/runBackfill.ts';
import { plainProgress } from '../../../../scripts/progress/plainProgress.ts';
import { collectorKey } from '../../../../store/redis/keys.ts';
import { type Bench, openBench } from '../../collectors/collecting.ts';

const SEED = 'backfill';

/** What `npm run backfill` works in: a simulated exchange, Redis, and collectors where a test starts them. */
export interface BackfillWorld {
  readonly bench: Bench;
  readonly truths: Truths;
  /** Runs it with these arguments. `lines`: what it prints. */
  fill(args: string, more?: { signal?: AbortSignal; lines?: string[]; patienceMs?: number }): Promise<BackfillResult>;
  /** Stored members, oldest first. */
  stored(worker: string, code: string): Promise<string[]>;
  /** Their keys. */
  keyOf(worker: string, code: string): string;
  close(): Promise<void>;
}

export function collectorOf(worker: string) {
  const collector = collectors.find(({ name }) => name === worker);
  if (collector === undefined) throw new RangeError(`no collector ${worker}`);
  return collector;
}

export async function openBackfillWorld(content: object): Promise<BackfillWorld> {
  const truths = createTruths(SEED);
  const bench = await openBench(content, { seed: SEED, isRealTime: true });
  const keyOf = (worker: string, code: string) => collectorKey(collectorOf(worker), code);
  return {
    ...{ bench, truths, keyOf },
    async fill(args, { signal = new AbortController().signal, lines = [], patienceMs = 60_000 } = {}) {
      const { config, hash } = loadConfig(bench.env);
      const asked = readArguments(args.split(' ').filter((part) => part !== ''));
      const progress = plainProgress((line) => void lines.push(line), monotonicMs);
      const chosen = chooseSeries(config, asked);
      const { store, log } = bench.test;
      return runBackfill({ ...{ config, hash, store, log, chosen, progress, signal, patienceMs }, days: asked.days });
    },
    stored: (worker, code) => bench.store.redis.zrangebyscore(keyOf(worker, code), '-inf', '+inf'),
    close: () => bench.close(),
  };
}
