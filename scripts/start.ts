import { StartError } from '../config/errors.ts';
import { loadConfig } from '../config/load.ts';
import { embeddedRedisPort } from './embeddedRedisPort.ts';
import { isPortTaken } from './isPortTaken.ts';
import { startRedisServer } from './redisServer.ts';
import { startChild } from './startChild.ts';
import { type Part, supervise } from './supervisor.ts';

/**
 * `npm start`: collectors and API as configured, on a Redis of its own where none answers on the configured port of this machine.
 * Runs until a signal. @returns exit code
 * @throws ConfigError, StartError with one line when something cannot start
 */
export async function run(): Promise<number> {
  const { config } = loadConfig();
  const { host, port } = config.api;
  if (await isPortTaken(port, host)) {
    throw new StartError(`port ${port} of ${host} is taken; choose another with api.port in CONFIG.json or API_PORT`);
  }
  const redisPort = await embeddedRedisPort(config.redis.url);
  const redis: Part = {
    name: 'redis',
    start: () => startRedisServer({ port: redisPort ?? 0, directory: 'data/redis', appendOnly: true }),
  };
  const parts = [program('collectors', 'dist/collectors/main.js', '--feed', 'all'), program('api', 'dist/api/main.js')];
  if (redisPort !== undefined) {
    console.log(`no Redis answers on port ${redisPort}: starting one that keeps its data in data/redis`);
    parts.unshift(redis);
  }
  await supervise(parts, { log: (line) => console.log(line) });
  return 0;
}

function program(name: string, ...args: string[]): Part {
  return {
    name,
    start: (signal) => startChild({ command: process.execPath, args, signal, onLine: (line) => console.log(line) }),
  };
}
