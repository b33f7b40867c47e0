import { setTimeout as wait } from 'node:timers/promises';
import type { Config } from '../../config/config.ts';
import { marketNames, markets } from '../../markets/markets.js';
import { clockKey, dataKey, metaKey } from '../../store/redis/keys.ts';
import { recover } from '../recovery.ts';
import { spendAtOnce, spendForeign } from '../spendForeign.ts';
import { pairName, targetsOf } from '../targets.ts';
import type { World } from '../world.ts';
import { awaitSecond, awaitThat, awaitTime, processesOf } from './faults.ts';
import { lateWrites } from './lateWrites.ts';
import type { Scenario } from './scenario.ts';

const PAUSE_MS = 20_000;
/** What a pair is called that is not traded. */
const stopped = { spot: 'BREAK', usdm: 'SETTLING' } as const;
const MINUTE = 60_000;

/** What happens to pairs, and to the machine that everything runs on. */
export const operationScenarios: Scenario[] = [
  {
    name: 'delist',
    what: 'a pair delisted for 10 s and listed again, noticed by an edit of CONFIG.json; the others stay fresh',
    async act(world) {
      const [code, ...others] = world.pairs().toReversed();
      if (code === undefined || others.length === 0) throw new Error('needs two pairs');
      await world.exchange.delist(world.market, code);
      await wait(10_000);
      await mustBeFresh(world, others, 3_000);
      await world.exchange.setStatus(world.market, code, 'TRADING');
      const { level } = world.config().log;
      // A pair that the exchange does not know is looked for each 5 minutes, and at each edit.
      world.configure({ log: { level: level === 'info' ? 'warn' : 'info' } });
      return world.now();
    },
  },
  {
    name: 'halt',
    what: 'trading of a pair stopped for 20 s; the others stay fresh',
    async act(world) {
      const [code, ...others] = world.pairs().toReversed();
      if (code === undefined || others.length === 0) throw new Error('needs two pairs');
      const name = pairName(world.market, code);
      world.untold.add(name);
      // A minute that ends meanwhile is restated by the simulator afterwards: two looks at a final candle must reach over it.
      await awaitSecond(world, 5, 30);
      await world.exchange.setStatus(world.market, code, stopped[world.market]);
      await wait(PAUSE_MS);
      await mustBeFresh(world, others, 3_000);
      await world.exchange.setStatus(world.market, code, 'TRADING');
      const end = world.now();
      // Beside the measurement, which would else begin when all is fresh already.
      void recover(world, end).then(() => world.untold.delete(name));
      return end;
    },
  },
  {
    name: 'disk-full',
    what: "no space left for Redis' append-only file for 10 s",
    lacks: ({ disk }) => (typeof disk === 'string' ? disk : undefined),
    async act({ disk, now }) {
      if (typeof disk === 'string') throw new Error(disk);
      disk.fill();
      await wait(10_000);
      disk.empty();
      return now();
    },
  },
  {
    name: 'edits',
    what: 'CONFIG.json broken, invalid, a pair added, an unknown pair, back; a worker killed meanwhile',
    act: editConfig,
  },
  {
    name: 'two-instances',
    what: 'second instances of three workers, or of the process of all; the first ones are killed, then frozen for 20 s',
    async act(world) {
      const firsts = processesOf(world, 'trades', 'klines-1', 'price');
      const seconds = await Promise.all(firsts.map(({ name }) => world.addInstance(name)));
      await Promise.all(firsts.map((first) => first.fell()));
      await mustRecover(world, 'after the first instances were killed');
      await Promise.all(firsts.map((first) => first.raise()));
      for (const second of seconds) second.freeze();
      const frozenAt = world.now();
      await mustRecover(world, 'after the holders of the leases were frozen');
      await awaitTime(world, frozenAt + PAUSE_MS);
      for (const second of seconds) second.thaw();
      await wait(3_000);
      await Promise.all(seconds.map((second) => second.stop()));
      return world.now();
    },
  },
  {
    name: 'late-writes',
    what: 'writes with an old fence, an old asOf, an old book, an old candle',
    async act(world) {
      await awaitSecond(world, 20, 50);
      await lateWrites(world);
      return world.now();
    },
  },
  {
    name: 'foreign',
    what: 'another program on the same address spends a third of the weight of each minute, for 75 s or more',
    async act(world) {
      const stopping = new AbortController();
      const spending = spendForeign(world, markets[world.market].limit.weight / 3, stopping.signal);
      await awaitTime(world, (Math.floor((world.now() + 75_000) / MINUTE) + 1) * MINUTE);
      stopping.abort();
      await spending;
      return world.now();
    },
  },
  {
    name: 'burst',
    what: 'another program on the same address spends all but 300 weight of a minute at once, late in it',
    async act(world) {
      await awaitSecond(world, 46, 47);
      const stats = await world.exchange.stats();
      const { weightByMinute } = world.market === 'spot' ? stats : stats.usdm;
      const spent = weightByMinute[Math.floor(world.now() / MINUTE) * MINUTE] ?? 0;
      await spendAtOnce(world, markets[world.market].limit.weight - 300 - spent);
      await awaitTime(world, (Math.floor(world.now() / MINUTE) + 1) * MINUTE);
      return world.now();
    },
  },
  {
    name: 'clock',
    what: "an exchange whose clock can only be measured badly, across a minute's turn",
    async act(world) {
      await world.exchange.inject({ kind: 'delay', path: 'time', delayMs: 1_600 });
      // A better one that is known would be kept.
      await world.store.redis.del(clockKey(world.market));
      await awaitThat('a bad measurement', async () => (await uncertainty(world)) > 500, 10_000);
      await awaitTime(world, (Math.floor((world.now() + 4_000) / MINUTE) + 1) * MINUTE + 3_000);
      await world.exchange.clear();
      await Promise.all(processesOf(world, 'pair-info').map((worker) => worker.kill()));
      await awaitThat('a good measurement', async () => (await uncertainty(world)) < 100, 10_000);
      return world.now();
    },
  },
  {
    name: 'wall-clock',
    what: "the machine's clock set back by an hour, then forward by two, across a minute's turn",
    async act(world) {
      const turn = (Math.floor((world.now() + 15_000) / MINUTE) + 1) * MINUTE;
      await awaitTime(world, turn - 10_000);
      world.setWallClock(-60 * MINUTE);
      await awaitTime(world, turn + 5_000);
      await mustBeFresh(world, world.pairs(), 4_000);
      world.setWallClock(60 * MINUTE);
      await wait(8_000);
      await mustBeFresh(world, world.pairs(), 4_000);
      world.setWallClock(0);
      return world.now();
    },
  },
  {
    name: 'two-hours',
    what: 'all collectors down while two hours pass on the exchange',
    async act(world) {
      const workers = [...world.processes.values()].filter(({ name }) => name.startsWith('collector-'));
      await Promise.all(workers.map((worker) => worker.fell()));
      await world.moveClock(120 * MINUTE);
      // As after a boot: what was measured before does not count.
      await world.store.redis.del(marketNames.map(clockKey));
      await Promise.all(workers.map((worker) => worker.raise()));
      return world.now();
    },
  },
];

