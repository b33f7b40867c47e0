import fs from 'node:fs';
import http from 'node:http';
import os from 'node:os';
import path from 'node:path';
import { allMarkets, seriesOf } from '../../api/context/markets.ts';
import { freePort } from '../../scripts/processes/freePort.ts';
import { startChild } from '../../scripts/processes/startChild.ts';
import { startRedisServer } from '../../scripts/redis/redisServer.ts';
import { connectStore, type Store } from '../../store/redis/connect.ts';
import { dataKey } from '../../store/redis/keys.ts';
import { type Gap, MOST_GAPS, writeGaps } from '../../store/values/gaps.ts';
import { writeLatest } from '../../store/values/latest.ts';
import { createTestLog } from '../testStore.ts';

const root = path.resolve(__dirname, '../..');
export const pairs = ['btcusdt', 'ethusdt', 'etcusdt', 'ltcusdt', 'xrpusdt', 'bnbusdt', 'adausdt'];

/** The API as it is run, in a process of its own, over a Redis of its own. */
export interface ApiProcess {
  readonly port: number;
  readonly pid: number;
  readonly directory: string;
  readonly store: Store;
  /** Bytes of memory that are resident. */
  rss(): number;
  /** Milliseconds until the answer is there, over a connection that is kept. @throws Error when it has another status than 200 */
  ask(target: string): Promise<number>;
  log(): string;
  stop(): Promise<void>;
}

export interface ApiProcessOptions {
  /** What `ulimit -n` says for it. */
  readonly descriptors?: number;
  /** More of `api` in its CONFIG.json. */
  readonly api?: object;
}

export async function startApiProcess({ descriptors = 4096, api = {} }: ApiProcessOptions = {}): Promise<ApiProcess> {
  const directory = fs.mkdtempSync(path.join(os.tmpdir(), 'api-'));
  const redis = await startRedisServer({ directory });
  const store = await connectStore({ url: redis.url, db: 2, name: 'test', log: createTestLog().log });
  await fill(store);
  const port = await freePort();
  const file = path.join(directory, 'CONFIG.json');
  fs.writeFileSync(file, JSON.stringify({ pairs, redis: { url: redis.url }, api: { ...api, port } }));
  const part = await startChild({
    command: '/bin/sh',
    args: ['-c', `ulimit -n ${descriptors}; exec "$@"`, 'sh', process.execPath, 'dist/api/main.js'],
    cwd: root,
    env: { PATH: process.env.PATH, NODE_ENV: 'production', CONFIG_FILE: file, LOG_DIR: directory },
    onLine: (line) => process.stderr.write(`${line}\n`),
  });
  const pid = part.process.pid ?? 0;
  const agent = new http.Agent({ keepAlive: true, maxSockets: 1 });
  return {
    port,
    pid,
    directory,
    store,
    rss: () => Number(/VmRSS:\s+(\d+) kB/.exec(fs.readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]) * 1024,
    ask: (target) =>
      new Promise((resolve, reject) => {
        const startedAt = performance.now();
        const request = http.get({ port, path: target, agent }, (response) => {
          response.resume().once('end', () => {
            if (response.statusCode === 200) resolve(performance.now() - startedAt);
            else reject(new Error(`${target} answered ${response.statusCode}`));
          });
        });
        request.once('error', reject);
      }),
    log: () => fs.readFileSync(path.join(directory, 'api.log'), 'utf8'),
    async stop() {
      agent.destroy();
      await part.stop();
      await store.close();
      await redis.stop();
      fs.rmSync(directory, { recursive: true, force: true });
    },
  };
}

/** Data that makes long answers. */
async function fill(store: Store): Promise<void> {
  const write = { fence: 1, asOf: Date.now(), source: 'simulator' };
  for (const code of pairs) {
    await writeLatest(
      store,
      dataKey('spot', code, 'price'),
      `{"symbol":"${code.toUpperCase()}","price":"1.50"}`,
      write,
    );
  }
  for (const { name } of seriesOf(allMarkets.collectors)) {
    const gaps = Array.from({ length: MOST_GAPS }, (_, index): Gap => {
      const [from, foundAt] = [1_790_000_040_000 + index * 60_000, 1_790_000_041_250 + index];
      const code = pairs[index % pairs.length] ?? '';
      return {
        code,
        from,
        to: from,
        cause: 'unknown',
        state: 'filled',
        foundAt,
        changedAt: foundAt,
        left: null,
        rows: 1,
      };
    });
    await writeGaps(store, name, 1, gaps);
  }
}
