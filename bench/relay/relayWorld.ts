import fs from 'node:fs';
import path from 'node:path';
import { freePort } from '../../scripts/processes/freePort.ts';
import { startChild } from '../../scripts/processes/startChild.ts';
import { bindTo, onCore } from '../cores.ts';
import { playedStreams } from '../streams/sender/playedPair.ts';
import { streamOf } from '../streams/sender/sender.ts';
import { startSender } from '../streams/streamsWorld.ts';
import type { OwnRedis } from '../withRedis.ts';

/** A process that callers connect to. */
export interface Served {
  readonly port: number;
  /** All processes that serve them. */
  readonly pids: readonly number[];
  stop(): Promise<void>;
}

/** What plays the exchange, a relay, an API; Redis and callers apart. */
export interface RelayWorld {
  readonly sender: Awaited<ReturnType<typeof startSender>>;
  readonly relayPid: number;
  readonly apiPid: number;
  readonly api: Served;
  /** All streams, by their numbers in stamps. */
  readonly names: readonly string[];
  /** The rival, for as long as it runs. */
  startBare(): Promise<Served>;
}

export interface RelayWorldOptions {
  readonly pairs: number;
  readonly isSameRate: boolean;
  /** Further options of node for the relay and the API. */
  readonly nodeArgs?: readonly string[];
}

/** It ends with Redis. */
export async function startRelayWorld(redis: OwnRedis, options: RelayWorldOptions): Promise<RelayWorld> {
  bindTo('server', redis.pid);
  const sender = await startSender(redis, { ...options, isStamped: true });
  const names = Array.from({ length: options.pairs * playedStreams.length }, (_, number) => streamOf(number));
  const port = await freePort();
  const file = path.join(redis.directory, `CONFIG-${port}.json`);
  const config = {
    pairs: sender.codes.slice(0, 1),
    redis: { url: `redis://127.0.0.1:${redis.port}`, db: 2 },
    relay: { url: `unix://${path.join(redis.directory, `relay-${port}.sock`)}` },
    api: { host: '127.0.0.1', port },
    binance: { spotUrl: sender.url, spotStreamUrl: sender.url.replace('http', 'ws') },
  };
  fs.writeFileSync(file, JSON.stringify(config));
  const start = async (name: string, args: readonly string[]): Promise<{ pid: number; stop(): Promise<void> }> => {
    const [command, all] = onCore('server', process.execPath, args);
    const { PATH, HOME } = process.env;
    const env = {
      PATH,
      HOME,
      NODE_ENV: 'production',
      CONFIG_FILE: file,
      LOG_DIR: path.join(redis.directory, `logs-${name}`),
    };
    const { process: child, stop } = await startChild({ command, args: all, env, onLine: () => undefined });
    return { pid: child.pid ?? 0, stop };
  };
  const relay = await start('relay', [...(options.nodeArgs ?? []), 'dist/relay/main.js']);
  redis.onEnd(() => relay.stop());
  const api = await start('api', [...(options.nodeArgs ?? []), 'dist/api/main.js']);
  redis.onEnd(() => api.stop());
  return {
    sender,
    names,
    relayPid: relay.pid,
    apiPid: api.pid,
    api: { port, pids: [relay.pid, api.pid], stop: async () => undefined },
    async startBare() {
      const barePort = await freePort();
      const args = ['dist/bench/rivals/bareBroadcast.js', String(barePort), sender.url, names.join()];
      const bare = await start('bare', args);
      return { port: barePort, pids: [bare.pid], stop: bare.stop };
    },
  };
}
