import fs from 'node:fs';
import path from 'node:path';
import { freePort } from '../../scripts/processes/freePort.ts';
import { startChild } from '../../scripts/processes/startChild.ts';
import type { Store } from '../../store/redis/connect.ts';
import { bindTo, onCore } from '../cores.ts';
import { awaitHistory, type WatchedKey } from '../watchKeys.ts';
import type { OwnRedis } from '../withRedis.ts';
import { type SenderFigures, type Sent, symbolOf } from './sender/sender.ts';
import { streamedKeys, wantedOf } from './streamedKeys.ts';

/** All collectors in one process, the API and Redis on one core, what plays Binance on the other. */
export interface StreamsWorld {
  readonly codes: readonly string[];
  readonly pids: { readonly sender: number; readonly collectors: number; readonly api: number; readonly redis: number };
  readonly store: Store;
  readonly apiUrl: string;
  readonly senderUrl: string;
  /** When the collectors were started, with an empty Redis: wall-clock ms. */
  readonly startedAt: number;
  /** All keys that streams serve. */
  readonly keys: readonly WatchedKey[];
  figures(): Promise<SenderFigures>;
  /** What was sent of the pair traced so far; from now on this one is traced. */
  trace(symbol: string): Promise<Sent[]>;
}

export interface StreamsOptions {
  readonly pairs: number;
  /** All pairs as fast as recorded; else number r is r times slower. */
  readonly isSameRate?: boolean;
  /** Further options of node for the collectors. */
  readonly nodeArgs?: readonly string[];
}

export interface SenderOptions extends Pick<StreamsOptions, 'pairs' | 'isSameRate'> {
  /** What is played tells its place in its stream, and when it went out. */
  readonly isStamped?: boolean;
}

export async function startSender(redis: OwnRedis, options: SenderOptions) {
  const { pairs, isSameRate = false, isStamped = false } = options;
  const port = await freePort();
  const flags = [...(isSameRate ? ['--same-rate'] : []), ...(isStamped ? ['--stamped'] : [])];
  const args = ['--port', String(port), '--pairs', String(pairs), ...flags];
  const [command, all] = onCore('clients', process.execPath, ['dist/bench/streams/sender/main.js', ...args]);
  const part = await startChild({ command, args: all, onLine: () => undefined });
  redis.onEnd(() => part.stop());
  const url = `http://127.0.0.1:${port}`;
  const ask = async <Answer>(query: string): Promise<Answer> => (await fetch(`${url}${query}`)).json() as Answer;
  return {
    url,
    pid: part.process.pid ?? 0,
    codes: Array.from({ length: pairs }, (_, index) => symbolOf(index + 1).toLowerCase()),
    figures: () => ask<SenderFigures>('/figures'),
    trace: (symbol: string) => ask<Sent[]>(`/trace?symbol=${symbol}`),
    /** Events of each stream that were stamped, by its number. */
    numbers: () => ask<number[]>('/numbers'),
  };
}

/** Starts everything, Redis apart. It ends with Redis. */
export async function startStreams(redis: OwnRedis, options: StreamsOptions): Promise<StreamsWorld> {
  bindTo('server', redis.pid);
  const sender = await startSender(redis, options);
  const apiPort = await freePort();
  const file = path.join(redis.directory, 'CONFIG.json');
  const config = {
    pairs: sender.codes,
    // Few pairs would be polled.
    transport: options.isSameRate ? 'stream' : 'auto',
    redis: { url: `redis://127.0.0.1:${redis.port}`, db: 2 },
    api: { host: '127.0.0.1', port: apiPort },
    binance: { spotUrl: sender.url, spotStreamUrl: sender.url.replace('http', 'ws') },
  };
  fs.writeFileSync(file, JSON.stringify(config));
  const { PATH, HOME } = process.env;
  const start = async (name: string, args: readonly string[]): Promise<number> => {
    const [command, all] = onCore('server', process.execPath, ['--max-old-space-size=384', ...args]);
    const env = { PATH, HOME, CONFIG_FILE: file, LOG_DIR: path.join(redis.directory, `logs-${name}`) };
    const part = await startChild({ command, args: all, env, onLine: () => undefined });
    redis.onEnd(() => part.stop());
    return part.process.pid ?? 0;
  };
  const startedAt = Date.now();
  const collectors = await start('collectors', [...(options.nodeArgs ?? []), 'dist/collectors/main.js']);
  const api = await start('api', ['dist/api/main.js']);
  return {
    codes: sender.codes,
    pids: { sender: sender.pid, collectors, api, redis: redis.pid },
    store: await redis.open(),
    apiUrl: `http://127.0.0.1:${apiPort}`,
    senderUrl: sender.url,
    startedAt,
    keys: streamedKeys(sender.codes),
    figures: sender.figures,
    trace: sender.trace,
  };
}

/** Seconds since the start until all series hold what retention allows for; infinite: not within the time. */
export const awaitStreamed = (world: StreamsWorld, withinSeconds: number): Promise<number> =>
  awaitHistory(world, (key) => wantedOf(key, world.codes.length), withinSeconds);