async function editConfig(world: World): Promise<number> {
  const pairs = world.pairs();
  const added = 'ltcusdt';
  const standing = { ...world.config(), apiKeys: [] };
  world.writeConfig('{ "pairs": ["btcusdt",');
  await wait(2_500);
  world.writeConfig(JSON.stringify({ ...standing, retention: { klines: -1 } }));
  await wait(2_500);
  world.setPairs([...pairs, added]);
  const isStored = async (): Promise<boolean> =>
    (await world.store.redis.exists(dataKey(world.market, added, 'klines', 1))) === 1;
  await awaitThat(`${added} to be collected`, isStored, 10_000);
  await Promise.all(processesOf(world, 'klines-1').map((worker) => worker.kill()));
  world.writeConfig(JSON.stringify({ ...withPairs(world, [...pairs, added, 'nosuchusdt']), apiKeys: [] }));
  await wait(5_000);
  await mustBeFresh(world, world.pairs(), 12_000);
  world.setPairs(pairs);
  const end = world.now();
  const keys = targetsOf(world.config(), { market: world.market, codes: [added] }).flatMap(({ key }) => [
    key,
    metaKey(key),
  ]);
  await awaitThat(
    `the data of ${added} to be removed`,
    async () => (await world.store.redis.exists(...keys)) === 0,
    10_000,
  );
  return end;
}

/** @param byRest what comes by streams alone is left out @throws Error naming what is older than `withinMs` */
export async function mustBeFresh(
  world: World,
  codes: readonly string[],
  withinMs: number,
  byRest = false,
): Promise<void> {
  const { stale } = await recover({ ...world, config: () => withPairs(world, codes) }, world.now() - withinMs, 1);
  const targets = targetsOf(world.config()).filter(({ collector: { row } }) => !byRest || row.ask !== 'none');
  const judged = new Set(targets.map(({ key }) => key));
  const old = stale.filter((key) => judged.has(key));
  if (old.length > 0) throw new Error(`not kept fresh meanwhile: ${old.join(', ')}`);
}

/** The configuration as if these were the pairs of the market that the faults are of. */
function withPairs(world: World, pairs: readonly string[]): Config {
  const config = world.config();
  const { usdm } = config;
  if (world.market === 'spot') return { ...config, pairs };
  return usdm === undefined ? config : { ...config, usdm: { ...usdm, pairs } };
}

async function mustRecover(world: World, when: string): Promise<void> {
  const { stale } = await recover(world, world.now(), 10_000);
  if (stale.length > 0) throw new Error(`not fresh ${when}: ${stale.join(', ')}`);
}

async function uncertainty({ store, market }: World): Promise<number> {
  const clock = JSON.parse((await store.redis.get(clockKey(market))) ?? '{"uncertainty":0}') as { uncertainty: number };
  return clock.uncertainty;
}
