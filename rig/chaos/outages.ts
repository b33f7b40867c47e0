import { setTimeout as wait } from 'node:timers/promises';
import type { World } from '../world.ts';
import { keepAgain } from './faults.ts';
import type { Scenario } from './scenario.ts';

/** One component away for long, the others running. @param seconds how long */
export function outages(seconds: number): Scenario[] {
  const outage = (name: string, what: string, isPart: (name: string) => boolean): Scenario => ({
    name: `outage-${name}`,
    what: `${what} down for ${seconds} s`,
    act: (world) => away(world, isPart, seconds),
  });
  return [
    outage('collectors', 'all collectors', (name) => name.startsWith('collector-')),
    outage('trades', 'the collector of trades', (name) => name === 'collector-trades'),
    outage('klines-1', 'the collector of 1-minute candles', (name) => name === 'collector-klines-1'),
    outage('api', 'the API', (name) => name === 'api'),
    outage('exchange', 'the exchange', (name) => name === 'exchange'),
    outage('redis', 'a Redis that keeps its data', (name) => name === 'redis'),
    {
      name: 'outage-redis-empty',
      what: `a Redis that keeps nothing down for ${seconds} s`,
      loses: true,
      async act(world) {
        world.setPersistence(false);
        const end = await away(world, (name) => name === 'redis', seconds);
        await keepAgain(world);
        return end;
      },
    },
  ];
}

/** Resolves to when all were up again, exchange ms. */
async function away(world: World, isPart: (name: string) => boolean, seconds: number): Promise<number> {
  const parts = [...world.processes.values()].filter(({ name }) => isPart(name));
  await Promise.all(parts.map((part) => part.fell()));
  await wait(seconds * 1000);
  await Promise.all(parts.map((part) => part.raise()));
  return world.now();
}
