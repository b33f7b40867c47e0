import fs from 'node:fs';
import path from 'node:path';
import { createRelayLink, type OpenLink } from '../../api/relay/link.ts';
import type { RunningPart } from '../../scripts/processes/keep.ts';
import { startChild } from '../../scripts/processes/startChild.ts';
import { createSimulator, type Simulator } from '../../simulator/createSimulator.ts';
import { readRelayReports } from '../../store/reports/relayReports.ts';
import { eventually } from '../eventually.ts';
import { following } from '../integration/relay/relayFixture.ts';
import { openTestStore, type TestStore } from '../testStore.ts';

let store: TestStore;
let simulator: Simulator;
let relay: RunningPart;
let link: OpenLink;
let socket: string;
let env: NodeJS.ProcessEnv;
const said: string[] = [];

const start = (args: readonly string[] = []): Promise<RunningPart> =>
  startChild({
    command: process.execPath,
    args: ['dist/relay/main.js', ...args],
    env,
    onLine: (line) => said.push(line),
  });

beforeAll(async () => {
  store = await openTestStore();
  simulator = await createSimulator();
  socket = path.join(store.directory, 'run', 'relay.sock');
  const file = path.join(store.directory, 'CONFIG.json');
  const { PATH, HOME } = process.env;
  env = { PATH, HOME, CONFIG_FILE: file };
  const config = {
    pairs: ['btcusdt'],
    redis: { url: store.server.url },
    relay: { url: `unix://${socket}` },
    binance: { spotUrl: simulator.url, usdmUrl: simulator.url, usdmStreamUrl: simulator.usdmStreamUrl },
  };
  fs.writeFileSync(file, JSON.stringify(config));
  relay = await start();
  link = createRelayLink({ place: { path: socket }, log: store.log, onDefect: (error) => said.push(String(error)) });
});
afterAll(async () => {
  link.close();
  relay.process.kill('SIGCONT');
  await relay.stop();
  await simulator.close();
  await store.close();
});

const depth = async () => {
  const followed = await following(link, 'btcusdt@depth@100ms');
  await eventually(() => followed.frames.length > 0);
  return followed;
};

it('its socket is only for its user', () => {
  expect([fs.statSync(path.dirname(socket)).mode & 0o777, fs.statSync(socket).mode & 0o777]).toEqual([0o700, 0o600]);
});

it('a relay that stands still is a break within three seconds, and is used again when it goes on', async () => {
  const followed = await depth();
  relay.process.kill('SIGSTOP');
  const at = performance.now();
  await eventually(() => followed.breaks.length === 1);
  // Three seconds, and what a busy machine takes.
  expect(performance.now() - at).toBeLessThan(4_500);
  expect(link.isUp()).toBe(false);
  relay.process.kill('SIGCONT');
  const again = await depth();
  expect([followed.breaks.length, again.breaks.length]).toEqual([1, 0]);
  // What the link before it has said has ended with it.
  await eventually(async () => expect((await readRelayReports(store.store))[0]).toMatchObject({ links: 1 }));
});

it('a relay that is killed is a break at once; another one takes over the socket that it has left', async () => {
  const followed = await depth();
  relay.process.kill('SIGKILL');
  const at = performance.now();
  await eventually(() => followed.breaks.length === 1);
  expect(performance.now() - at).toBeLessThan(1_000);
  expect(fs.existsSync(socket)).toBe(true);
  relay = await start();
  await depth();
});

it('stops in order, and leaves nothing behind', async () => {
  const followed = await depth();
  const { pid } = relay.process;
  await relay.stop();
  await eventually(() => followed.breaks.length === 1);
  expect(fs.existsSync(socket)).toBe(false);
  const left = [
    ...(await store.store.redis.hvals('collector:streams')),
    ...(await store.store.redis.hvals('collector:relay')),
  ];
  expect(left.filter((report) => report.includes(`"pid":${pid},`))).toEqual([]);
  expect(said.filter((line) => /error|defect/i.test(line))).toEqual([]);
  relay = await start();
  await depth();
});

it('where it can never listen it says so in one line', async () => {
  const file = path.join(store.directory, 'OTHER.json');
  const config = JSON.parse(fs.readFileSync(String(env.CONFIG_FILE), 'utf8'));
  const taken = path.join(store.directory, 'file');
  fs.writeFileSync(taken, 'mine');
  fs.writeFileSync(file, JSON.stringify({ ...config, relay: { url: `unix://${taken}` } }));
  const before = env;
  env = { ...env, CONFIG_FILE: file };
  await expect(start()).rejects.toThrow(
    /^relay: the relay cannot listen on .*file: there is a file that is no socket$/,
  );
  env = before;
  expect(fs.readFileSync(taken, 'utf8')).toBe('mine');
});
