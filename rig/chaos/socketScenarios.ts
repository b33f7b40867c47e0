import { setTimeout as wait } from 'node:timers/promises';
import { readReports } from '../readReports.ts';
import type { World } from '../world.ts';
import { awaitThat } from './faults.ts';
import { mustBeFresh } from './operationScenarios.ts';
import type { Scenario } from './scenario.ts';
import {
  collectorsOf,
  counted,
  mustSaveAttempts,
  SILENCE_MS,
  SILENCE_WITH_PINGS_MS,
  streamStats,
  streamsWith,
  strike,
  strikeOpen,
} from './streamFaults.ts';

const SHUTDOWN_S = 5;
/** So far sockets lag that are about to be closed, ms: those that take their place are ahead of them. */
const LAG_MS = 500;
const LIFETIME_S = 20;
const LIFETIMES_MS = 45_000;
const BLOCKED_MS = 40_000;

/** What happens to sockets. */
export const socketScenarios: Scenario[] = [
  {
    name: 'silent-socket',
    what: 'no frame comes over the sockets that are open; it counts from when that must have been found out',
    async act(world) {
      await strikeOpen(world, { kind: 'stream-silent' });
      await wait(world.market === 'spot' ? SILENCE_MS : SILENCE_WITH_PINGS_MS);
      return world.now();
    },
  },
  {
    name: 'half-open',
    what: 'sockets that neither send nor answer any more, pings included; it counts as above',
    async act(world) {
      await strikeOpen(world, { kind: 'stream-half-open' });
      await wait(SILENCE_MS);
      return world.now();
    },
  },
  {
    name: 'frozen-exchange',
    what: 'SIGSTOP of the exchange for 10 s',
    async act(world) {
      await world.exchange.clear();
      world.process('exchange').freeze();
      await wait(10_000);
      world.process('exchange').thaw();
      return world.now();
    },
  },
  {
    name: 'sockets-closed',
    what: 'the exchange closes all sockets',
    async act(world) {
      await strike(world, { kind: 'stream-close' });
      return world.now();
    },
  },
  {
    name: 'sockets-reset',
    what: 'all sockets are reset',
    async act(world) {
      await strike(world, { kind: 'stream-reset' });
      return world.now();
    },
  },
  {
    name: 'handshake-429',
    what: 'all sockets are closed, and the next one is answered 429 with Retry-After: 5',
    async act(world) {
      const { refused } = await streamStats(world);
      await strike(world, { kind: 'stream-refuse', status: 429, retryAfter: 5, times: 1 }, { kind: 'stream-close' });
      await awaitThat('a refusal', async () => (await streamStats(world)).refused > refused, 10_000);
      return world.now() + 5_000;
    },
  },
  {
    name: 'shutdown',
    what: `serverShutdown to sockets that lag by ${LAG_MS} ms, and all of them are closed ${SHUTDOWN_S} s later; no book loses its step`,
    async act(world) {
      await stepsKept(world, async () => {
        // Not those that take their place.
        await strike(world, { kind: 'stream-slow', delayMs: LAG_MS, sockets: 1_000, forMs: SHUTDOWN_S * 1000 });
        await strike(world, { kind: 'stream-shutdown', seconds: SHUTDOWN_S });
        await wait((SHUTDOWN_S + 1) * 1000);
      });
      return world.now();
    },
  },
  {
    name: 'lifetime',
    what: `sockets are closed when they are ${LIFETIME_S} s old, for ${LIFETIMES_MS / 1000} s`,
    async act(world) {
      const end = await streamsWith(world, [{ kind: 'stream-lifetime', seconds: LIFETIME_S }], LIFETIMES_MS);
      await mustSaveAttempts(world);
      return end;
    },
  },
  {
    name: 'storm',
    what: 'all sockets are closed, and handshakes answered 503 for 30 s; below 300 attempts of all processes',
    async act(world) {
      const faults = [{ kind: 'stream-refuse', status: 503 }, { kind: 'stream-close' }] as const;
      const end = await streamsWith(world, faults, 30_000);
      await mustSaveAttempts(world);
      return end;
    },
  },
  {
    name: 'blocked',
    what: `no socket can be opened for ${BLOCKED_MS / 1000} s: the plan leaves level 3, REST keeps all fresh, and it comes back`,
    async act(world, over) {
      await strike(world, { kind: 'stream-refuse', status: 503 }, { kind: 'stream-close' });
      const began = performance.now();
      try {
        // So few pairs fit into the budget without streams: where they do not, it is level 4.
        await awaitThat('a plan without streams', () => isEach(world, (level) => level !== 3), BLOCKED_MS);
        await wait(Math.max(0, began + BLOCKED_MS - performance.now()));
        await mustBeFresh(world, world.pairs(), 25_000, true);
      } finally {
        await world.exchange.clear();
      }
      const end = world.now();
      over(end);
      await awaitThat('level 3 of the plan', () => isEach(world, (level) => level === 3), 20_000);
      return end;
    },
  },
];

/** What happens to our own processes. */
export const ownScenarios: Scenario[] = [
  {
    name: 'kill-all',
    what: 'kill -9 of all collectors',
    async act(world) {
      await world.exchange.clear();
      await Promise.all(collectorsOf(world).map((collector) => collector.kill()));
      return world.now();
    },
  },
  {
    name: 'pause-all',
    what: 'SIGSTOP of all collectors for 10 s',
    async act(world) {
      await world.exchange.clear();
      const all = collectorsOf(world);
      for (const each of all) each.freeze();
      await wait(10_000);
      for (const each of all) each.thaw();
      return world.now();
    },
  },
  {
    name: 'redis-killed',
    what: 'kill -9 of a Redis that keeps its data',
    async act(world) {
      await world.exchange.clear();
      await world.process('redis').kill();
      return world.now();
    },
  },
  {
    name: 'redis-slow',
    what: 'a Redis that writes only each 300 ms, for 10 s',
    async act(world) {
      await world.exchange.clear();
      for (let time = 0; time < 33; time += 1) {
        await world.store.redis.call('CLIENT', 'PAUSE', '280', 'WRITE');
        await wait(300);
      }
      return world.now();
    },
  },
];

/** @throws Error when a book has lost its step meanwhile */
async function stepsKept(world: World, act: () => Promise<void>): Promise<void> {
  const before = await counted(world, 'lostSteps');
  await act();
  await wait(1_500); // reports come each second
  const lost = (await counted(world, 'lostSteps')) - before;
  if (lost > 0) throw new Error(`${lost} books have lost their step`);
}

/** Whether all workers follow a plan on such a level. */
async function isEach(world: World, isRight: (level: number) => boolean): Promise<boolean> {
  const reports = await readReports(world);
  return reports.size > 0 && [...reports.values()].every(({ rung }) => isRight(rung));
}
