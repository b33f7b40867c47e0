import { createSimulator, type Simulator } from '../../../simulator/createSimulator.ts';
import { type ClientProcess, startClients } from './clientProcess.ts';
import { drives } from './drivers.ts';
import { MINUTE, type Scene } from './step.ts';

/** The clients, made by the blocks of `docs/clients.md`, against the exchange. */

const named = drives.map((drive) => [drive.client, drive.title, drive] as const);
let simulator: Simulator;
let clients: ClientProcess;
let scene: Scene;

beforeAll(async () => {
  simulator = await createSimulator();
  const settled = Math.floor(simulator.now() / MINUTE) * MINUTE - 3 * MINUTE;
  const idOf = (listings: Simulator['pairs']) => listings.get('BTCUSDT')?.trading.lastOrder(settled)?.id ?? 0;
  const ids = { spotId: idOf(simulator.pairs) - 100, futuresId: idOf(simulator.usdm.pairs) - 100 };
  scene = { symbol: 'BTCUSDT', other: 'ETCUSDT', settled, ...ids };
  clients = await startClients();
});
afterAll(async () => {
  await clients.close();
  await simulator.close();
});
beforeEach(() => simulator.resetLimits());

it.each(named)('%s: %s', async (_client, _title, drive) => {
  await drive.run(clients, simulator.url, scene);
});

it('no client has ended its process, or written on the terminal', () => {
  expect([clients.hasEnded(), clients.said()]).toEqual([false, []]);
});
