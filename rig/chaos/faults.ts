import { setTimeout as wait } from 'node:timers/promises';
import type { Fault } from '../../simulator/faults.ts';
import type { Managed } from '../managed.ts';
import type { World } from '../world.ts';

const LOOK_EVERY_MS = 10;

/** The same wrong answer to each request for `forMs`. Resolves to when it was over, exchange ms. */
export async function answerWith(world: World, faults: readonly Fault[], forMs: number): Promise<number> {
  for (const fault of faults) await world.exchange.inject(fault);
  await wait(forMs);
  await world.exchange.clear();
  return world.now();
}

/** One answer that asks everybody to wait. Resolves to when the wait is over, exchange ms; does not wait for it. */
export async function orderPause(world: World, status: 429 | 418, retryAfter: number): Promise<number> {
  await world.exchange.inject({ kind: 'status', market: world.market, status, retryAfter, times: 1 });
  while ((await world.exchange.faults()) > 0) await wait(LOOK_EVERY_MS);
  return world.now() + retryAfter * 1000;
}

/** Waits until a second of the exchange's minute lies in [from, to]. */
export async function awaitSecond(world: World, from: number, to: number): Promise<void> {
  while (!isWithin((world.now() / 1000) % 60, from, to)) await wait(LOOK_EVERY_MS);
}

const isWithin = (second: number, from: number, to: number): boolean => second >= from && second <= to;

/** Waits until the exchange's time is `at`. */
export async function awaitTime(world: World, at: number): Promise<void> {
  await wait(Math.max(0, at - world.now()));
}

/** Waits until `check` holds. @throws Error saying what did not come */
export async function awaitThat(what: string, check: () => Promise<boolean>, withinMs: number): Promise<void> {
  const deadline = performance.now() + withinMs;
  while (!(await check().catch(() => false))) {
    if (performance.now() > deadline) throw new Error(`${what}: not within ${withinMs / 1000} s`);
    await wait(100);
  }
}

/** The processes of these collectors of the market that the faults are of: one, where all share it. */
export function processesOf(world: World, ...names: readonly string[]): Managed[] {
  const shared = world.processes.get(`collector-${world.market}`);
  return shared === undefined ? names.map((name) => world.process(`collector-${name}`)) : [shared];
}

/** Has a Redis that was started without persistence keep its data from now on. */
export async function keepAgain(world: World): Promise<void> {
  world.setPersistence(true);
  const isKept = async (): Promise<boolean> => (await world.store.redis.config('SET', 'appendonly', 'yes')) === 'OK';
  await awaitThat('persistence on again', isKept, 5_000);
}
