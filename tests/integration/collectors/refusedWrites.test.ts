import { mkdirSync, rmdirSync } from 'node:fs';
import { join } from 'node:path';
import { startApi } from '../../../api/start.ts';
import { freePort } from '../../../scripts/processes/freePort.ts';
import { eventually } from '../../eventually.ts';
import { type AtEnd, inWorld } from '../../inWorld.ts';
import { openBench } from './collecting.ts';

type World = Awaited<ReturnType<typeof open>>;
async function open(atEnd: AtEnd) {
  const bench = await openBench({ pairs: ['btcusdt'] }, { isRealTime: true });
  atEnd(() => bench.close());
  const collecting = await bench.start(['pair-info', 'price']);
  const port = await freePort();
  const directory = join(bench.test.directory, 'logs');
  const env = { ...bench.env, API_PORT: String(port), LOG_DIR: directory };
  const api = await startApi({ env, onFatal: (error) => Promise.reject(error) });
  atEnd(() => api.stop());
  const { redis } = bench.store;
  const world = {
    bench,
    /** Sees to the faults. */
    redis,
    config: (...args: string[]) => redis.call('CONFIG', 'SET', ...args),
    dump: join(bench.test.directory, 'dump.rdb'),
    said: (text: string) => collecting.lines.filter((line) => line.includes(text)).length,
    async health() {
      const response = await fetch(`http://127.0.0.1:${port}/health`);
      return (await response.json()) as { status: string; redis: { warning?: string } };
    },
    async isFresh() {
      const asOf = await redis.hget('spot:{btcusdt}:price:meta', 'asOf');
      return bench.simulator.now() - Number(asOf) < 1_000;
    },
  };
  await eventually(async () => (await world.health()).redis.warning === undefined && world.isFresh());
  return world;
}

interface Fault {
  readonly code: string;
  readonly warning: RegExp;
  begin(world: World): Promise<unknown>;
  end(world: World): Promise<unknown>;
}

const faults: Fault[] = [
  {
    code: 'OOM',
    warning:
      /^Redis refuses writes: OOM command not allowed when used memory > 'maxmemory': raise its maxmemory, or lower/,
    begin: ({ config }) => config('maxmemory', '1'),
    end: ({ config }) => config('maxmemory', '0'),
  },
  {
    code: 'NOREPLICAS',
    warning: /^Redis refuses writes: NOREPLICAS Not enough good replicas to write: bring its replicas back/,
    begin: ({ config }) => config('min-replicas-to-write', '1'),
    end: ({ config }) => config('min-replicas-to-write', '0'),
  },
  {
    code: 'MISCONF',
    warning: /^Redis refuses writes: MISCONF .+: it cannot save its data/,
    async begin({ config, dump, redis }) {
      mkdirSync(dump);
      await config('save', '3600 1');
      await redis.call('BGSAVE');
    },
    async end({ config, dump }) {
      rmdirSync(dump);
      await config('save', '');
    },
  },
  {
    code: 'READONLY',
    warning: /^Redis refuses writes: READONLY .+: it is a replica: redis\.url must lead to the primary$/,
    begin: ({ redis }) => redis.replicaof('127.0.0.1', '1'),
    end: ({ redis }) => redis.replicaof('NO', 'ONE'),
  },
  {
    code: 'NOPERM',
    warning: /^Redis refuses commands: NOPERM .+: give its user the rights/,
    begin: ({ redis }) => redis.call('ACL', 'SETUSER', 'default', '-hset'),
    end: ({ redis }) => redis.call('ACL', 'SETUSER', 'default', '+hset'),
  },
];

it.concurrent.each(faults)(
  '$code is named in /health with what to do, logged once, and so is its end',
  inWorld(open, async (world, fault: Fault) => {
    const { bench, health, isFresh, said } = world;
    await fault.begin(world);
    await eventually(async () => {
      const { status, redis } = await health();
      expect(redis.warning).toMatch(fault.warning);
      expect(['degraded', 'stale']).toContain(status);
    });
    // Beyond the lease: then nobody polls or reports any more.
    await eventually(async () => !(await isFresh()) && (await bench.report('price'))?.at !== undefined);
    const until = performance.now() + 3_500;
    await eventually(() => performance.now() > until);
    // It is told anew each second: one look may come between two tellings that a busy machine holds up.
    await eventually(async () => expect((await health()).redis.warning).toMatch(fault.warning));
    await fault.end(world);
    await eventually(async () => (await health()).redis.warning === undefined);
    await eventually(isFresh);
    expect(said(`: ${fault.code} `)).toBe(1);
    expect(said(`no longer refuses ${/refuses (\w+)/.exec(fault.warning.source)?.[1]} (${fault.code})`)).toBe(1);
  }),
);
