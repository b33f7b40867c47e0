import { setTimeout as wait } from 'node:timers/promises';
import { listingKey } from '../../store/redis/keys.ts';
import { audit } from '../audit.ts';
import { targetsOf } from '../targets.ts';
import { readSample } from '../watcher.ts';
import type { World } from '../world.ts';
import { awaitThat, awaitTime } from './faults.ts';
import { mustBeFresh } from './operationScenarios.ts';
import type { Scenario } from './scenario.ts';

/** Listings are read each minute. */
const NOTICED_WITHIN_MS = 90_000;
const COMPLETE_WITHIN_MS = 60_000;
const HOUR = 3_600_000;

/** What the calendar brings, on the day on which it does. */
interface Dated extends Scenario {
  /** When the world begins, exchange ms. */
  readonly startsAt: number;
}

const DELIVERY = Date.UTC(2026, 11, 25, 8);
const PAYMENT = Date.UTC(2026, 10, 20, 4);
/** So long before it the world begins, ms. */
const BEFORE_MS = 120_000;

export const calendarScenarios: readonly Dated[] = [
  {
    name: 'delivery',
    what: 'a contract is delivered: what it has left is complete, the others stay fresh, and it is taken out of CONFIG.json',
    startsAt: DELIVERY - BEFORE_MS,
    async act(world) {
      await awaitTime(world, DELIVERY);
      const [dated = '', ...more] = world.pairs().filter((code) => code.includes('_'));
      if (dated === '' || more.length > 0) throw new Error('needs one dated contract');
      const others = world.pairs().filter((code) => code !== dated);
      const isHalted = async (): Promise<boolean> => {
        const { status } = JSON.parse((await world.store.redis.hget(listingKey('usdm'), dated)) ?? '{}') as Listed;
        return status === 'DELIVERING' || status === 'DELIVERED';
      };
      await awaitThat(`${dated} to be known as delivered`, isHalted, NOTICED_WITHIN_MS);
      await mustBeFresh(world, others, 12_000);
      await mustBeComplete(world);
      world.setPairs(others);
      const end = world.now();
      const keys = targetsOf(world.config(), { market: 'usdm', codes: [dated] }).map(({ key }) => key);
      await awaitThat('its data to be removed', async () => !(await world.store.redis.exists(...keys)), 20_000);
      return end;
    },
  },
  {
    name: 'funding-interval',
    what: 'a contract pays funding for the first time after four hours instead of eight',
    startsAt: PAYMENT - BEFORE_MS,
    async act(world) {
      await awaitTime(world, PAYMENT);
      const target = targetsOf(world.config(), { market: 'usdm', codes: ['linkusdt'] }).find(
        ({ collector }) => collector.feed === 'funding-rate',
      );
      if (target === undefined) throw new Error('needs LINKUSDT');
      const rowOf = async (dueAt: number): Promise<readonly unknown[] | undefined> => {
        const rows = (await readSample(world, target))?.rows.map((row) => JSON.parse(row) as unknown[]) ?? [];
        return rows.find(([time]) => Number(time) >= dueAt && Number(time) < dueAt + HOUR);
      };
      await awaitThat('the payment', async () => (await rowOf(PAYMENT)) !== undefined, NOTICED_WITHIN_MS);
      const [before, after] = [await rowOf(PAYMENT - 4 * HOUR), await rowOf(PAYMENT)];
      if (before?.[3] !== 8 || after?.[3] !== 4) throw new Error(`stored as ${before?.[3]} and ${after?.[3]} hours`);
      // What was allowed is known since the process has seen it.
      if (before[4] !== null || after[4] === null) throw new Error(`caps are ${before[4]} and ${after[4]}`);
      return world.now();
    },
  },
];

interface Listed {
  readonly status?: string;
}

/** @throws Error saying what is not as the exchange has it */
async function mustBeComplete(world: World): Promise<void> {
  const deadline = performance.now() + COMPLETE_WITHIN_MS;
  for (;;) {
    const { missing, wrong } = await audit(world, new Map());
    if (missing.size === 0 && wrong.length === 0) return;
    if (performance.now() > deadline) {
      const lines = [...[...missing].map(([key, count]) => `${count} of ${key}`), ...wrong.map(({ why }) => why)];
      throw new Error(`not complete: ${lines.slice(0, 3).join('; ')}`);
    }
    await wait(2_000);
  }
}
