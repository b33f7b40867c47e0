import { setTimeout as wait } from 'node:timers/promises';
import type { Snapshot } from '../../analysis/snapshot.ts';
import { percentile } from '../../rig/figures.ts';
import type { Worlds } from '../../rig/openWorlds.ts';
import type { World } from '../../rig/world.ts';
import { bindTo, canPin } from '../cores.ts';
import { type Contender, inTurn, median, type Runs, ratioOf } from '../reads/contenders.ts';
import { has, INSTALL, installTools } from '../reads/tools.ts';
import { type Section, short } from '../results.ts';

const TITLE = 'Analytics';
const CODE = 'btcusdt';
const FRESH_WITHIN_MS = 120_000;
const LOOKS = 120;
const LOOK_EVERY_MS = 250;
const FULL_TRADES = 500;

/** Snapshots of a pair that is collected from the simulated exchange, against pages of it. @param rounds how often each is asked */
export async function measureAnalytics(worlds: Worlds, rounds: number, log: (line: string) => void): Promise<Section> {
  await installTools(log);
  if (!has.wrk()) {
    const leftOut = [`all of it: wrk, which asks, is not installed (${INSTALL}).`];
    return { title: TITLE, how: 'Not measured.', figures: [], tables: [], leftOut };
  }
  const world = await worlds.open({ pairs: 1, processes: 'market' });
  try {
    const bytes = await untilWhole(world);
    const skews = await skewsOf(world);
    for (const name of ['redis', 'api']) bindTo('server', pidOf(world, name));
    const server = { url: world.apiUrl, pid: pidOf(world, 'api'), stop: async () => undefined };
    const page = `/GetData?type=trades&code=${CODE}`;
    const contenders: Contender[] = [
      { name: 'analytics', server, load: { path: `/analytics?code=${CODE}` } },
      { name: 'anew', server, load: { path: page, missEvery: 1 } },
      { name: 'hot', server, load: { path: page } },
    ];
    return sectionOf(await inTurn(contenders, rounds, (line) => log(`analytics: ${line}`)), skews, bytes);
  } finally {
    await world.close();
  }
}

/** @throws Error where it is down */
function pidOf(world: World, name: string): number {
  const { pid } = world.process(name).process() ?? {};
  if (pid === undefined) throw new Error(`${name} does not run`);
  return pid;
}

async function snapshotOf({ apiUrl }: World): Promise<{ snapshot: Snapshot; bytes: number }> {
  const answer = await fetch(`${apiUrl}/analytics?code=${CODE}`);
  const text = await answer.text();
  if (!answer.ok) throw new Error(`/analytics answers ${answer.status}: ${text.slice(0, 300)}`);
  return { snapshot: JSON.parse(text) as Snapshot, bytes: Buffer.byteLength(text) };
}

/** Waits until nothing is missing. @returns bytes of an answer @throws Error with what still is */
async function untilWhole(world: World): Promise<number> {
  const until = performance.now() + FRESH_WITHIN_MS;
  for (;;) {
    const { snapshot, bytes } = await snapshotOf(world);
    const trades = snapshot.parts.trades?.rows.length ?? 0;
    if (snapshot.missing.length === 0 && trades === FULL_TRADES) return bytes;
    if (performance.now() > until) {
      throw new Error(`a snapshot is not whole, with ${trades} trades: ${JSON.stringify(snapshot.missing)}`);
    }
    await wait(LOOK_EVERY_MS);
  }
}

/** How far apart the parts are that are fetched each second, ms, again and again. */
async function skewsOf(world: World): Promise<number[]> {
  const skews: number[] = [];
  for (let look = 0; look < LOOKS; look += 1) {
    skews.push((await snapshotOf(world)).snapshot.skewMs ?? Number.POSITIVE_INFINITY);
    await wait(LOOK_EVERY_MS);
  }
  return skews;
}

const titles: Readonly<Record<string, string>> = {
  analytics: '/analytics',
  anew: 'GetData, each page read anew',
  hot: 'GetData from memory',
};

function sectionOf(runs: Runs, skews: readonly number[], bytes: number): Section {
  const ratio = ratioOf(runs);
  const rows = [...runs.keys()].map((name) => [
    titles[name] ?? name,
    ...(['rate', 'p50', 'p99', 'cpu'] as const).map((of) =>
      short(median((runs.get(name) ?? []).map((run) => run[of]))),
    ),
    short(ratio(name, 'anew', 'p99')),
  ]);
  const where = canPin() ? 'The API and Redis share one core, the clients have the other' : 'All share the cores';
  return {
    title: TITLE,
    how: `${where}; the collectors and the simulated exchange run beside them, so prices change as they do live. wrk, 32 connections. A snapshot has ${bytes} bytes. 1 s each, round by round in turn, backwards in every other one; medians of ${runs.get('anew')?.length} rounds, ratios of one round. Skew: from the oldest to the newest of the parts that are fetched each second, looked at ${skews.length} times, ${LOOK_EVERY_MS} ms apart, before the clients ask.`,
    figures: [
      {
        name: 'p99 of /analytics ÷ of GetData read anew, 32 connections',
        value: ratio('analytics', 'anew', 'p99'),
        target: { atMost: 8 },
      },
      {
        name: 'skew of a snapshot, the largest',
        value: Math.max(...skews) / 1000,
        unit: ' s',
        target: { atMost: 1.5 },
      },
      { name: 'skew of a snapshot, median', value: percentile(skews, 0.5) / 1000, unit: ' s' },
    ],
    tables: [{ head: ['', 'answers/s', 'p50 ms', 'p99 ms', 'CPU μs', 'p99 ÷ anew'], rows }],
    leftOut: [],
  };
}
