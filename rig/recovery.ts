import { isEnabled } from '../config/enabledCollectors.ts';
import { StartError } from '../runtime/errors.ts';
import { readMetas } from '../store/metas.ts';
import { readReports } from './readReports.ts';
import { type Target, targetsOf } from './targets.ts';
import type { World } from './world.ts';

/** How long it took until each key was fresh again. */
export interface Recovery {
  /** Seconds from the end of the fault, by key, and by `/ready` for the API. */
  readonly seconds: ReadonlyMap<string, number>;
  /** What was not fresh within the time. */
  readonly stale: readonly string[];
}

const EVERY_MS = 50;
/** Feeds that are polled more seldom say nothing about recovery, s. */
const LONGEST_PERIOD = 60;
const READY = '/ready';

/** Waits until everything is fresher than `since` (exchange ms), and the API says so. */
export async function recover(world: World, since: number, withinMs = 60_000): Promise<Recovery> {
  const seconds = new Map<string, number>();
  const deadline = performance.now() + withinMs;
  let waiting: readonly string[] = [];
  do {
    waiting = await lookOnce(world, since, seconds).catch(() => ['Redis does not answer']);
    if (waiting.length === 0) break;
    await new Promise((resolve) => setTimeout(resolve, EVERY_MS));
  } while (performance.now() < deadline);
  return { seconds, stale: waiting };
}

/** Waits until everything is fresh for the first time. @throws StartError when it is not within a minute */
export async function awaitFresh(world: World): Promise<void> {
  const { stale } = await recover(world, world.now());
  if (stale.length > 0) throw new StartError(`not fresh within a minute: ${stale.join(', ')}`);
}

/** Notes what has become fresh since the last look; what has not yet. */
async function lookOnce(world: World, since: number, seconds: Map<string, number>): Promise<string[]> {
  const [targets, isReady] = await Promise.all([freshTargets(world), seconds.has(READY) || isApiReady(world)]);
  const note = (name: string): void => void (seconds.has(name) || seconds.set(name, (world.now() - since) / 1000));
  const metas = await readMetas(
    world.store,
    targets.map(({ key }) => key),
  );
  for (const [index, { key }] of targets.entries()) if ((metas[index]?.asOf ?? 0) > since) note(key);
  if (isReady && world.now() > since) note(READY);
  return [...targets.map(({ key }) => key), READY].filter((name) => !seconds.has(name));
}

/** The keys that are polled often. */
export async function freshTargets(world: World): Promise<Target[]> {
  const config = world.config();
  const reports = await readReports(world);
  return targetsOf(config).filter(({ collector }) => {
    const period = reports.get(collector.name)?.period ?? config.feeds[collector.feed].everySeconds;
    return isEnabled(config, collector) && period <= LONGEST_PERIOD;
  });
}

async function isApiReady({ apiUrl }: World): Promise<boolean> {
  const response = await fetch(`${apiUrl}/ready`, { signal: AbortSignal.timeout(2_000) }).catch(() => undefined);
  await response?.arrayBuffer().catch(() => undefined);
  return response?.status === 200;
}
