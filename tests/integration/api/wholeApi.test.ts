import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { startApi } from '../../../api/start.ts';
import { freePort } from '../../../scripts/processes/freePort.ts';
import { eventually } from '../../eventually.ts';
import { type AtEnd, inWorld } from '../../inWorld.ts';
import { openRelay, type RelayFixture } from '../relay/relayFixture.ts';
import { openCaller } from './streams/streamsFixture.ts';

/** Two whole processes' worth of the API on one relay. */
async function open(atEnd: AtEnd) {
  const relay = await openRelay();
  atEnd(() => relay.close());
  const ports: number[] = [];
  for (let index = 0; index < 2; index++) {
    const port = await freePort();
    atEnd(await start(relay, port));
    ports.push(port);
  }
  return { relay, ports };
}

async function start({ simulator, server, directory, path }: RelayFixture, port: number): Promise<() => Promise<void>> {
  const file = join(directory, `CONFIG-${port}.json`);
  const content = {
    ...{ pairs: ['btcusdt'], usdm: { pairs: ['btcusdt'] }, relay: { url: `unix://${path}` } },
    ...{ api: { port }, log: { directory: join(directory, 'logs') } },
  };
  writeFileSync(file, JSON.stringify(content));
  const api = await startApi({
    env: {
      ...{ CONFIG_FILE: file, REDIS_URL: server.url },
      ...{ BINANCE_SPOT_URL: simulator.url, BINANCE_USDM_URL: simulator.url },
    },
    onFatal: (error) => {
      throw error;
    },
  });
  return () => api.stop();
}

interface Book {
  readonly lastUpdateId: number;
  readonly bids: readonly (readonly [string, string])[];
  readonly asks: readonly (readonly [string, string])[];
}

it.each([
  ['spot', '/ws/btcusdt@depth@100ms', '/api/v3/depth', ['lastUpdateId', 'bids', 'asks']],
  ['usdm', '/fstream/public/ws/btcusdt@depth@100ms', '/fapi/v1/depth', ['lastUpdateId', 'E', 'T', 'bids', 'asks']],
] as const)(
  'frames of %s reach a caller, and every process answers the book that goes with them',
  inWorld(open, async ({ relay, ports }, _market: string, ws: string, rest: string, members: readonly string[]) => {
    const caller = await openCaller(`ws://127.0.0.1:${ports[0]}${ws}`);
    const frames = () => caller.texts.map((text) => JSON.parse(text) as { u: number });
    await eventually(() => caller.texts.length > 2, 20_000);
    expect(frames()[0]).toMatchObject({ e: 'depthUpdate', s: 'BTCUSDT' });
    const asked: number[] = [];
    for (const port of [...ports, ...ports]) {
      const { u } = frames().at(-1) ?? { u: Number.NaN };
      const response = await fetch(`http://127.0.0.1:${port}${rest}?symbol=BTCUSDT&limit=1000`);
      const book = (await response.json()) as Book;
      expect([response.status, response.headers.get('x-cache'), Object.keys(book)]).toEqual([200, 'hit', members]);
      expect(book.lastUpdateId).toBeGreaterThanOrEqual(u);
      expect(book.bids.length).toBeGreaterThan(100);
      asked.push(relay.simulator.stats().byPath[rest] ?? 0);
      const before = caller.texts.length;
      await eventually(() => caller.texts.length > before);
    }
    // Only the relay has asked, for the snapshot that its book began with.
    expect(new Set(asked)).toEqual(new Set([1]));
    expect(relay.simulator.stats().streams.connections).toBe(1);
    caller.socket.terminate();
  }),
);
