import type { World } from '../../rig/world.ts';
import type { Stats } from '../../simulator/stats.ts';
import { cpuTime } from '../cpuTime.ts';
import { memoryOf } from '../memory.ts';
import { awaitFreshKeys, watchAges } from '../watchKeys.ts';
import { awaitAllHistory, type FuturesWorld } from './futuresWorld.ts';

/** Programs whose processor time and memory are told, by the beginnings of their names. */
export const programs = {
  futures: 'collector-usdm',
  spot: 'collector-',
  api: 'api',
  redis: 'redis',
  exchange: 'exchange',
} as const;
type Program = keyof typeof programs;

/** What was seen of a world. */
export interface FuturesRun {
  /** Seconds from the beginning until each collector was fresh for the first time, and until all history was there. */
  readonly fresh: ReadonlyMap<string, number>;
  readonly full: number;
  /** Ages (ms) of what is confirmed each second, by collector. */
  readonly ages: ReadonlyMap<string, number[]>;
  /** Processor time, cores. */
  readonly cores: Readonly<Record<Program, number>>;
  /** Memory of all processes of a kind, bytes: the most that each of them has held, and now. */
  readonly memory: Readonly<Record<Program, { readonly most: number; readonly now: number }>>;
  readonly processes: Readonly<Record<Program, number>>;
  /** Since the start. */
  readonly stats: Stats;
}

const FRESH_WITHIN_S = 300;

export interface RunOptions {
  /** How long ages and processor time are watched. */
  readonly seconds: number;
  /** 0: history is not waited for. */
  readonly fullWithinS: number;
  readonly log: (line: string) => void;
}

/** Waits until everything is fresh, then until all history is there, and looks on for some time. */
export async function runFutures(world: FuturesWorld, { seconds, fullWithinS, log }: RunOptions): Promise<FuturesRun> {
  const fresh = await awaitFreshKeys(world, FRESH_WITHIN_S);
  log(`fresh after ${Math.max(...fresh.values()).toFixed(1)} s`);
  const full = await awaitAllHistory(world, fullWithinS);
  if (fullWithinS > 0) log(`history complete after ${full.toFixed(1)} s`);
  const before = lookAt(world.world);
  const perSecond = world.keys.filter(({ period }) => period === 1);
  const ages = await watchAges({ store: world.store, keys: perSecond }, seconds);
  const after = lookAt(world.world);
  const all = Object.keys(programs) as Program[];
  const by = <Value>(of: (program: Program) => Value) =>
    Object.fromEntries(all.map((program) => [program, of(program)])) as Record<Program, Value>;
  return {
    fresh,
    full,
    ages,
    cores: by((program) => (after.cpu[program] - before.cpu[program]) / (after.at - before.at)),
    memory: after.memory,
    processes: after.count,
    stats: await world.world.exchange.stats(),
  };
}

function lookAt({ processes }: World) {
  const sums = () => ({ futures: 0, spot: 0, api: 0, redis: 0, exchange: 0 });
  const [cpu, count] = [sums(), sums()];
  const memory = { futures: none(), spot: none(), api: none(), redis: none(), exchange: none() };
  for (const { name, process } of processes.values()) {
    const program = (Object.keys(programs) as Program[]).find((each) => name.startsWith(programs[each]));
    const pid = process()?.pid;
    if (program === undefined || pid === undefined) continue;
    cpu[program] += cpuTime(pid);
    count[program] += 1;
    const { most, now } = memoryOf(pid);
    memory[program] = { most: memory[program].most + most, now: memory[program].now + now };
  }
  return { at: performance.now(), cpu, count, memory };
}

const none = () => ({ most: 0, now: 0 });
