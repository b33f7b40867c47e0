import fs from 'node:fs';
import http from 'node:http';
import os from 'node:os';
import path from 'node:path';
import { type WebSocket, WebSocketServer } from 'ws';
import { createRelayLink, type OpenLink } from '../../../api/relay/link.ts';
import { frameRecord, saidRecord } from '../../../model/relayWire.ts';
import { eventually } from '../../eventually.ts';
import { createTestLog, type TestLog } from '../../testStore.ts';
import { following, told } from './relayFixture.ts';

let directory: string;
let file: string;
let server: http.Server;
let link: OpenLink;
let testLog: TestLog;
const sockets: WebSocket[] = [];
const defects: unknown[] = [];

beforeEach(async () => {
  directory = fs.mkdtempSync(path.join(os.tmpdir(), 'relay-'));
  file = path.join(directory, 'relay.sock');
  server = http.createServer();
  const upgrades = new WebSocketServer({ server });
  upgrades.on('connection', (socket) => {
    sockets.push(socket);
    socket.on('message', (data) => {
      const { do: wish, number } = JSON.parse(String(data)) as { do: string; number: number };
      if (wish === 'follow') socket.send(saidRecord({ is: 'followed', number }));
    });
  });
  await new Promise<void>((resolve) => server.listen(file, resolve));
  testLog = createTestLog();
  sockets.length = 0;
  defects.length = 0;
  link = createRelayLink({ place: { path: file }, log: testLog.log, onDefect: (error) => defects.push(error) });
});
afterEach(async () => {
  link.close();
  for (const socket of sockets) socket.terminate();
  await new Promise((resolve) => server.close(resolve));
  fs.rmSync(directory, { recursive: true, force: true });
});

it.each([
  ['no batch', 'rubbish', 0],
  ['a record that is cut off', '1 500 {"e":1}', 0],
  ['what is no JSON where there should be some', frameRecord(0, '{"is":'), 1],
])('a relay that sends %s is left, and asked anew', async (_what, sent, mistakes) => {
  const followed = await following(link, 'btcusdt@trade');
  sockets[0]?.send(sent);
  await eventually(() => followed.breaks.length === 1);
  expect(defects).toHaveLength(mistakes);
  const again = await eventually(() => following(link, 'btcusdt@trade'));
  sockets.at(-1)?.send(frameRecord(2, '{"t":1}'));
  await eventually(() => again.frames.length === 1);
  expect(sockets.length).toBeGreaterThan(1);
});

it('what is of streams that nobody follows, or says nothing that is known, harms nothing', async () => {
  const followed = await following(link, 'btcusdt@trade');
  const strange = [
    frameRecord(99, '{"t":1}'),
    saidRecord({ is: 'broken', number: 99, why: 'x' }),
    saidRecord({ is: 'book', number: 98, book: null }),
    saidRecord({ is: 'refused', number: 97, code: 'full', why: 'x' }),
  ];
  sockets[0]?.send(strange.join('') + frameRecord(1, '{"t":2}'));
  await eventually(() => followed.frames.length === 1);
  expect([followed.frames, followed.breaks, defects, sockets.length]).toEqual([['{"t":2}'], [], [], 1]);
});

it('a follower’s mistake is not another one’s', async () => {
  const bad = { ...told(), onFrame: () => JSON.parse('{') };
  await link.follow('spot', 'btcusdt@trade', bad);
  const good = await following(link, 'btcusdt@trade');
  sockets[0]?.send(frameRecord(1, '{"t":1}'));
  await eventually(() => good.frames.length === 1);
  expect(defects).toHaveLength(1);
});
