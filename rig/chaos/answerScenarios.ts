import { setTimeout as wait } from 'node:timers/promises';
import type { Fault } from '../../simulator/faults.ts';
import { answerWith, awaitSecond, keepAgain, orderPause, processesOf } from './faults.ts';
import type { Scenario } from './scenario.ts';

const ANSWERS_MS = 6_000;
/** Every market has had a trade since then, so that what is stale differs. */
const STALE_MS = 20_000;

const answers = (name: string, what: string, ...faults: Fault[]): Scenario => ({
  name,
  what,
  act: (world) => answerWith(world, faults, ANSWERS_MS),
});

/** The exchange answers as it should not. */
export const answerScenarios: Scenario[] = [
  { name: '429', what: '429 with Retry-After: 5', act: (world) => orderPause(world, 429, 5) },
  { name: '418', what: '418 with Retry-After: 8', act: (world) => orderPause(world, 418, 8) },
  {
    name: 'ban-and-restart',
    what: '418 with Retry-After: 8; three workers, or the process of all, are killed meanwhile',
    async act(world) {
      const end = await orderPause(world, 418, 8);
      await wait(1_000);
      await Promise.all(processesOf(world, 'trades', 'klines-1', 'price').map((worker) => worker.kill()));
      return end;
    },
  },
  {
    name: 'ban-and-lost-redis',
    what: '418 with Retry-After: 10; Redis loses its data meanwhile',
    loses: true,
    async act(world) {
      const end = await orderPause(world, 418, 10);
      await wait(1_500); // each process has met it
      world.setPersistence(false);
      await world.process('redis').kill();
      await keepAgain(world);
      return end;
    },
  },
  {
    name: '403',
    what: '403 to everything for 8 s',
    act: (world) => answerWith(world, [{ kind: 'status', status: 403 }], 8_000),
  },
  answers('500', '500 to everything for 6 s', { kind: 'status', status: 500 }),
  answers('503', '503 to everything for 6 s', { kind: 'status', status: 503 }),
  answers('hang', 'no answer for 6 s', { kind: 'hang' }),
  answers('drip', 'a byte each 100 ms for 6 s', { kind: 'drip' }),
  answers('delay', 'right answers 3 s late, for 6 s', { kind: 'delay', delayMs: 3_000 }),
  answers('reset', 'reset connections for 6 s', { kind: 'reset' }),
  answers('truncated', 'answers cut in the middle for 6 s', { kind: 'truncated' }),
  answers('html', 'HTML with status 200 for 6 s', { kind: 'html' }),
  answers('garbage', 'bytes that are no JSON for 6 s', { kind: 'garbage' }),
  answers('shape', 'JSON of another shape for 6 s', { kind: 'shape' }),
  answers('empty', 'an empty list for 6 s', { kind: 'shape', body: [] }),
  answers('negative', 'negative prices for 6 s', { kind: 'negative' }),
  answers('null', 'null in place of prices for 6 s', { kind: 'null' }),
  answers('duplicate', 'the last row twice, for 6 s', { kind: 'duplicate' }),
  answers('reordered', 'rows turned round for 6 s', { kind: 'reordered' }),
  {
    name: 'stale',
    what: 'books, candles and trades of 20 s ago, within a minute',
    async act(world) {
      await awaitSecond(world, 24, 50);
      return answerWith(
        world,
        ['depth', 'klines', 'aggTrades'].map((path): Fault => ({ kind: 'stale', path, ageMs: STALE_MS })),
        ANSWERS_MS,
      );
    },
  },
  {
    name: 'stale-turn',
    what: "candles of 20 s ago across a minute's turn",
    async act(world) {
      await awaitSecond(world, 56, 57);
      return answerWith(world, [{ kind: 'stale', path: 'klines', ageMs: STALE_MS }], ANSWERS_MS);
    },
  },
  {
    name: 'stale-24h',
    what: '24-hour figures of 20 s ago',
    act: (world) => answerWith(world, [{ kind: 'stale', path: 'ticker/24hr', ageMs: STALE_MS }], ANSWERS_MS),
  },
];
