import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Config } from '../config/config.ts';
import { marketConfigOf } from '../config/marketConfig.ts';
import { parseConfig } from '../config/parseConfig.ts';
import type { Market } from '../markets/markets.js';
import { freePort } from '../scripts/processes/freePort.ts';
import type { RunningPart } from '../scripts/processes/keep.ts';
import { startChild } from '../scripts/processes/startChild.ts';
import { openQuietStore } from '../scripts/redis/openQuietStore.ts';
import { startRedisServer } from '../scripts/redis/redisServer.ts';
import { symbolsWith } from '../simulator/trading/madeUp.ts';
import type { ContractSpec } from '../simulator/usdm/contracts/contractSpec.ts';
import { contractsWith } from '../simulator/usdm/contracts/defaultContracts.ts';
import type { Store } from '../store/redis/connect.ts';
import { createExchangeControl, type ExchangeControl } from './exchange.ts';
import { type Managed, manage } from './managed.ts';
import { type SmallDisk, smallDisk } from './smallDisk.ts';
import { createTruths, type Truths } from './truth.ts';

export interface WorldOptions {
  /** How many pairs of the spot market. The simulator has thirty, and makes up what it lacks. */
  readonly pairs: number;
  /** How many perpetual contracts of the futures market; default 0: it is not collected. The simulator makes up what it lacks. */
  readonly contracts?: number;
  /** How many pairs the exchange lists at least; default: those that are traded. */
  readonly listed?: number;
  /** Which market the faults are of; default `spot`. */
  readonly market?: Market;
  /** How rows come. Default `poll`; of futures `auto`, as by REST alone some do not come. */
  readonly transport?: Config['transport'];
  /** A process for each collector, or one for all of a market. Default: as PROCESSES says. */
  readonly processes?: 'each' | 'market';
  /** Called when the exchange runs and no collector does. */
  readonly prepareExchange?: (url: string, config: Config, control: ExchangeControl) => Promise<void>;
  /** Further configuration, by section; what it says of `usdm` is added to the section. */
  readonly config?: Readonly<Record<string, unknown>>;
  /** Where the collectors and the API are built; default `dist`. The simulator is always that of `dist`. */
  readonly dist?: string;
  /** Where the exchange's clock begins against this machine's, ms. */
  readonly clockOffset?: number;
  /** Where it begins, whatever this machine's says, ms. */
  readonly startsAt?: number;
  /** Further options for node, for every collector and the API. */
  readonly nodeArgs?: readonly string[];
  /** A small file system for Redis, which can be filled; only root can have one. */
  readonly withSmallDisk?: boolean;
}

/** What `pm2 start ecosystem.config.js` would run, with a Redis and a simulated exchange of their own. */
export interface World {
  /** Holds CONFIG.json, logs and Redis' data; removed at the end. */
  readonly directory: string;
  /** Where the programs under test are built. */
  readonly dist: string;
  /** Redis, the exchange, the collectors by their PM2 names, the relay, the API. */
  readonly processes: ReadonlyMap<string, Managed>;
  readonly store: Store;
  readonly exchange: ExchangeControl;
  readonly exchangeUrl: string;
  readonly apiUrl: string;
  readonly truths: Truths;
  /** Which market the faults are of. */
  readonly market: Market;
  /** Why there is none, where it could not be had. */
  readonly disk: SmallDisk | string;
  /** Pairs (`pairName`) whose market is not what the truth says, such as halted ones. */
  readonly untold: Set<string>;
  /** Keys whose streams may have said nothing for so long (ms) although their sockets live: nothing shows that sooner. */
  readonly blind: Map<string, number>;
  /** The process of this name. */
  process(name: string): Managed;
  /** Exchange time, ms. */
  now(): number;
  /** The configuration in force: the last one written that was to be accepted. */
  config(): Config;
  /** The configured pairs of the market that the faults are of. */
  pairs(): readonly string[];
  /** Writes CONFIG.json with these pairs of that market. */
  setPairs(pairs: readonly string[]): void;
  /** Writes CONFIG.json with these top-level sections in place of the standing ones. */
  configure(sections: Readonly<Record<string, unknown>>): void;
  /** Writes CONFIG.json as it is; the configuration in force stays. */
  writeConfig(text: string): void;
  /** Whether Redis keeps its data when it is started the next time. */
  setPersistence(appendOnly: boolean): void;
  /** Sets the wall clock of all collectors and of the API so far ahead (ms) of the machine's. */
  setWallClock(stepMs: number): void;
  /** Moves the exchange's clock further, ms. */
  moveClock(byMs: number): Promise<void>;
  /** A second instance of a collector; it is gone when it is stopped. */
  addInstance(name: string): Promise<Managed>;
  close(): Promise<void>;
}

const SEED = 'chaos';
const STARTED_IN_ALL_MS = 90_000;

