import { type ChildProcess, spawn } from 'node:child_process';
import path from 'node:path';
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
  /** Expects that closed candles from a time on (ms) are those that were traded, without a hole. */
  expectTruth(worker: string, code: string, from: number): Promise<void>;
  /** Runs the real command as a process of its own. */
  start(args: string): Running;
  /** Their keys. */
  keyOf(worker: string, code: string): string;
  close(): Promise<void>;
}

export interface Running {
  readonly child: ChildProcess;
  /** What it has printed so far. */
  readonly said: () => string;
  /** Resolves to its exit code; null: a signal has ended it. */
  readonly ended: Promise<number | null>;
}

const program = path.join(__dirname, '../programs/backfills.ts');
const runner = path.join(__dirname, '../runTypeScript.cjs');

function startProgram(args: string, env: NodeJS.ProcessEnv): Running {
  const child = spawn(process.execPath, [runner, program, ...args.split(' ')], {
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let said = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (text) => (said += text));
  const ended = new Promise<number | null>((resolve) => child.on('close', resolve));
  return { child, said: () => said, ended };
}

const MINUTE = 60_000;

export function collectorOf(worker: string) {
  const collector = collectors.find(({ name }) => name === worker);
  if (collector === undefined) throw new RangeError(`no collector ${worker}`);
  return collector;
}

export async function openBackfillWorld(content: object): Promise<BackfillWorld> {
  const truths = createTruths(SEED);
  const bench = await openBench(content, { seed: SEED, isRealTime: true });
  const keyOf = (worker: string, code: string) => collectorKey(collectorOf(worker), code);
  const stored = (worker: string, code: string) => bench.store.redis.zrangebyscore(keyOf(worker, code), '-inf', '+inf');
  const started: Running[] = [];
  return {
    ...{ bench, truths, keyOf, stored },
    async expectTruth(worker, code, from) {
      const collector = collectorOf(worker);
      const rows = (await stored(worker, code)).map((member) => JSON.parse(member) as unknown[]);
      const oldest = Number(rows[0]?.[0]);
      expect(oldest).toBeLessThanOrEqual(Math.ceil(from / MINUTE) * MINUTE + (collector.interval ?? 1) * MINUTE);
      const final = rows.filter((row) => row.at(-1) === 2);
      const last = Number(final.at(-1)?.[0]);
      const truth = truths[collector.market].closedCandles({ code, collector }, oldest, last);
      const expected = [...truth].filter(([time]) => time >= oldest && time <= last).sort(([a], [b]) => a - b);
      expect(final.map((row) => JSON.stringify(row.slice(0, -1)))).toEqual(expected.map(([, text]) => text));
    },
    start(args) {
      const running = startProgram(args, bench.env);
      started.push(running);
      return running;
    },
    async fill(args, { signal = new AbortController().signal, lines = [], patienceMs = 60_000 } = {}) {
      const { config, hash } = loadConfig(bench.env);
      const asked = readArguments(args.split(' ').filter((part) => part !== ''));
      const progress = plainProgress((line) => void lines.push(line), monotonicMs);
      const chosen = chooseSeries(config, asked);
      const { store, log } = bench.test;
      return runBackfill({ ...{ config, hash, store, log, chosen, progress, signal, patienceMs }, days: asked.days });
    },
    async close() {
      for (const { child } of started) child.kill('SIGKILL');
      await bench.close();
    },
  };
}
