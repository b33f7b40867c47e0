import { setTimeout as wait } from 'node:timers/promises';
import type { Fault } from '../../simulator/faults.ts';
import { answerWith, orderPause } from './faults.ts';
import { lateWrites } from './lateWrites.ts';
import type { Scenario } from './scenario.ts';
import { start } from './scenarios.ts';

/** Faults that do not get in each other's way, at the same time: when there is little time. */
export const shortScenarios: readonly Scenario[] = [
  start,
  {
    name: 'killed',
    what: 'kill -9 of Redis, of two workers and of the API; another worker frozen for 4 s',
    async act(world) {
      const { processes } = world;
      const frozen = processes.get('collector-depth');
      frozen?.freeze();
      // `collector-spot` is all of them, where they share a process (PROCESSES=market).
      const killed = ['redis', 'collector-klines-1', 'collector-trades', 'collector-spot', 'api'];
      await Promise.all([wait(4_000), ...killed.map((name) => processes.get(name)?.kill())]);
      frozen?.thaw();
      return world.now();
    },
  },
  {
    name: 'spoilt',
    what: 'a different wrong answer from each of six endpoints for 4 s',
    act: (world) => answerWith(world, spoilt, 4_000),
  },
  {
    name: 'late and 429',
    what: 'late writes, then 429 with Retry-After: 2; a worker is killed meanwhile',
    async act(world) {
      await lateWrites(world);
      const end = await orderPause(world, 429, 2);
      await world.process('collector-price').kill();
      return end;
    },
  },
];

const spoilt: readonly Fault[] = [
  { kind: 'negative', path: 'klines' },
  { kind: 'null', path: 'depth' },
  { kind: 'duplicate', path: 'aggTrades' },
  { kind: 'shape', path: 'ticker/price' },
  { kind: 'html', path: 'ticker/24hr' },
  { kind: 'truncated', path: 'ticker/bookTicker' },
];
