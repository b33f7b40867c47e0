import { setTimeout as wait } from 'node:timers/promises';
import { collectorsOf, DEFAULT_MARKET } from '../../markets/markets.js';
import { answerScenarios } from './answerScenarios.ts';
import { keepAgain } from './faults.ts';
import { operationScenarios } from './operationScenarios.ts';
import type { Scenario } from './scenario.ts';

const PAUSE_MS = 20_000;

/** One of each kind of worker, by name: of those of candles one that polls, and one that may roll up. */
const kinds = collectorsOf(DEFAULT_MARKET)
  .filter(({ interval }) => interval === undefined || interval === 1 || interval === 60)
  .map(({ name }) => name);

const kill = (name: string, what: string, ...names: string[]): Scenario => ({
  name: `kill-${name}`,
  what,
  async act(world) {
    await Promise.all(names.map((each) => world.process(each).kill()));
    return world.now();
  },
});

const freeze = (name: string, what: string, ...names: string[]): Scenario => ({
  name: `freeze-${name}`,
  what,
  async act(world) {
    for (const each of names) world.process(each).freeze();
    await wait(PAUSE_MS);
    for (const each of names) world.process(each).thaw();
    return world.now();
  },
});

/** What has nothing to do with any market. */
export const sharedKills: readonly Scenario[] = [
  kill('api', 'kill -9 of the API', 'api'),
  kill('relay', 'kill -9 of the relay', 'relay'),
  kill('exchange', 'kill -9 of the simulated exchange', 'exchange'),
  kill('redis', 'kill -9 of a Redis that keeps its data', 'redis'),
  {
    name: 'kill-redis-empty',
    what: 'kill -9 of a Redis that keeps nothing',
    loses: true,
    async act(world) {
      world.setPersistence(false);
      await world.process('redis').kill();
      const end = world.now();
      await keepAgain(world);
      return end;
    },
  },
];

const kills: readonly Scenario[] = [
  ...kinds.map((kind) => kill(kind, `kill -9 of the worker of ${kind}`, `collector-${kind}`)),
  ...sharedKills,
];

export const freezeRedis = freeze('redis', 'SIGSTOP of Redis for 20 s', 'redis');

const freezes: readonly Scenario[] = [
  freeze(
    'workers',
    'SIGSTOP of four workers for 20 s',
    ...['trades', 'klines-1', 'depth', 'price'].map((kind) => `collector-${kind}`),
  ),
  freezeRedis,
];

/** The first of each world: all others need it. */
export const start: Scenario = { name: 'start', what: 'from an empty Redis', act: async ({ now }) => now() };

/** Everything that can go wrong, in the order in which it is acted out. */
export const scenarios: readonly Scenario[] = [start, ...kills, ...freezes, ...answerScenarios, ...operationScenarios];
