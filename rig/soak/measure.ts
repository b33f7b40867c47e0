import type { ChildProcess } from 'node:child_process';
import { setTimeout as wait } from 'node:timers/promises';
import type { Stats } from '../../simulator/stats.ts';
import type { WorkerReport } from '../../store/reports/health.ts';
import { readMetas } from '../../store/values/metas.ts';
import { type AuditResult, audit } from '../audit.ts';
import { surprises } from '../chaos/runScenario.ts';
import { openGaps } from '../openGaps.ts';
import { readReports } from '../readReports.ts';
import { freshTargets } from '../recovery.ts';
import { spendForeign } from '../spendForeign.ts';
import { startWatcher, type Wrong } from '../watcher.ts';
import type { World } from '../world.ts';
import type { ProbeSample } from './probe.ts';

/** All that a soak run has seen. */
export interface Measured {
  readonly minutes: number;
  readonly pairs: number;
  /** Of the futures market. */
  readonly contracts: number;
  /** Ages of every pair at each second, ms, by worker. */
  readonly ages: ReadonlyMap<string, number[]>;
  /** By process, a sample a minute. */
  readonly samples: ReadonlyMap<string, readonly ProbeSample[]>;
  /** Redis' memory at each minute, bytes. */
  readonly redis: readonly number[];
  /** Of the workers, with what they counted before the run. */
  readonly reports: ReadonlyMap<string, WorkerReport>;
  readonly before: ReadonlyMap<string, WorkerReport>;
  readonly stats: Stats;
  readonly audit: AuditResult;
  readonly wrong: readonly Wrong[];
  readonly surprises: readonly string[];
  readonly openGaps: number;
}

export interface MeasureOptions {
  readonly minutes: number;
  /** Weight a minute that another program spends. */
  readonly foreign: number;
  readonly log: (line: string) => void;
}

/** Checking every value against the market each time would take a good part of the machine. */
const WATCH_EVERY_MS = 5_000;

/** Lets a world run and looks on. Its data is fresh already. */
export async function measure(world: World, { minutes, foreign, log }: MeasureOptions): Promise<Measured> {
  const ages = new Map<string, number[]>();
  const samples = new Map<string, ProbeSample[]>();
  const redis: number[] = [];
  const watcher = startWatcher(world, WATCH_EVERY_MS);
  const stopping = new AbortController();
  const spending = foreign > 0 ? spendForeign(world, foreign, stopping.signal) : Promise.resolve();
  await audit(world, new Map()).catch(() => undefined); // warms what the audit keeps of the market
  await noteProcesses(world, new Map()); // the start is not part of it
  const before = await readReports(world);
  const started = performance.now();
  for (let second = 0; second < minutes * 60; second += 1) {
    // Workers have a fixed place in the second: looking at a fixed one, too, would always find the same age.
    await wait(Math.max(0, started + (second + Math.random()) * 1_000 - performance.now()));
    await noteAges(world, ages);
    if (second % 60 === 59) {
      await noteProcesses(world, samples);
      redis.push(await redisMemory(world));
      log(`minute ${redis.length}: Redis ${(redis.at(-1) ?? 0) / 1e6} MB`);
    }
  }
  stopping.abort();
  await spending;
  const reports = await readReports(world);
  await watcher.stop();
  return {
    minutes,
    pairs: world.config().pairs.length,
    contracts: world.config().usdm?.pairs.length ?? 0,
    ages,
    samples,
    redis,
    reports,
    before,
    stats: await world.exchange.stats(),
    audit: await audit(world, new Map()),
    wrong: watcher.take(),
    surprises: surprises(world),
    openGaps: await openGaps(world),
  };
}

async function noteAges(world: World, ages: Map<string, number[]>): Promise<void> {
  const targets = await freshTargets(world);
  const metas = await readMetas(
    world.store,
    targets.map(({ key }) => key),
  );
  const now = world.now();
  for (const [index, { collector }] of targets.entries()) {
    const known = ages.get(collector.name) ?? [];
    known.push(now - (metas[index]?.asOf ?? 0));
    ages.set(collector.name, known);
  }
}

async function noteProcesses(world: World, samples: Map<string, ProbeSample[]>): Promise<void> {
  const probed = [...world.processes.values()].filter(({ name }) => name === 'api' || name.startsWith('collector-'));
  await Promise.all(
    probed.map(async ({ name, process }) => {
      const child = process();
      const sample = child && (await probe(child));
      if (sample !== undefined) samples.set(name, [...(samples.get(name) ?? []), sample]);
    }),
  );
}

/** Undefined of a process that does not answer within 10 s. */
function probe(child: ChildProcess): Promise<ProbeSample | undefined> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => done(undefined), 10_000);
    const onMessage = (message: unknown): void => {
      if (typeof message === 'object' && message !== null && 'heap' in message) done(message as ProbeSample);
    };
    const done = (sample: ProbeSample | undefined): void => {
      clearTimeout(timer);
      child.off('message', onMessage);
      resolve(sample);
    };
    child.on('message', onMessage);
    child.send('probe');
  });
}

async function redisMemory({ store }: World): Promise<number> {
  return Number(/^used_memory:(\d+)/m.exec(await store.redis.info('memory'))?.[1]);
}
