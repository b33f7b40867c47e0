import { setTimeout as wait } from 'node:timers/promises';
import { nextOpenTime, openTimeOf } from '../../model/candleTime.ts';
import type { StreamFault } from '../../simulator/streamFault.ts';
import type { Route } from '../../simulator/streams/route.ts';
import { readReports } from '../readReports.ts';
import { targetsOf } from '../targets.ts';
import { readSample } from '../watcher.ts';
import type { World } from '../world.ts';
import { awaitSecond, awaitThat, awaitTime } from './faults.ts';
import { mustBeFresh } from './operationScenarios.ts';
import type { Scenario } from './scenario.ts';
import { SILENCE_MS, SILENCE_WITH_PINGS_MS, strike, strikeOpen } from './streamFaults.ts';

const UNSENT_MS = 10_000;
const BLOCKED_MS = 40_000;
/** Blocked streams are known to be blocked after this, ms, and some more. */
const KNOWN_BLOCKED_MS = 25_000;
const LATE_CLOSE_MS = 25_000;
/** REST is asked for a close at once, and once more where it did not know it yet. */
const CLOSED_WITHIN_MS = 12_000;

/** What happens to the sockets of one route of several, each with streams of its own. */
const ofRoute = (route: Route): readonly Scenario[] => [
  {
    name: `closed-${route}`,
    what: `the exchange closes the sockets of /${route}`,
    async act(world) {
      await strike(world, { kind: 'stream-close', route });
      return world.now();
    },
  },
  {
    name: `silent-${route}`,
    what: `no frame comes over the sockets of /${route} that are open; it counts from when that must have been found out`,
    act: (world) =>
      foundOut(world, { kind: 'stream-silent', route }, route === 'public' ? SILENCE_WITH_PINGS_MS : SILENCE_MS),
  },
  {
    name: `half-open-${route}`,
    what: `sockets of /${route} that neither send nor answer any more; it counts as above`,
    act: (world) => foundOut(world, { kind: 'stream-half-open', route }, SILENCE_MS),
  },
  {
    name: `unsent-${route}`,
    what: `all streams of /${route} are accepted anew and never sent, for ${UNSENT_MS / 1000} s`,
    async act(world) {
      await strike(world, { kind: 'stream-unsent', route }, { kind: 'stream-reset', route });
      await wait(UNSENT_MS);
      await world.exchange.clear();
      return world.now();
    },
  },
  {
    name: `blocked-${route}`,
    what: `no socket of /${route} can be opened for ${BLOCKED_MS / 1000} s: REST keeps all fresh, and what comes by the other route still comes by it`,
    act: (world, over) => blocked(world, route, over),
  },
];

/** Faults of the routes of futures' streams. */
export const routeScenarios: readonly Scenario[] = [
  ...ofRoute('public'),
  ...ofRoute('market'),
  {
    name: 'late-close',
    what: `candles come ${LATE_CLOSE_MS / 1000} s late across a minute's turn: they are final in time all the same, by REST`,
    async act(world) {
      await awaitSecond(world, 35, 50);
      const { market } = world;
      await strike(world, { kind: 'stream-slow', market, stream: '@kline_1m', delayMs: LATE_CLOSE_MS });
      const openTime = openTimeOf(1, world.now());
      const turn = nextOpenTime(1, openTime);
      await awaitTime(world, turn);
      await awaitThat('candles that are final', () => areFinal(world, openTime), CLOSED_WITHIN_MS);
      process.stderr.write(`(final ${((world.now() - turn) / 1000).toFixed(1)} s after the turn) `);
      await world.exchange.clear();
      await wait(LATE_CLOSE_MS);
      return world.now();
    },
  },
];

/** Strikes the sockets that are open, and waits until that must have been found out. */
async function foundOut(world: World, fault: StreamFault, afterMs: number): Promise<number> {
  await strikeOpen(world, fault);
  await wait(afterMs);
  return world.now();
}

/** One route brings nothing for long. @throws Error where what comes by the other one was given up, too */
async function blocked(world: World, route: Route, over: (end: number) => void): Promise<number> {
  await strike(world, { kind: 'stream-refuse', status: 503, route }, { kind: 'stream-close', route });
  const began = performance.now();
  try {
    await wait(KNOWN_BLOCKED_MS);
    await awaitThat('collectors that are polled', async () => (await polledOnly(world, route)).size > 0, 10_000);
    const [polled, others] = [await polledOnly(world, route), await polledOnly(world)];
    for (const name of polled) others.delete(name);
    if (others.size > 0) throw new Error(`not by streams, though their route is well: ${[...others].join(', ')}`);
    await wait(Math.max(0, began + BLOCKED_MS - performance.now()));
    await mustBeFresh(world, world.pairs(), 25_000, true);
  } finally {
    await world.exchange.clear();
  }
  const end = world.now();
  over(end);
  await awaitThat('all by streams again', async () => (await polledOnly(world)).size === 0, 20_000);
  return end;
}

/** Collectors that have streams, of this route or of any, and whose reports say that REST serves them. */
async function polledOnly(world: World, route?: Route): Promise<Set<string>> {
  const reports = await readReports(world);
  const [code = ''] = world.pairs();
  const collectors = targetsOf(world.config(), { market: world.market, codes: [code] }).map(
    ({ collector }) => collector,
  );
  const all = collectors.filter(({ name, row }) => {
    const isOfRoute = route === undefined || (row.streams ?? []).some((stream) => routeOfStream(stream) === route);
    return row.streams !== undefined && isOfRoute && reports.get(name)?.served === 'poll';
  });
  return new Set(all.map(({ name }) => name));
}

const routeOfStream = (stream: string): Route => (/^(depth|bookTicker)/.test(stream) ? 'public' : 'market');

/** Whether the candle of a minute is stored as final of all pairs. */
async function areFinal(world: World, openTime: number): Promise<boolean> {
  const targets = targetsOf(world.config(), { market: world.market, codes: world.pairs() }).filter(
    ({ collector: { feed, interval } }) => feed === 'klines' && interval === 1,
  );
  const samples = await Promise.all(targets.map((target) => readSample(world, target)));
  return samples.every((sample) => sample?.rows.some((row) => row.startsWith(`[${openTime},`) && row.endsWith(',2]')));
}
