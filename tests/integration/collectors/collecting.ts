import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startCollectors } from '../../../collectors/collect.ts';
import { loadConfig } from '../../../config/load.ts';
import { type Collector, collectors, marketNames } from '../../../markets/markets.js';
import type { StartError } from '../../../runtime/errors.ts';
import { type Clocks, machineClocks } from '../../../runtime/machine.ts';
import { createSimulator, type Simulator, type SimulatorOptions } from '../../../simulator/createSimulator.ts';
import { connectStore, type Store } from '../../../store/redis/connect.ts';
import { clockKey } from '../../../store/redis/keys.ts';
import type { WorkerReport } from '../../../store/reports/health.ts';
import { readBookkeeping } from '../../../store/reports/health.ts';
import { createTestLog, openTestStore, type TestStore } from '../../testStore.ts';
import { createTestTime } from '../../testTime.ts';

export interface BenchOptions extends Omit<SimulatorOptions, 'now' | 'monotonic'> {
  /** What the exchange's clock says at first, ms; default: what the machine's says. */
  readonly at?: number;
  /** Time passes as on the machine's clocks: for what has to keep to the time of another process, or of Redis, whose keys expire by it. */
  readonly isRealTime?: boolean;
}

export interface Bench {
  /** The clocks of the collectors, which pass faster than the machine's. */
  readonly clocks: Clocks;
  readonly simulator: Simulator;
  readonly test: TestStore;
  readonly store: Store;
  /** What a process needs in its environment to collect here. */
  readonly env: NodeJS.ProcessEnv;
  /** Writes CONFIG.json; running collectors see the edit. */
  edit(content: object | string): void;
  /** Starts collectors, all or those named, as a process of their own would. */
  start(names?: readonly string[], env?: NodeJS.ProcessEnv): Promise<Collecting>;
  /**
   * While nothing runs, so much time passes by the exchange's clock, ms: by that alone, so what is known of it holds no more, and whoever starts
   * asks for it.
   */
  letPass(ms: number): Promise<void>;
  /** The exchange's clock stands still from now on, and so does its trading; or goes on with the time that it is then. */
  stand(isStanding: boolean): void;
  /** Stops all that run. */
  stopAll(): Promise<void>;
  report(name: string): Promise<WorkerReport | undefined>;
  close(): Promise<void>;
}

export interface Collecting {
  readonly lines: string[];
  readonly fatal: StartError[];
  stop(): Promise<void>;
}

/** To fetch the history that is kept by default takes longer than what most tests are about. */
const LITTLE = { klines: 100, trades: 1000 };

/** A simulator, a Redis and a CONFIG.json, in a time of their own. Where the content does not say how much spot keeps, it is little. */
export async function openBench(content: object, options: BenchOptions = {}): Promise<Bench> {
  const { at, isRealTime, ...simulated } = options;
  const time = isRealTime ? null : createTestTime();
  const clocks = time ?? machineClocks;
  const { monotonic } = clocks;
  const shift = at === undefined ? 0 : at - clocks.wall();
  let stoodAt: number | null = null;
  const exchangeNow = () => stoodAt ?? clocks.wall() + shift;
  const simulator = await createSimulator({ ...simulated, now: exchangeNow, monotonic });
  const test = await openTestStore({ monotonic });
  time?.start(() => test.store.redis.ping());
  const directory = mkdtempSync(join(tmpdir(), 'collect-'));
  const file = join(directory, 'CONFIG.json');
  const edit = (next: object | string) =>
    writeFileSync(file, typeof next === 'string' ? next : JSON.stringify({ retention: LITTLE, ...next }));
  edit(content);
  const running = new Set<Collecting>();
  const stopAll = async () => {
    await Promise.all([...running].map((collecting) => collecting.stop()));
  };
  const places = { BINANCE_SPOT_URL: simulator.url, BINANCE_USDM_URL: simulator.url };
  const ours = { CONFIG_FILE: file, REDIS_URL: test.server.url, ...places };

  return {
    clocks,
    simulator,
    test,
    store: test.store,
    env: ours,
    edit,
    async letPass(ms) {
      simulator.setClockOffset(ms);
      await test.store.redis.del(marketNames.map(clockKey));
    },
    stand(isStanding) {
      stoodAt = isStanding ? exchangeNow() : null;
    },
    async start(names, env = {}) {
      const all = { ...ours, ...env };
      const loaded = loadConfig(all);
      const { log, lines } = createTestLog();
      const store = await connectStore({ ...loaded.config.redis, name: 'collect', log, monotonic });
      const fatal: StartError[] = [];
      const chosen = collectors.filter(({ name }: Collector) => names === undefined || names.includes(name));
      const started = startCollectors({
        ...{ loaded, chosen, store, log, env: all, clocks },
        ...(time && { makeSchedule: time.makeSchedule }),
        onFatal: (error) => fatal.push(error),
      });
      const collecting: Collecting = {
        lines,
        fatal,
        async stop() {
          if (!running.delete(collecting)) return;
          await started.stop();
          await store.close();
        },
      };
      running.add(collecting);
      return collecting;
    },
    async report(name) {
      return (await readBookkeeping(test.store, { market: 'spot', egress: 'local' }, simulator.now())).reports.get(
        name,
      );
    },
    stopAll,
    async close() {
      await stopAll();
      time?.stop();
      await simulator.close();
      await test.close();
      rmSync(directory, { recursive: true, force: true });
    },
  };
}
