import fs from 'node:fs';
import net from 'node:net';
import { eventually } from '../eventually.ts';
import { type ApiProcess, pairs, startApiProcess } from './apiProcess.ts';

const DESCRIPTORS = 400;

/** What it holds without callers, and some that are on their way. */
const FEW = 60;

let api: ApiProcess;
const sockets: net.Socket[] = [];
beforeAll(async () => {
  api = await startApiProcess({ descriptors: DESCRIPTORS });
});
afterAll(() => api.stop());
afterEach(async () => {
  for (const socket of sockets.splice(0)) socket.destroy();
  collect(pairs);
  // As it was: nobody is connected, and all pairs are collected.
  await eventually(() => held() < FEW);
  await eventually(async () => (await askAnew('/GetData?type=price&code=btcusdt')) === 200);
});

/** Callers that send this, and neither read nor close. */
async function occupy(count: number, bytes: string): Promise<void> {
  const opened = Array.from({ length: count }, () => {
    const socket = net.connect({ port: api.port, host: '127.0.0.1', allowHalfOpen: true });
    socket.on('error', () => undefined).pause();
    socket.write(bytes);
    return socket;
  });
  sockets.push(...opened);
  await eventually(() => opened.every((socket) => !socket.connecting));
}

/** Edits CONFIG.json. */
function collect(codes: readonly string[]): void {
  const file = `${api.directory}/CONFIG.json`;
  const config = JSON.parse(fs.readFileSync(file, 'utf8'));
  fs.writeFileSync(file, JSON.stringify({ ...config, pairs: codes }));
}

const held = (): number => fs.readdirSync(`/proc/${api.pid}/fd`).length;
/** Over a connection of its own. */
const askAnew = async (target: string): Promise<number> =>
  (await fetch(`http://127.0.0.1:${api.port}${target}`, { headers: { connection: 'close' } })).status;

it.each([
  ['say nothing', ''],
  ['stop in the middle of a request', 'GET /live HTTP/1.1\r\nHost: localhost\r\nX-A: '],
  ['have had an answer', 'GET /live HTTP/1.1\r\nHost: localhost\r\n\r\n'],
])('450 callers that %s do not lock out new ones, nor the configuration', async (_, bytes) => {
  await occupy(450, bytes);
  for (let count = 0; count < 20; count += 1) {
    expect(await askAnew('/live')).toBe(200);
    expect(await askAnew('/GetData?type=price&code=btcusdt')).toBe(200);
  }
  expect(held()).toBeLessThan(DESCRIPTORS - 50);
  collect(pairs.slice(1));
  await eventually(async () => (await askAnew('/GetData?type=price&code=btcusdt')) === 404);
  expect(api.log()).not.toMatch(/refused|cannot be looked at|failed/);
});

it('300 callers that are refused and never close are gone within seconds', async () => {
  const before = held();
  await occupy(300, 'no HTTP\r\n\r\n');
  await eventually(() => held() <= before + 2, 20_000);
});
