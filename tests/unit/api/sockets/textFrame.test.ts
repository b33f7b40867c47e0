import { createHash } from 'node:crypto';
import { once } from 'node:events';
import net, { type AddressInfo } from 'node:net';
import { WebSocket } from 'ws';
import { textFrame } from '../../../../api/sockets/textFrame.ts';

const texts = [
  '',
  'x',
  'x'.repeat(125),
  'x'.repeat(126),
  'x'.repeat(65_535),
  'x'.repeat(65_536),
  'x'.repeat(1_000_000),
];

it('a client reads what was written, of any length and script', async () => {
  const sent = [...texts, '币安人生'.repeat(40), '{"s":"币安人生USDT","p":"1.0"}', 'é'.repeat(63)];
  const server = net.createServer((socket) => {
    socket.once('data', (head) => {
      const [, key = ''] = /Sec-WebSocket-Key: (\S+)/i.exec(String(head)) ?? [];
      socket.write(
        `HTTP/1.1 101 x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: ${accept(key)}\r\n\r\n`,
      );
      for (const text of sent) socket.write(textFrame(text));
    });
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const client = new WebSocket(`ws://127.0.0.1:${(server.address() as AddressInfo).port}`);
  const got: string[] = [];
  await new Promise<void>((resolve) => {
    client.on('message', (data, isBinary) => {
      got.push(isBinary ? 'binary' : String(data));
      if (got.length === sent.length) resolve();
    });
  });
  expect(got).toEqual(sent);
  client.terminate();
  server.close();
});

const accept = (key: string): string =>
  createHash('sha1').update(`${key}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`).digest('base64');
