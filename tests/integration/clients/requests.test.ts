import { type ClientProcess, startClients } from './clientProcess.ts';
import { compare } from './compare.ts';
import { type Drive, drivesOf } from './drivers.ts';
import {
  binanceRequests,
  ccxtRequests,
  connectorRequests,
  officialFuturesRequests,
  officialSpotRequests,
} from './steps/requests.ts';
import { openWorld, type World } from './world.ts';

/** The clients' WebSocket APIs, made by the blocks of `docs/clients.md`, against the exchange itself and against the API in front of it. */

const named = drivesOf({
  '@binance/spot': { spot: officialSpotRequests },
  '@binance/derivatives-trading-usds-futures': { futures: officialFuturesRequests },
  '@binance/connector': { requestsWith: connectorRequests },
  binance: { requests: binanceRequests },
  ccxt: { exchange: ccxtRequests },
}).map((drive) => [drive.client, drive.title, drive] as const);

let world: World;
let clients: ClientProcess;
const before = new Map<Drive, unknown>();

beforeAll(async () => {
  world = await openWorld();
  clients = await startClients();
});
afterAll(async () => {
  await clients?.close();
  await world?.close();
});
beforeEach(() => world.forgiveDirect());

const ask = (drive: Drive, url: string): Promise<unknown> => drive.run(clients, url, world.scene);

describe('against the exchange', () => {
  it.each(named)('%s: %s', async (_client, _title, drive) => {
    before.set(drive, await ask(drive, world.directUrl));
  });
});

describe('against the API', () => {
  it.each(named)('%s: %s', async (_client, _title, drive) => {
    const ours = await ask(drive, world.oursUrl);
    const after = await ask(drive, world.directUrl);
    compare[drive.kind]({ before: before.get(drive), ours, after, now: world.now() });
  });
});

it('no client has ended its process', () => {
  expect(clients.hasEnded()).toBe(false);
});
