import fs from 'node:fs';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { freePort } from '../../scripts/processes/freePort.ts';
import type { RunningPart } from '../../scripts/processes/keep.ts';
import { keepLastLines } from '../../scripts/processes/keepLastLines.ts';
import { killGroup } from '../../scripts/processes/killGroup.ts';
import { spawnGuarded } from '../../scripts/processes/spawnGuarded.ts';
import { startChild } from '../../scripts/processes/startChild.ts';
import { PYTHON } from '../../scripts/setup/python.js';
import { onCore } from '../cores.ts';

/** A server that is measured, alone on its core. */
export interface Server {
  /** Without a path. */
  readonly url: string;
  readonly pid: number;
  stop(): Promise<void>;
}

export interface Ground {
  /** For files of the servers. */
  readonly directory: string;
  readonly redisPort: number;
}

const READY_IN_MS = 20_000;

const urlOf = (port: number): string => `http://127.0.0.1:${port}`;

/** One of our Node programs, which says when it is ready. */
async function startNode(port: number, args: readonly string[], env: NodeJS.ProcessEnv = {}): Promise<Server> {
  const [command, all] = onCore('server', process.execPath, args);
  const { PATH, HOME } = process.env;
  const part: RunningPart = await startChild({
    command,
    args: all,
    env: { PATH, HOME, NODE_ENV: 'production', ...env },
    onLine: () => undefined,
  });
  return { url: urlOf(port), pid: part.process.pid ?? 0, stop: part.stop };
}

/** Any program; it is ready when it answers. @throws Error with its last words */
async function startOther(port: number, program: string, args: string[], env: NodeJS.ProcessEnv): Promise<Server> {
  const [command, all] = onCore('server', program, args);
  const child = spawnGuarded(command, all, { env: { ...process.env, ...env } });
  const words = keepLastLines(child, 5);
  const url = urlOf(port);
  const stop = async (): Promise<void> => killGroup(child);
  const until = performance.now() + READY_IN_MS;
  while (!(await fetch(url).catch(() => undefined))) {
    if (performance.now() > until || child.exitCode !== null) {
      await stop();
      throw new Error(`${program} does not answer: ${words().join(' ')}`);
    }
    await wait(100);
  }
  return { url, pid: child.pid ?? 0, stop };
}

/** The API as it is run, with a configuration of these pairs. Callers are answered from what is stored alone. */
export async function startApi({ directory, redisPort }: Ground, pairs: readonly string[]): Promise<Server> {
  const port = await freePort();
  const file = path.join(directory, 'CONFIG.json');
  const redis = { url: `redis://127.0.0.1:${redisPort}`, db: 2 };
  fs.writeFileSync(file, JSON.stringify({ pairs, redis, api: { port }, callers: { share: 0 } }));
  const env = { CONFIG_FILE: file, LOG_DIR: path.join(directory, 'logs') };
  return startNode(port, ['dist/api/main.js'], env);
}

/** Sends what another server answered. @param name of it, where there are several */
export async function startBareNode({ directory }: Ground, answered: Response, name = 'all'): Promise<Server> {
  const port = await freePort();
  const file = path.join(directory, `answer-${name}.json`);
  // What Node adds to each answer by itself is not repeated.
  const own = ['date', 'connection', 'keep-alive'];
  const headers = [...answered.headers].filter(([name]) => !own.includes(name)).flat();
  fs.writeFileSync(file, JSON.stringify({ headers, body: await answered.text() }));
  return startNode(port, ['dist/bench/rivals/bareNode.js', String(port), file]);
}

/** @param program its file in `rivals/` */
export async function startPlainExpress({ redisPort }: Ground, program = 'plainExpress'): Promise<Server> {
  const port = await freePort();
  return startNode(port, [`dist/bench/rivals/${program}.js`, String(port), String(redisPort)]);
}

/** With as many threads as in the configuration that Debian's package brings. */
export async function startWebdis({ directory, redisPort }: Ground): Promise<Server> {
  const port = await freePort();
  const file = path.join(directory, 'webdis.json');
  const hosts = { redis_host: '127.0.0.1', redis_port: redisPort, http_host: '127.0.0.1', http_port: port };
  const rest = { database: 2, threads: 2, daemonize: false, verbosity: 0 };
  fs.writeFileSync(file, JSON.stringify({ ...hosts, ...rest, logfile: path.join(directory, 'webdis.log') }));
  return startOther(port, 'webdis', [file], {});
}

export async function startFastApi({ redisPort }: Ground): Promise<Server> {
  const port = await freePort();
  const args = ['-m', 'uvicorn', '--app-dir', 'bench/rivals', 'fastapi_redis:app', '--port', String(port)];
  return startOther(port, PYTHON, [...args, '--no-access-log'], {
    REDIS_PORT: String(redisPort),
    PYTHONDONTWRITEBYTECODE: '1',
  });
}
