import type { Config } from '../config/config.ts';
import { configuredPeriod, marketConfigOf } from '../config/marketConfig.ts';
import type { Collector } from '../markets/markets.js';
import { StartError } from '../runtime/errors.ts';
import { readMetas } from '../store/values/metas.ts';
import { readReports } from './readReports.ts';
import { type Target, targetsOf } from './targets.ts';
import type { World } from './world.ts';

/** How long it took until each key was fresh again. */
export interface Recovery {
  /** Seconds from the end of the fault, less what a feed that is asked for more seldom waits by itself; by key, `/ready` for the API. */
  readonly seconds: ReadonlyMap<string, number>;
  /** What was not fresh within the time. */
  readonly stale: readonly string[];
}

const EVERY_MS = 50;
/** Feeds that are polled more seldom say nothing about recovery, s. */
const LONGEST_PERIOD = 60;
const READY = '/ready';

/**
 * Waits until everything is fresher than `since` (exchange ms), and the API says so.
 *
 * @param withinMs longest time for what is asked for each second; each further second between two polls is one more
 */
export async function recover(world: World, since: number, withinMs = 60_000): Promise<Recovery> {
  const seconds = new Map<string, number>();
  const started = performance.now();
  for (;;) {
    const waiting = await lookOnce(world, since, seconds).catch((error: unknown) => [
      { name: `Redis does not answer: ${error instanceof Error ? error.message : error}`, seldomMs: 0 },
    ]);
    const isOver = ({ seldomMs }: Waiting): boolean => performance.now() - started >= withinMs + seldomMs;
    if (waiting.length === 0 || waiting.some(isOver)) {
      return { seconds, stale: waiting.filter(isOver).map(({ name }) => name) };
    }
    await new Promise((resolve) => setTimeout(resolve, EVERY_MS));
  }
}

/** Waits until everything is fresh for the first time. @throws StartError when it is not within a minute */
export async function awaitFresh(world: World): Promise<void> {
  const { stale } = await recover(world, world.now());
  if (stale.length > 0) throw new StartError(`not fresh within a minute: ${stale.join(', ')}`);
}

interface Waiting {
  readonly name: string;
  /** How much longer than a second it waits between two polls, ms. */
  readonly seldomMs: number;
}

/** Notes what has become fresh since the last look; what has not yet. */
async function lookOnce(world: World, since: number, seconds: Map<string, number>): Promise<Waiting[]> {
  const [targets, isReady] = await Promise.all([freshTargets(world), seconds.has(READY) || isApiReady(world)]);
  const config = world.config();
  const all = targets.map(({ key, collector }) => ({
    name: key,
    seldomMs: (periodOf(config, collector) - 1) * 1000,
  }));
  const note = ({ name, seldomMs }: Waiting): void => {
    if (!seconds.has(name)) seconds.set(name, Math.max(0, world.now() - since - seldomMs) / 1000);
  };
  const ready = { name: READY, seldomMs: 0 };
  const metas = await readMetas(
    world.store,
    targets.map(({ key }) => key),
  );
  for (const [index, each] of all.entries()) {
    const meta = metas[index];
    if (meta != null && meta.asOf > since && !meta.isOutOfStep) note(each);
  }
  if (isReady && world.now() > since) note(ready);
  return [...all, ready].filter(({ name }) => !seconds.has(name));
}

/** The keys that are polled often. */
export async function freshTargets(world: World): Promise<Target[]> {
  const config = world.config();
  const reports = await readReports(world);
  return targetsOf(config).filter(({ collector }) => {
    const period = reports.get(collector.name)?.period ?? periodOf(config, collector);
    return period <= LONGEST_PERIOD;
  });
}

/** Seconds between two polls that the configuration asks for. */
function periodOf(config: Config, collector: Collector): number {
  const own = marketConfigOf(config, collector.market);
  return own === undefined ? collector.row.everySeconds : configuredPeriod(own, collector);
}

async function isApiReady({ apiUrl }: World): Promise<boolean> {
  const response = await fetch(`${apiUrl}/ready`, { signal: AbortSignal.timeout(2_000) }).catch(() => undefined);
  await response?.arrayBuffer().catch(() => undefined);
  return response?.status === 200;
}
