import path from 'node:path';
import type { Browser } from 'playwright-core';
import { openBrowser } from '../../../rig/browser.ts';
import { freePort } from '../../../scripts/processes/freePort.ts';
import type { RunningPart } from '../../../scripts/processes/keep.ts';
import { startChild } from '../../../scripts/processes/startChild.ts';
import { eventually } from '../../eventually.ts';
import { type Bench, type BenchOptions, openBench } from '../../integration/collectors/collecting.ts';
import { visit, type WatchedPage } from '../browser.ts';

const root = path.resolve(__dirname, '../../..');

/** How long anything here may take, however busy the others keep the machine. */
export const LIMIT_MS = 120_000;

/** A process of the installation, which can be stopped and started again. */
export interface Part {
  stop(): Promise<void>;
  start(): Promise<void>;
  signal(signal: NodeJS.Signals): void;
}

/** What an operator runs, with a browser that looks at it: a simulated exchange, Redis, all collectors in one process, and the API. */
export interface Installation {
  readonly url: string;
  /** The exchange with its faults, Redis, and `edit` for CONFIG.json; `content` is what stands in it. */
  readonly bench: Bench;
  readonly content: object;
  readonly collectors: Part;
  readonly api: Part;
  /** Writes CONFIG.json with these sections in place of those of `content`. */
  configure(sections: object): void;
  /** What the API answers to a path, as JSON. */
  // biome-ignore lint/suspicious/noExplicitAny: each test knows what it asked for
  ask(path: string): Promise<any>;
  /** Opens the page with this query, `?pair=btcusdt`. @param look size in pixels and color scheme */
  open(query?: string, look?: Look): Promise<WatchedPage>;
  readonly browser: Browser;
  close(): Promise<void>;
}

export interface Look {
  readonly width?: number;
  readonly height?: number;
  readonly colorScheme?: 'dark' | 'light';
}

/** Young contracts: of an old one the simulator has to count the trades of years first. */
const sample = {
  pairs: ['btcusdt', 'ethusdt'],
  usdm: { pairs: ['linkusdt'], klines: { intervals: [1, 5] } },
  klines: { intervals: [1, 5, 60] },
};

/** Starts it, and resolves when all is fresh. @param sections of CONFIG.json, in place of those of a small sample @param options of the exchange */
export async function openInstallation(sections: object = {}, options: BenchOptions = {}): Promise<Installation> {
  const closers: (() => unknown)[] = [];
  const close = async (): Promise<void> => {
    for (let closer = closers.pop(); closer !== undefined; closer = closers.pop()) await closer();
  };
  try {
    const port = await freePort();
    const own = { ...sample, ...sections };
    const content = { ...own, api: { ...Object(Reflect.get(own, 'api')), port } };
    const bench = await openBench(content, { ...options, isRealTime: true });
    closers.push(() => bench.close());
    const { streamUrl, usdmStreamUrl } = bench.simulator;
    const places = { BINANCE_SPOT_STREAM_URL: streamUrl, BINANCE_USDM_STREAM_URL: usdmStreamUrl };
    const env = { ...process.env, ...bench.env, ...places, LOG_LEVEL: 'warn', LOG_DIR: bench.test.directory };
    const collectors = await startPart('dist/collectors/main.js', env, closers);
    const api = await startPart('dist/api/main.js', env, closers);
    const url = `http://127.0.0.1:${port}`;
    await eventually(async () => (await fetch(`${url}/ready`)).status === 200, LIMIT_MS);
    const browser = await openBrowser();
    closers.push(() => browser.close());
    return {
      ...{ url, bench, content, collectors, api, browser, close },
      configure: (changed) => bench.edit({ ...content, ...changed }),
      ask: async (asked) => (await fetch(`${url}/${asked}`)).json(),
      open: (query = '', { width = 1280, height = 900, colorScheme = 'light' } = {}) =>
        visit(browser, `${url}/${query}`, { viewport: { width, height }, colorScheme }),
    };
  } catch (error) {
    await close();
    throw error;
  }
}

async function startPart(script: string, env: NodeJS.ProcessEnv, closers: (() => unknown)[]): Promise<Part> {
  const launch = (): Promise<RunningPart> =>
    startChild({ command: process.execPath, args: [script], cwd: root, env, onLine: () => undefined });
  let running: RunningPart | null = await launch();
  const stop = async (): Promise<void> => {
    const part = running;
    running = null;
    // One that stands still would not hear that it is to end.
    part?.process.kill('SIGCONT');
    await part?.stop();
  };
  closers.push(stop);
  return {
    stop,
    async start() {
      running ??= await launch();
    },
    signal: (signal) => void running?.process.kill(signal),
  };
}
