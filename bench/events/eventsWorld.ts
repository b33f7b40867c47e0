import { once } from 'node:events';
import http from 'node:http';
import { startChild } from '../../scripts/processes/startChild.ts';
import type { Store } from '../../store/redis/connect.ts';
import { bindTo, onCore } from '../cores.ts';
import { type Server, startApi } from '../reads/servers.ts';
import type { Sent } from '../streams/sender/sender.ts';
import type { OwnRedis } from '../withRedis.ts';
import type { HadEvents } from './program/readers.ts';

/** Redis and the API on one core; who writes and who reads on the other. */
export interface EventsWorld {
  readonly api: Server;
  readonly store: Store;
  readonly codes: readonly string[];
  /** What was written of the first pair of late. */
  sent(): Promise<Sent[]>;
  /** Opens readers in a process of their own, each with the next of these topics. */
  open(readers: number, topics: readonly string[]): Promise<Readers>;
}

export interface Readers {
  had(): Promise<HadEvents>;
  close(): Promise<void>;
}

export const BUSY = 'p1usdt';

export async function startEventsWorld(redis: OwnRedis, pairs: number): Promise<EventsWorld> {
  bindTo('server', redis.pid);
  const codes = Array.from({ length: pairs }, (_, index) => `p${index + 1}usdt`);
  const store = await redis.open();
  const api = await startApi({ directory: redis.directory, redisPort: redis.port }, codes);
  redis.onEnd(() => api.stop());
  const start = async (program: string, args: readonly string[]) => {
    const [command, all] = onCore('clients', process.execPath, [`dist/bench/events/program/${program}.js`, ...args]);
    const part = await startChild({ command, args: all, onLine: () => undefined });
    return {
      stop: () => part.stop(),
      async ask<Answer>(): Promise<Answer> {
        part.process.send('tell');
        return (await once(part.process, 'message'))[0] as Answer;
      },
    };
  };
  const writer = await start('writer', [`redis://127.0.0.1:${redis.port}`, codes.join()]);
  redis.onEnd(() => writer.stop());
  return {
    ...{ api, store, codes },
    sent: () => writer.ask<Sent[]>(),
    async open(readers, topics) {
      const all = await start('readers', [api.url, String(readers), ...topics]);
      return { had: () => all.ask<HadEvents>(), close: () => all.stop() };
    },
  };
}

/** An event, and when it came, wall-clock ms. */
export interface SeenEvent {
  readonly at: number;
  readonly name: string;
  // biome-ignore lint/suspicious/noExplicitAny: what it has is known by its topic
  readonly data: any;
}

/** Follows topics from here. @param onEvent called with each event as it comes */
export async function followEvents(url: string, topics: string, onEvent: (event: SeenEvent) => void) {
  const request = http.get(`${url}/events?topics=${encodeURIComponent(topics)}`, { agent: false });
  const [response] = (await once(request, 'response')) as [http.IncomingMessage];
  let rest = '';
  response.setEncoding('utf8').on('data', (chunk: string) => {
    const at = performance.timeOrigin + performance.now();
    const blocks = (rest + chunk).split('\n\n');
    rest = blocks.pop() ?? '';
    for (const block of blocks) {
      const [, name, data] = /^event: (.*)\ndata: (.*)$/m.exec(block) ?? [];
      if (name !== undefined && data !== undefined) onEvent({ at, name, data: JSON.parse(data) });
    }
  });
  response.on('error', () => undefined);
  request.on('error', () => undefined);
  return { close: () => void request.destroy() };
}
