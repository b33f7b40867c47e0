import { blockOf, packageNames } from './blocks.ts';
import { body, dataOf } from './call.ts';
import { type ClientProcess, startClients } from './clientProcess.ts';
import { compare } from './compare.ts';
import { type Drive, drives } from './drivers.ts';
import { openWorld, type World } from './world.ts';

/** The clients, made by the blocks of `docs/clients.md`, against the exchange itself and against the API in front of it. */

let world: World;
let clients: ClientProcess;
const before = new Map<Drive, unknown>();
const named = drives.map((drive) => [drive.client, drive.title, drive] as const);

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

describe('where an access key is wanted', () => {
  const KEY = 'key-of-one-bot';
  /** The first thing that each asks. */
  const first = packageNames.map((name) => [name, drives.find(({ client }) => client === name) as Drive] as const);
  beforeAll(() => world.wantKey(KEY));

  it.each(first)('%s is refused without one, and answered with it in the path', async (_client, drive) => {
    await expect(ask(drive, world.oursUrl)).rejects.toThrow();
    await ask(drive, `${world.oursUrl}/k/${KEY}`);
  });

  it.each([
    ['@binance/spot', 'spot', body('ping')],
    ['@binance/derivatives-trading-usds-futures', 'futures', body('testConnectivity')],
    ['@binance/connector', 'spot', dataOf('ping')],
  ] as const)('%s sends it as its API key', async (name, member, call) => {
    const block = blockOf(name, world.oursUrl);
    const withKey = block.replace("apiKey: ''", `apiKey: '${KEY}'`).replace("new Spot('', ''", `new Spot('${KEY}', ''`);
    expect(withKey).not.toBe(block);
    await clients.call(withKey, member, call);
  });
});

it('no client has ended its process, or written on the terminal', () => {
  expect([clients.hasEnded(), clients.said()]).toEqual([false, []]);
});
