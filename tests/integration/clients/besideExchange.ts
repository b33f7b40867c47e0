import { type ClientProcess, startClients } from './clientProcess.ts';
import { compare } from './compare.ts';
import type { Drive } from './drivers.ts';
import { openWorld, type World } from './world.ts';

/** What the tests of one file work with, once they run. */
export interface Beside {
  world(): World;
  clients(): ClientProcess;
  ask(drive: Drive, url: string): Promise<unknown>;
}

/** Registers the tests in which each drive asks the exchange itself, then the API in front of it, and the exchange once more. */
export function besideExchange(drives: readonly Drive[]): Beside {
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

  return { world: () => world, clients: () => clients, ask };
}
