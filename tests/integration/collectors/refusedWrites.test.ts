import { mkdirSync, rmdirSync } from 'node:fs';
import { join } from 'node:path';
import { startApi } from '../../../api/start.ts';
import { freePort } from '../../../scripts/freePort.ts';
import type { Store } from '../../../store/connect.ts';
import { eventually } from '../../eventually.ts';
import { type Bench, type Collecting, openBench } from './collecting.ts';

let bench: Bench;
let collecting: Collecting;
let port: number;
/** Sees to the faults. */
let admin: Store;
const closers: (() => unknown)[] = [];

beforeAll(async () => {
  bench = await openBench({ pairs: ['btcusdt'] });
  collecting = await bench.start(['pair-info', 'price']);
  port = await freePort();
  const directory = join(bench.test.directory, 'logs');
  const env = { ...bench.env, API_PORT: String(port), LOG_DIR: directory };
  const api = await startApi({ env, onFatal: (error) => Promise.reject(error) });
  admin = bench.test.store;
  closers.push(() => api.stop());
  await eventually(async () => (await health()).redis.warning === undefined && isFresh());
}, 30_000);
afterAll(async () => {
  for (const close of closers.reverse()) await close();
  await bench.close();
});

const config = (...args: string[]) => admin.redis.call('CONFIG', 'SET', ...args);
const health = async () =>
  (await (await fetch(`http://127.0.0.1:${port}/health`)).json()) as { status: string; redis: { warning?: string } };
async function isFresh(): Promise<boolean> {
  const asOf = await admin.redis.hget('spot:{btcusdt}:price:meta', 'asOf');
  return bench.simulator.now() - Number(asOf) < 1_000;
}
const dump = () => join(bench.test.directory, 'dump.rdb');

interface Fault {
  readonly code: string;
  readonly warning: RegExp;
  begin(): Promise<unknown>;
  end(): Promise<unknown>;
}

const faults: Fault[] = [
  {
    code: 'OOM',
    warning:
      /^Redis refuses writes: OOM command not allowed when used memory > 'maxmemory': raise its maxmemory, or lower/,
    begin: () => config('maxmemory', '1'),
    end: () => config('maxmemory', '0'),
  },
  {
    code: 'NOREPLICAS',
    warning: /^Redis refuses writes: NOREPLICAS Not enough good replicas to write: bring its replicas back/,
    begin: () => config('min-replicas-to-write', '1'),
    end: () => config('min-replicas-to-write', '0'),
  },
  {
    code: 'MISCONF',
    warning: /^Redis refuses writes: MISCONF .+: it cannot save its data/,
    async begin() {
      mkdirSync(dump());
      await config('save', '3600 1');
      await admin.redis.call('BGSAVE');
    },
    async end() {
      rmdirSync(dump());
      await config('save', '');
    },
  },
  {
    code: 'READONLY',
    warning: /^Redis refuses writes: READONLY .+: it is a replica: redis\.url must lead to the primary$/,
    begin: () => admin.redis.replicaof('127.0.0.1', '1'),
    end: () => admin.redis.replicaof('NO', 'ONE'),
  },
  {
    code: 'NOPERM',
    warning: /^Redis refuses commands: NOPERM .+: give its user the rights/,
    begin: () => admin.redis.call('ACL', 'SETUSER', 'default', '-hset'),
    end: () => admin.redis.call('ACL', 'SETUSER', 'default', '+hset'),
  },
];

it.each(faults)(
  '$code is named in /health with what to do, logged once, and so is its end',
  async (fault) => {
    const said = (text: string) => collecting.lines.filter((line) => line.includes(text)).length;
    await fault.begin();
    await eventually(async () => {
      const { status, redis } = await health();
      expect(redis.warning).toMatch(fault.warning);
      expect(['degraded', 'stale']).toContain(status);
    }, 6_000);
    // Beyond the lease: then nobody polls or reports any more.
    await eventually(async () => !(await isFresh()) && (await bench.report('price'))?.at !== undefined);
    const until = performance.now() + 3_500;
    await eventually(() => performance.now() > until);
    expect((await health()).redis.warning).toMatch(fault.warning);
    await fault.end();
    await eventually(async () => (await health()).redis.warning === undefined, 6_000);
    await eventually(isFresh, 6_000);
    expect(said(`: ${fault.code} `)).toBe(1);
    expect(said(`no longer refuses ${/refuses (\w+)/.exec(fault.warning.source)?.[1]} (${fault.code})`)).toBe(1);
  },
  30_000,
);
