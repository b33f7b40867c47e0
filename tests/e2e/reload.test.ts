import fs from 'node:fs';
import http from 'node:http';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { freePort } from '../../scripts/processes/freePort.ts';
import { type RedisServer, startRedisServer } from '../../scripts/redis/redisServer.ts';
import { eventually } from '../eventually.ts';
import { createPm2, type Pm2 } from './pm2.ts';

/** Ten take two minutes. */
const RELOADS = Number(process.env.RELOADS ?? 2);
const POLL_EVERY_MS = 20;
const ANSWERED_IN_MS = 20_000;
const limitMs = 120_000 + RELOADS * 40_000;
const targets = ['/live', '/GetData?type=price&code=btcusdt', '/health'];

let directory: string;
let redis: RedisServer;
let pm2: Pm2;
let port: number;
beforeAll(async () => {
  directory = fs.mkdtempSync(path.join(os.tmpdir(), 'pm2-'));
  redis = await startRedisServer({ directory: path.join(directory, 'redis') });
  port = await freePort();
  const config = path.join(directory, 'CONFIG.json');
  fs.writeFileSync(config, JSON.stringify({ pairs: ['btcusdt'], redis: { url: redis.url }, api: { port } }));
  const own = { CONFIG_FILE: config, LOG_DIR: path.join(directory, 'logs'), PM2_HOME: path.join(directory, 'pm2') };
  pm2 = createPm2({ ...process.env, ...own });
}, limitMs);
afterAll(async () => {
  await pm2.end();
  await redis.stop();
  fs.rmSync(directory, { recursive: true, force: true });
}, limitMs);

/** Asks until it is told to end. Counts what was answered, by status or by the code of the failure. */
async function poll(agent: http.Agent, isOver: () => boolean): Promise<Record<string, number>> {
  const counts: Record<string, number> = {};
  for (let turn = 0; !isOver(); turn += 1) {
    const outcome = await new Promise<string>((resolve) => {
      const request = http.get({ port, path: targets[turn % targets.length], agent }, (response) => {
        response.resume().once('end', () => resolve(String(response.statusCode)));
        response.once('error', (error: NodeJS.ErrnoException) => resolve(`lost: ${error.code}`));
      });
      request.once('error', (error: NodeJS.ErrnoException) => resolve(`lost: ${error.code}`));
      request.setTimeout(ANSWERED_IN_MS, () => request.destroy(new Error('no answer')));
    });
    counts[outcome] = (counts[outcome] ?? 0) + 1;
    await wait(POLL_EVERY_MS * (turn % 50 === 0 ? 40 : 1));
  }
  return counts;
}

/** Follows events, and comes back whenever its stream ends, after the time that it was told. Tells how each stream ended. */
async function follow(isOver: () => boolean): Promise<string[]> {
  const ends: string[] = [];
  while (!isOver()) {
    let text = '';
    let lost = '';
    await new Promise<void>((resolve) => {
      const request = http.get({ port, path: '/events?topics=state', agent: false }, (response) => {
        response.setEncoding('utf8').on('data', (chunk: string) => {
          text += chunk;
          if (isOver()) request.destroy();
        });
        response.once('error', () => undefined).once('close', () => resolve());
      });
      request.once('error', (error: NodeJS.ErrnoException) => {
        if (!isOver()) lost = `lost: ${error.code}`;
        resolve();
      });
    });
    if (isOver()) break;
    ends.push(lost || (/event: end\ndata: \{"cause":"(\w+)"/.exec(text)?.[1] ?? 'without a word'));
    await wait(Number(/^retry: (\d+)/.exec(text)?.[1] ?? 100));
  }
  return ends;
}

it.each([1, 2])(
  'callers of %d process(es) notice nothing of a reload, whether they keep their connections or not',
  async (instances) => {
    if (instances > 1) await pm2.run(['delete', 'api']);
    await pm2.run(['start', 'ecosystem.config.js', '--only', 'api'], { API_INSTANCES: String(instances) });
    await eventually(async () => (await fetch(`http://127.0.0.1:${port}/live`)).ok);
    let isOver = false;
    const agents = Array.from(
      { length: 8 },
      (_, index) => new http.Agent({ keepAlive: index % 2 === 0, maxSockets: 1 }),
    );
    const polling = agents.map((agent) => poll(agent, () => isOver));
    const following = follow(() => isOver);
    for (let count = 0; count < RELOADS; count += 1) {
      await pm2.run(['reload', 'api']);
      await wait(500);
    }
    isOver = true;
    const outcomes = await Promise.all(polling);
    for (const agent of agents) agent.destroy();
    for (const outcome of outcomes) expect(outcome).toEqual({ 200: expect.any(Number) });
    const ends = await following;
    expect(ends).toEqual(ends.map(() => 'stopping'));
    expect(ends.length).toBeGreaterThan(0);
  },
  limitMs,
);
