import path from 'node:path';
import type { Config } from '../../config/config.ts';
import { loadConfig } from '../../config/load.ts';
import { openLogFile } from '../../runtime/logFile.ts';
import { parseOptions } from '../arguments/parseOptions.ts';
import { apiUrl } from '../health/apiUrl.ts';
import { placesText } from '../health/placesText.ts';
import { tellHealth } from '../health/tellHealth.ts';
import { freePort } from '../processes/freePort.ts';
import type { Part, RunningPart } from '../processes/keep.ts';
import { startChild } from '../processes/startChild.ts';
import { startOnFreePort } from '../processes/startOnFreePort.ts';
import { supervise } from '../processes/supervisor.ts';
import { type RedisServer, startRedisServer } from '../redis/redisServer.ts';

const redisPort = 6390;
const simulatorPort = 9100;

/** The addresses of the parts. They are filled in as the parts start, and used again when a part restarts. */
interface Addresses {
  /** Folder of the data and logs. */
  readonly directory: string;
  /** All comes by streams, whatever CONFIG.json says. */
  readonly isStreamed: boolean;
  redis?: string;
  simulator?: string;
  api?: string;
}

/**
 * `npm run demo`: collectors, relay and API of CONFIG.json, with a simulated exchange and a Redis of their own. Runs until a signal.
 * @returns exit code
 * @throws ConfigError, StartError with one line when something cannot start
 */
export async function run(args: string[]): Promise<number> {
  const startedAt = performance.now();
  const addresses: Addresses = readArguments(args);
  const env = environment(addresses);
  const loaded = loadConfig(env);
  const { config } = loaded;
  console.log('demo: starting Redis, a simulated Binance, the collectors and the API ...');
  const stopped = new AbortController();
  await supervise(
    [redis(addresses), simulator(addresses), collectors(addresses), relay(addresses), api(addresses, config)],
    {
      log: (line) => console.log(`demo: ${line}`),
      onReady() {
        console.log(summary(config, addresses));
        const { api = '' } = addresses;
        const log = (line: string): void => console.log(line);
        void tellHealth({ api, loaded, env, startedAt, signal: stopped.signal, log, isCounting: true });
      },
      onStopping: () => stopped.abort(),
    },
  );
  return 0;
}

const logsOf = ({ directory }: Addresses): string => path.join(directory, 'logs');

function readArguments(args: string[]): Pick<Addresses, 'directory' | 'isStreamed'> {
  const options = {
    directory: { type: 'string', default: 'data/demo' },
    stream: { type: 'boolean', default: false },
  } as const;
  const { directory, stream } = parseOptions('demo', args, options).values;
  return { directory, isStreamed: stream };
}

function redis(addresses: Addresses): Part {
  const { directory } = addresses;
  const start = (port: number, signal: AbortSignal): Promise<RedisServer> =>
    startRedisServer({ port, directory, appendOnly: true, signal });
  return {
    name: 'redis',
    async start(signal) {
      if (addresses.redis !== undefined) return start(Number(new URL(addresses.redis).port), signal);
      const server = await startOnFreePort(redisPort, (port) => start(port, signal));
      addresses.redis = server.url;
      return server;
    },
  };
}

function simulator(addresses: Addresses): Part {
  const start = async (port: number, signal: AbortSignal): Promise<RunningPart> => {
    const log = openLogFile(logsOf(addresses), 'simulator');
    const controlPort = await freePort(port + 1);
    const args = ['dist/simulator/main.js', '--port', String(port), '--control-port', String(controlPort)];
    const onLine = (line: string): void => void log.write(`${line}\n`);
    const started = await startChild({ command: process.execPath, args, signal, onLine });
    addresses.simulator = `http://127.0.0.1:${port}`;
    return started;
  };
  return {
    name: 'simulator',
    start(signal) {
      if (addresses.simulator !== undefined) return start(Number(new URL(addresses.simulator).port), signal);
      return startOnFreePort(simulatorPort, (port) => start(port, signal));
    },
  };
}

function collectors(addresses: Addresses): Part {
  return {
    name: 'collectors',
    start: (signal) =>
      program('collectors', ['dist/collectors/main.js', '--feed', 'all'], environment(addresses), signal),
  };
}

function relay(addresses: Addresses): Part {
  return {
    name: 'relay',
    start: (signal) => program('relay', ['dist/relay/main.js'], environment(addresses), signal),
  };
}

function api(addresses: Addresses, config: Config): Part {
  const start = async (port: number, signal: AbortSignal): Promise<RunningPart> => {
    const env = { ...environment(addresses), API_PORT: String(port) };
    const started = await program('api', ['dist/api/main.js'], env, signal);
    addresses.api = apiUrl(config.api, port);
    return started;
  };
  return {
    name: 'api',
    start(signal) {
      if (addresses.api !== undefined) return start(Number(new URL(addresses.api).port), signal);
      return startOnFreePort(config.api.port, (port) => start(port, signal), config.api.host);
    },
  };
}

/** The environment of the programs: CONFIG.json stays in force, but with the demo's own addresses. */
function environment(addresses: Addresses): NodeJS.ProcessEnv {
  const { redis, simulator, isStreamed } = addresses;
  const streams = simulator?.replace(/^http/, 'ws');
  return {
    ...process.env,
    REDIS_URL: redis,
    BINANCE_SPOT_URL: simulator,
    BINANCE_SPOT_STREAM_URL: streams,
    BINANCE_USDM_URL: simulator,
    BINANCE_USDM_STREAM_URL: streams,
    ...(isStreamed && { TRANSPORT: 'stream' }),
    LOG_DIR: logsOf(addresses),
  };
}

/** With LOG_DIR a program writes its log to a file. What it still prints is worth showing. */
function program(name: string, args: string[], env: NodeJS.ProcessEnv, signal: AbortSignal): Promise<RunningPart> {
  const onLine = (line: string): void => console.log(`${name}: ${line}`);
  return startChild({ command: process.execPath, args, env, signal, onLine });
}

function summary(config: Config, addresses: Addresses): string {
  const { directory, redis, simulator, api = '' } = addresses;
  const places = {
    api,
    exchange: `${simulator} (simulated: invented prices, nothing leaves this machine)`,
    redis: `${redis}, db ${config.redis.db}, kept in ${directory}`,
    logs: logsOf(addresses),
    variables: `REDIS_URL=${redis} BINANCE_SPOT_URL=${simulator} BINANCE_USDM_URL=${simulator}`,
  };
  const isConfigured = api === apiUrl(config.api, config.api.port);
  return placesText(places, config, isConfigured ? 'npm run status' : `npm run status -- --url ${api}`);
}
