import { collectorsOf } from '../../../markets/markets.js';
import { type RedisServer, startRedisServer } from '../../../scripts/redis/redisServer.ts';
import { readMarketState } from '../../../store/market/marketState.ts';
import { budgetKey } from '../../../store/redis/keys.ts';
import { eventually } from '../../eventually.ts';
import { type AtEnd, inWorld } from '../../inWorld.ts';
import { openBench } from './collecting.ts';

const collectors = collectorsOf('spot');

const pairs = ['btcusdt', 'ethusdt'];
const account = { egress: 'local', market: 'spot' } as const;
const turn = Date.UTC(2026, 5, 10, 9, 7);
const names = collectors.map(({ name }) => name);
const PROCESSES = 3;

async function open(atEnd: AtEnd) {
  const bench = await openBench(
    { pairs, retention: { klines: 50, trades: 1000 } },
    {
      at: turn - 20_000,
      isRealTime: true,
    },
  );
  const servers: RedisServer[] = [];
  atEnd(async () => {
    await bench.stopAll();
    for (const server of servers) await server.stop();
    await bench.close();
  });
  return {
    bench,
    servers,
    async startAll() {
      for (let own = 0; own < PROCESSES; own++) {
        await bench.start(names.filter((_, index) => index % PROCESSES === own));
      }
    },
    foreign: async () => (await readMarketState(bench.store, account, bench.simulator.now())).foreign,
    until: (time: number) => eventually(() => bench.simulator.now() >= time),
  };
}

it.concurrent.each([
  ['keeps its data', { appendOnly: true }, false, false],
  ['keeps nothing', {}, false, false],
  ['comes back with an older state', {}, true, false],
  ['comes back with an older state, all processes anew', {}, true, true],
] as const)(
  'after kill -9 of a Redis that %s nothing of our own is taken for foreign, and what is foreign is seen',
  inWorld(
    open,
    async (
      { bench, servers, startAll, foreign, until },
      _name: string,
      options: object,
      isSaved: boolean,
      areNew: boolean,
    ) => {
      if ('appendOnly' in options) await bench.store.redis.config('SET', 'appendonly', 'yes');
      const { redis } = bench.store;
      // Whoever counts has done so in the minute before, too.
      await redis.hset(budgetKey('local', 'spot', turn / 60_000 - 2), 'own', 1);
      await startAll();
      // New processes take a while to begin, which is to be before the minute turns.
      const killedAt = turn - (areNew ? 8_000 : 5_000);
      await until(killedAt - 3_000);
      if (isSaved) await redis.save();
      await until(killedAt);
      if (areNew) await bench.stopAll();
      await bench.test.server.kill();
      servers.push(await startRedisServer({ directory: bench.test.directory, ...options }));
      if (areNew) await startAll();
      await eventually(() => bench.store.isUp());

      let most = 0;
      await eventually(async () => {
        most = Math.max(most, await foreign());
        return bench.simulator.now() > turn + 9_000;
      });
      expect(most).toBe(0);

      // Answered shortly: five thousand levels would take the simulator a while.
      bench.simulator.inject({ kind: 'shape', path: 'depth', symbol: 'DOGEUSDT' });
      for (let call = 0; call < 8; call++)
        await fetch(`${bench.simulator.url}/api/v3/depth?symbol=DOGEUSDT&limit=5000`);
      await eventually(async () => {
        const seen = await foreign();
        expect(seen).toBeGreaterThanOrEqual(1800);
        expect(seen).toBeLessThanOrEqual(2100);
      });
      expect(Object.keys(bench.simulator.stats().byStatus)).toEqual(['200']);
    },
  ),
);
