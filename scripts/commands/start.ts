import type { Config } from '../../config/config.ts';
import { loadConfig } from '../../config/load.ts';
import { StartError } from '../../runtime/errors.ts';
import { describeRedis } from '../../store/redis/connect.ts';
import { parseOptions } from '../arguments/parseOptions.ts';
import { apiUrl } from '../health/apiUrl.ts';
import { placesText } from '../health/placesText.ts';
import { tellHealth } from '../health/tellHealth.ts';
import { isPortTaken } from '../processes/isPortTaken.ts';
import type { Part } from '../processes/keep.ts';
import { startChild } from '../processes/startChild.ts';
import { supervise } from '../processes/supervisor.ts';
import { embeddedRedisPort } from '../redis/embeddedRedisPort.ts';
import { startOwnRedis } from '../redis/startOwnRedis.ts';

/**
 * `npm start`: runs collectors, relay and API as configured, until a signal. If no Redis answers on the configured port of this machine, it runs one of
 * its own. @returns exit code
 * @param args `--directory`: where that Redis keeps its data
 * @throws ConfigError, StartError with one line when something cannot start
 */
export async function run(args: string[]): Promise<number> {
  const startedAt = performance.now();
  const directory = readArguments(args);
  const loaded = loadConfig();
  const { config } = loaded;
  const { host, port } = config.api;
  if (await isPortTaken(port, host)) {
    throw new StartError(`port ${port} of ${host} is taken; choose another with api.port in CONFIG.json or API_PORT`);
  }
  const redisPort = await embeddedRedisPort(config.redis.url);
  const parts = [
    program('collectors', 'dist/collectors/main.js', '--feed', 'all'),
    program('relay', 'dist/relay/main.js'),
    program('api', 'dist/api/main.js'),
  ];
  if (redisPort !== undefined) {
    console.log(`no Redis answers on port ${redisPort}: starting one that keeps its data in ${directory}`);
    parts.unshift({
      name: 'redis',
      start: (signal) => startOwnRedis({ url: config.redis.url, port: redisPort, directory, signal }),
    });
  }
  const stopped = new AbortController();
  const log = (line: string): void => console.log(line);
  await supervise(parts, {
    log,
    onReady() {
      const api = apiUrl(config.api, port);
      console.log(summary(config, api));
      // The programs may log to this terminal, too, so there is no counting line that replaces itself.
      void tellHealth({ api, loaded, env: process.env, startedAt, signal: stopped.signal, log, isCounting: false });
    },
    onStopping: () => stopped.abort(),
  });
  return 0;
}

function readArguments(args: string[]): string {
  return parseOptions('start', args, { directory: { type: 'string', default: 'data/redis' } }).values.directory;
}

function summary(config: Config, api: string): string {
  const places = {
    api,
    exchange: [config.binance.spotUrl, ...(config.usdm === undefined ? [] : [config.binance.usdmUrl])].join(', '),
    redis: `${describeRedis(config.redis.url)}, db ${config.redis.db}`,
    logs: config.log.directory ?? 'on this terminal',
  };
  return placesText(places, config, 'npm run status');
}

function program(name: string, ...args: string[]): Part {
  return {
    name,
    start: (signal) => startChild({ command: process.execPath, args, signal, onLine: (line) => console.log(line) }),
  };
}
