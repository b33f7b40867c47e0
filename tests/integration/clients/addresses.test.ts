import { once } from 'node:events';
import { WebSocket } from 'ws';
import { buildAsyncapi } from '../../../api/docs/asyncapi.ts';
import { openWorld, type World } from './world.ts';

/** The AsyncAPI document against the running API: each of its addresses opens a socket, and no kind of sockets is without one. */

interface Channel {
  readonly address: string;
  readonly parameters?: Readonly<
    Record<string, { default?: string; enum?: readonly string[]; examples?: readonly string[] }>
  >;
}

const channels = Object.values(buildAsyncapi().channels as Record<string, Channel>);

/** What parts of addresses are, where the document does not say it. */
const samples: Readonly<Record<string, string>> = { exchange: 'binance', symbol: 'btcusdt' };

/** The address with something in the place of each `{part}`. */
const pathOf = ({ address, parameters = {} }: Channel): string =>
  address.replaceAll(/\{(\w+)\}/g, (_, name: string) => {
    const { default: byDefault, enum: [first] = [], examples: [shown] = [] } = parameters[name] ?? {};
    return encodeURIComponent(byDefault ?? shown ?? samples[name] ?? first ?? name);
  });

let world: World;
beforeAll(async () => {
  world = await openWorld();
});
afterAll(() => world?.close());

/** Sockets that were opened, by what /metrics tells them apart by. */
async function opened(): Promise<{ labels: string; count: number }[]> {
  const text = await (await fetch(`${world.oursUrl}/metrics`)).text();
  const samples = text.matchAll(/^binance_collector_sockets_opened_total(\{.*\})? (\d+)$/gm);
  return [...samples].map(([, labels = '', count]) => ({ labels, count: Number(count) }));
}

test('each address of the AsyncAPI document opens a socket, and each kind of sockets has such an address', async () => {
  expect((await opened()).length).toBeGreaterThan(0);
  for (const channel of channels) {
    const path = pathOf(channel);
    const socket = new WebSocket(`${world.oursUrl.replace('http', 'ws')}${path}`);
    const end = await Promise.race([
      once(socket, 'open').then(() => 'open'),
      once(socket, 'unexpected-response').then(([, answer]) => `refused with ${answer.statusCode}`),
    ]);
    expect([path, end]).toEqual([path, 'open']);
    socket.terminate();
  }
  // A kind without one is missing in api/docs/asyncapi.ts.
  const without = (await opened()).filter(({ count }) => count === 0);
  expect(without).toEqual([]);
});
