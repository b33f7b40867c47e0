import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { inWorld } from '../../inWorld.ts';
import { type Bench, type Collecting, openBench } from './collecting.ts';

/** What is changed of an answer. `path` without `/api/v3/`. Returns the body to send; undefined: the right one. */
export type Change = (
  path: string,
  query: URLSearchParams,
  right: () => Promise<string>,
) => Promise<string | undefined>;

export interface ChangingExchange {
  readonly url: string;
  /** What is changed from now on; null: nothing. */
  change: Change | null;
  close(): Promise<void>;
}

/** An exchange in front of another one: it passes answers on, but for what a test has changed in them. */
export async function openChangingExchange(behind: string): Promise<ChangingExchange> {
  const ask = (path: string, query: URLSearchParams) => fetch(`${behind}/api/v3/${path}?${query}`);
  const server = createServer({ keepAliveTimeout: 75_000 }, (request, response) => {
    const { pathname, searchParams: query } = new URL(request.url ?? '/', behind);
    const path = pathname.replace('/api/v3/', '');
    answer(path, query, response).catch(() => response.destroy());
  });

  async function answer(path: string, query: URLSearchParams, response: ServerResponse): Promise<void> {
    let asked: Promise<{ readonly reply: Response; readonly text: string }> | undefined;
    const right = () => {
      asked ??= ask(path, query).then(async (reply) => ({ reply, text: await reply.text() }));
      return asked;
    };
    const changed = await exchange.change?.(path, query, async () => (await right()).text);
    const { reply, text } = await right();
    for (const name of ['x-simulator', 'x-mbx-used-weight-1m', 'content-type']) {
      response.setHeader(name, reply.headers.get(name) ?? '');
    }
    response.writeHead(reply.status).end(changed ?? text);
  }

  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const exchange: ChangingExchange = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    change: null,
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
  return exchange;
}

/** Changes the rows of a list before it is sent. */
export async function withRows<Row>(right: () => Promise<string>, change: (rows: Row[]) => unknown): Promise<string> {
  const rows = JSON.parse(await right()) as Row[];
  return JSON.stringify(Array.isArray(rows) ? change(rows) : rows);
}

/** Collectors that ask an exchange whose answers a test changes. */
export interface ChangingWorld {
  readonly bench: Bench;
  readonly exchange: ChangingExchange;
  /** Starts these collectors and the one of pair-info. */
  start(...names: string[]): Promise<Collecting>;
}

/** Each test has an exchange of its own to change: they mostly wait, and do so side by side. */
export const changing = (config: object, test: (world: ChangingWorld) => Promise<void>): Promise<void> =>
  inWorld(async (atEnd): Promise<ChangingWorld> => {
    const bench = await openBench(config);
    atEnd(() => bench.close());
    const exchange = await openChangingExchange(bench.simulator.url);
    atEnd(() => exchange.close());
    const env = { BINANCE_SPOT_URL: exchange.url };
    return { bench, exchange, start: (...names) => bench.start(['pair-info', ...names], env) };
  }, test)();