interface App {
  readonly name: string;
  readonly script: string;
  readonly args?: readonly string[];
  readonly node_args: string;
}

/**
 * @param signal ends the world, also while it starts
 * @throws StartError when something cannot start; nothing is left then.
 */
export async function startWorld(options: WorldOptions, signal: AbortSignal): Promise<World> {
  const { dist = 'dist', nodeArgs = [], market = 'spot' } = options;
  const directory = fs.mkdtempSync(path.join(os.tmpdir(), 'chaos-'));
  const configFile = path.join(directory, 'CONFIG.json');
  const wallClock = path.join(directory, 'wall-clock');
  const redisDirectory = path.join(directory, 'redis');
  const processes = new Map<string, Managed>();
  const closers: (() => unknown)[] = [() => fs.rmSync(directory, { recursive: true, force: true })];
  const onAbort = (): void => void close();
  const closeAll = async (): Promise<void> => {
    signal.removeEventListener('abort', onAbort);
    for (let closer = closers.pop(); closer !== undefined; closer = closers.pop()) await closer();
  };
  let closing: Promise<void> | undefined;
  const close = (): Promise<void> => {
    closing ??= closeAll();
    return closing;
  };
  signal.addEventListener('abort', onAbort);
  const { startsAt } = options;
  let clockOffset = startsAt === undefined ? (options.clockOffset ?? 0) : startsAt - Date.now();
  let appendOnly = true;

  try {
    const disk = options.withSmallDisk ? smallDisk(redisDirectory) : 'not asked for';
    if (typeof disk !== 'string') closers.push(disk.close);
    const [redisPort, simulatorPort, controlPort, apiPort] = await freePorts(4);
    const apiUrl = `http://127.0.0.1:${apiPort}`;
    const exchangeUrl = `http://127.0.0.1:${simulatorPort}`;
    const redisUrl = `redis://127.0.0.1:${redisPort}`;
    const { usdm: _, ...otherSections } = options.config ?? {};
    let sections: Record<string, unknown> = {
      pairs: symbolsWith(options.pairs)
        .slice(0, options.pairs)
        .map(({ symbol }) => symbol.toLowerCase()),
      ...futuresOf(options, Date.now() + clockOffset),
      redis: { url: redisUrl, db: 2 },
      api: { host: '127.0.0.1', port: apiPort },
      relay: { url: `unix://${path.join(directory, 'relay.sock')}` },
      binance: { ...placesOf('spot', exchangeUrl), ...placesOf('usdm', exchangeUrl) },
      // The same however many pairs there are.
      transport: options.transport ?? 'poll',
      ...otherSections,
    };
    const writeConfig = (text: string): void => fs.writeFileSync(configFile, text);
    const textOf = (): string => `${JSON.stringify(sections, null, 2)}\n`;
    writeConfig(textOf());
    let config = parseConfig(textOf(), configFile, {});
    const configure: World['configure'] = (changed) => {
      sections = { ...sections, ...changed };
      config = parseConfig(textOf(), configFile, {});
      writeConfig(textOf());
    };

    const add = (name: string, start: (signal: AbortSignal) => Promise<RunningPart>): Managed => {
      signal.throwIfAborted();
      const managed = manage(name, start);
      processes.set(name, managed);
      closers.push(() => managed.stop());
      managed.ready.catch(() => undefined);
      return managed;
    };
    // A logs folder for each: two instances of a program must not share one.
    const program = (name: string, { script, args = [], node_args }: App): Managed =>
      add(name, (starting) => {
        const file = path.join(dist, path.relative(path.resolve('dist'), script));
        const { PATH, HOME } = process.env;
        const logs = path.join(directory, 'logs', name);
        const env = { PATH, HOME, CONFIG_FILE: configFile, LOG_DIR: logs, WALL_CLOCK: wallClock };
        const preload = pathToFileURL(path.resolve('dist/rig/wallClock.js')).href;
        const all = [...node_args.split(' '), '--import', preload, ...nodeArgs, file, ...args];
        return startChild({ command: process.execPath, args: all, env, signal: starting, onLine: () => undefined });
      });

    const redis = add('redis', (signal) =>
      startRedisServer({ port: redisPort, directory: redisDirectory, appendOnly, signal }),
    );
    const simulator = add('exchange', (signal) => {
      const ports = ['--port', String(simulatorPort), '--control-port', String(controlPort)];
      const made = ['--pairs', String(options.pairs), '--perpetuals', String(options.contracts ?? 0)];
      const market = ['--seed', SEED, ...made, '--listed', String(options.listed ?? 0)];
      const args = ['dist/simulator/main.js', ...ports, ...market, `--clock-offset=${clockOffset}`];
      return startChild({ command: process.execPath, args, signal, onLine: () => undefined });
    });
    await Promise.all([redis.ready, simulator.ready]);
    const exchange = createExchangeControl(`http://127.0.0.1:${controlPort}`);
    await options.prepareExchange?.(exchangeUrl, config, exchange);
    const apps = await readApps(configFile, options.processes);
    await inTime(Promise.all(apps.map((app) => program(app.name, app).ready)));

    const store = await openQuietStore(redisUrl, 'chaos');
    closers.push(() => store.close());
    signal.throwIfAborted();

    return {
      directory,
      dist,
      processes,
      store,
      exchange,
      exchangeUrl,
      apiUrl,
      truths: createTruths(SEED, Date.now() + clockOffset, options),
      market,
      disk,
      untold: new Set(),
      blind: new Map(),
      process(name) {
        const found = processes.get(name);
        if (found === undefined) throw new Error(`no process ${name}`);
        return found;
      },
      now: () => Date.now() + clockOffset,
      config: () => config,
      pairs: () => marketConfigOf(config, market)?.pairs ?? [],
      setPairs: (pairs) =>
        configure(market === 'spot' ? { pairs } : { [market]: { ...Object(sections[market]), pairs } }),
      configure,
      writeConfig,
      setPersistence(isKept) {
        appendOnly = isKept;
      },
      setWallClock(stepMs) {
        fs.writeFileSync(wallClock, String(stepMs));
      },
      async moveClock(byMs) {
        await exchange.setClock(clockOffset + byMs);
        clockOffset += byMs;
      },
      async addInstance(name) {
        const app = apps.find((each) => each.name === name);
        if (app === undefined) throw new Error(`no program ${name}`);
        const second = program(`${name}-second`, app);
        await second.ready;
        const stop = async (): Promise<void> => {
          await second.stop();
          processes.delete(second.name);
        };
        return { ...second, stop };
      },
      close,
    };
  } catch (error) {
    await close();
    await closeAll(); // what was opened while it closed
    throw error;
  }
}

