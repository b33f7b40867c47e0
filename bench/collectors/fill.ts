import { setTimeout as wait } from 'node:timers/promises';
import { intervalMinutes } from '../../markets/intervals.js';
import type { Interval } from '../../markets/markets.js';
import { countOf, openTimeOf } from '../../model/candleTime.ts';
import type { World } from '../../rig/world.ts';

/** How long it takes from the start of all programs with an empty Redis, s. */
export interface Fill {
  /** Until GetData has ten 1-minute candles of the first pair. */
  readonly firstPage: number;
  /** Until all candles that retention allows for are stored, of every pair and interval. */
  readonly candles: number;
}

const EVERY_MS = 50;
const WITHIN_MS = 120_000;

/** Ends collectors and API, forgets what is stored, and starts them again. @throws Error when it takes more than two minutes */
export async function measureFill(world: World): Promise<Fill> {
  const programs = [...world.processes.values()].filter(({ name }) => name === 'api' || name.startsWith('collector-'));
  await Promise.all(programs.map((program) => program.fell()));
  await world.store.redis.flushdb();
  const started = performance.now();
  const raised = Promise.all(programs.map((program) => program.raise()));
  raised.catch(() => undefined); // it is awaited further down
  const [code = ''] = world.config().pairs;
  const until = async (isDone: () => Promise<boolean>): Promise<number> => {
    while (!(await isDone())) {
      if (performance.now() - started > WITHIN_MS) throw new Error('the history is not there after two minutes');
      await wait(EVERY_MS);
    }
    return (performance.now() - started) / 1000;
  };
  const firstPage = await until(async () => (await readPage(world, code, 1)).data.length === 10);
  const candles = await until(async () => {
    for (const pair of world.config().pairs) {
      for (const interval of intervalMinutes) {
        if ((await readPage(world, pair, interval)).total < wanted(world, pair, interval)) return false;
      }
    }
    return true;
  });
  await raised;
  return { firstPage, candles };
}

interface Page {
  readonly total: number;
  readonly data: readonly unknown[];
}

/** An empty one while the API is not there. */
async function readPage({ apiUrl }: World, code: string, interval: Interval): Promise<Page> {
  const response = await fetch(`${apiUrl}/GetData?type=${interval}&code=${code}`).catch(() => undefined);
  return response?.ok ? ((await response.json()) as Page) : { total: 0, data: [] };
}

/** Candles there are since the listing, at most those that are kept. */
function wanted(world: World, code: string, interval: Interval): number {
  const [first, newest] = [world.truths.spot.listedAt(code, 'klines'), world.now()].map((time) =>
    openTimeOf(interval, time),
  );
  return Math.min(world.config().retention.klines, countOf(interval, first ?? 0, newest ?? 0));
}
