import { once } from 'node:events';
import type { AddressInfo, Socket } from 'node:net';
import { WebSocketServer } from 'ws';
import { textFrame } from '../../../api/sockets/textFrame.ts';
import { openRawReader } from '../../../bench/relay/program/rawReader.ts';
import { eventually } from '../../eventually.ts';

let server: WebSocketServer;
let connection: Socket;
let pongs: string[];
beforeEach(async () => {
  server = new WebSocketServer({ port: 0, host: '127.0.0.1' });
  pongs = [];
  server.on('connection', (socket, request) => {
    connection = request.socket;
    socket.on('pong', (data) => pongs.push(data.toString()));
  });
  await once(server, 'listening');
});
afterEach(async () => {
  for (const client of server.clients) client.terminate();
  server.close();
  await once(server, 'close');
});

const open = async (isStalled: boolean) => {
  const texts: string[] = [];
  const { port } = server.address() as AddressInfo;
  const reader = await openRawReader({
    ...{ port, path: '/stream', isStalled, now: () => 7 },
    // The end alone is told: where a text begins is not looked for.
    onText: (bytes, end) => texts.push(bytes.toString('utf8', Math.max(0, end - 3), end)),
  });
  return { reader, texts };
};

it('texts of all lengths are found, however they are cut, and pings answered', async () => {
  const { reader, texts } = await open(false);
  const wanted = [10, 200, 70_000, 126, 65_536].map((length, index) => `${'x'.repeat(length)}=${index}=`);
  const bytes = Buffer.concat([...wanted.map(textFrame), Buffer.from([0x89, 2, 104, 105])]);
  for (const size of [1, 7, 4_096, bytes.length]) {
    const before = texts.length;
    for (let from = 0; from < Math.min(bytes.length, size * 500); from += size) {
      const isLast = from + size >= size * 500;
      connection.write(bytes.subarray(from, isLast ? undefined : from + size));
      if (from % (size * 50) === 0) await new Promise(setImmediate);
    }
    await eventually(() => texts.length === before + wanted.length);
    expect(texts.slice(before)).toEqual(['=0=', '=1=', '=2=', '=3=', '=4=']);
  }
  await eventually(() => pongs.length === 4);
  expect(new Set(pongs)).toEqual(new Set(['hi']));
  for (const client of server.clients) client.close(1008);
  await eventually(() => reader.closedWith() === 1008);
  reader.close();
});

it.each([
  ['without a close', 1006, () => connection.destroy()],
  ['by a reset', 1006, () => connection.resetAndDestroy()],
  ['by a close without a code', 1005, () => void connection.write(Buffer.from([0x88, 0]))],
])('one that ends %s is told by the code %i', async (_how, code, end) => {
  const { reader } = await open(false);
  expect(reader.closedWith()).toBeNull();
  end();
  await eventually(() => reader.closedWith() !== null);
  // What comes after it changes nothing.
  connection.destroy();
  await new Promise((resolve) => setTimeout(resolve, 50));
  expect(reader.closedWith()).toBe(code);
  reader.close();
});

it('one that is not to read takes nothing', async () => {
  const { reader, texts } = await open(true);
  const frame = textFrame('y'.repeat(60_000));
  while (connection.writableLength < 1_000_000) connection.write(frame);
  await new Promise((resolve) => setTimeout(resolve, 100));
  expect(connection.writableLength).toBeGreaterThan(500_000);
  expect(texts).toEqual([]);
  reader.close();
});