/**
 * The futures section of CONFIG.json: one contract whose interval of funding changes, a dated one, and others. Contracts on what has been traded
 * for long come last: it takes the simulator a while to add up their years. So does one that scenarios add.
 */
function futuresOf({ contracts = 0, transport = 'auto', config }: WorldOptions, now: number) {
  if (contracts === 0) return {};
  const all = contractsWith(contracts, now).filter(({ onboardAt }) => onboardAt <= now);
  const [dated] = all.filter(({ baseAsset, endsAt = 0 }) => baseAsset === 'ETH' && endsAt > now);
  const isPlain = ({ kind, own }: ContractSpec): boolean => kind === 'perpetual' && own === undefined;
  const isYoung = ({ pair, onboardAt }: ContractSpec): boolean => pair !== 'LTCUSDT' && onboardAt > Date.UTC(2023, 0);
  const others = all.filter(({ endsAt }) => endsAt === undefined);
  const ranked = [
    'LINKUSDT',
    ...(dated === undefined ? [] : [dated.symbol]),
    ...others.filter((spec) => isPlain(spec) && isYoung(spec)).map(({ symbol }) => symbol),
    ...others.map(({ symbol }) => symbol),
  ];
  const pairs = [...new Set(ranked)].slice(0, contracts).map((symbol) => symbol.toLowerCase());
  return { usdm: { pairs, transport, ...Object(config?.usdm) } };
}

/** The programs of ecosystem.config.js, in its words: it reads the environment as it is loaded, which it is once by each address. */
async function readApps(configFile: string, processes: WorldOptions['processes'] = undefined): Promise<App[]> {
  const file = pathToFileURL(path.resolve('ecosystem.config.js'));
  file.search = String(new URLSearchParams({ configFile, processes: processes ?? '' }));
  const before = { ...process.env };
  process.env.CONFIG_FILE = configFile;
  if (processes !== undefined) process.env.PROCESSES = processes;
  try {
    const module = (await import(file.href)) as { apps: App[] };
    return module.apps;
  } finally {
    for (const name of ['CONFIG_FILE', 'PROCESSES']) {
      if (before[name] === undefined) delete process.env[name];
      else process.env[name] = before[name];
    }
  }
}

/** Different ports that are free now. */
async function freePorts(count: number): Promise<[number, number, number, number]> {
  const ports = new Set<number>();
  while (ports.size < count) ports.add(await freePort());
  return [...ports] as [number, number, number, number];
}

async function inTime(work: Promise<unknown>): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(reject, STARTED_IN_ALL_MS, new Error('not all programs became ready'));
  });
  await Promise.race([work, late]);
  clearTimeout(timer);
}

/** Where a market's REST and its streams are, as CONFIG.json says it. */
const placesOf = (market: Market, url: string) => ({
  [`${market}Url`]: url,
  [`${market}StreamUrl`]: url.replace(/^http/, 'ws'),
});
