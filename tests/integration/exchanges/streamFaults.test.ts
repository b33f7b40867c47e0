import fs from 'node:fs';
import https from 'node:https';
import net, { type AddressInfo } from 'node:net';
import path from 'node:path';
import { WebSocketServer } from 'ws';
import { spotStreams } from '../../../exchanges/binance/spot/streams.ts';
import { openStream } from '../../../exchanges/stream.ts';
import type { StreamEnd } from '../../../exchanges/streamEnd.ts';
import { monotonicMs } from '../../../runtime/machine.ts';
import { eventually } from '../../eventually.ts';
import { type StandIn, startStandIn } from '../../streamStandIn.ts';
import { startTinyProxy } from '../../tinyProxy.ts';

let exchange: StandIn;
const closers: (() => unknown)[] = [];
beforeEach(async () => {
  exchange = await startStandIn();
});
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
  await exchange.close();
});

/** How a socket to this address ends, or `open`. */
function tried(url: string, proxy: URL | null = null): Promise<StreamEnd | 'open'> {
  return new Promise((resolve) => {
    const stream = openStream(
      {
        protocol: spotStreams,
        url,
        proxy,
        monotonic: monotonicMs,
        now: Date.now,
        limits: { openWithinMs: 400, silentMs: 10_000, lookEveryMs: 20 },
      },
      {
        onOpen: () => resolve('open'),
        onEvent: () => undefined,
        onReply: () => undefined,
        onShutdown: () => undefined,
        onEnd: resolve,
        onBadFrame: () => undefined,
        onDefect: () => undefined,
        isTicking: () => true,
      },
    );
    closers.push(stream.close);
  });
}

/** A server that does with each connection what it is told to. */
async function listen(take: (socket: net.Socket) => void): Promise<number> {
  const server = net.createServer((socket) => {
    socket.on('error', () => undefined);
    closers.push(() => socket.destroy());
    take(socket);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  closers.push(() => server.close());
  return (server.address() as AddressInfo).port;
}

it.each([
  [429, { 'Retry-After': '7' }, '', { code: 'rate-limited', retryAfterMs: 7_000 }, 'answered 429'],
  [
    418,
    {},
    '{"code":-1003,"msg":"Way too much; banned"}',
    { code: 'banned' },
    'answered 418 (-1003: Way too much; banned)',
  ],
  [403, {}, '<html>', { code: 'blocked' }, 'answered 403'],
  [451, {}, '', { code: 'restricted' }, 'answered 451'],
  [503, {}, '', { code: 'exchange-down' }, 'answered 503'],
  [404, {}, '', { code: 'rejected' }, 'answered 404'],
  [301, { Location: 'https://other.test/' }, '', { code: 'rejected' }, 'answered 301'],
])('a wish that is answered %i is refused, with what that means', async (status, headers, body, error, words) => {
  exchange.refuse({ status, headers, body });
  const end = await tried(`${exchange.url}/stream`);
  expect(end).toMatchObject({ cause: 'refused', error });
  expect((end as StreamEnd).message).toBe(`/stream: the exchange ${words}`);
});

it('a refusal whose body never ends is told all the same', async () => {
  const port = await listen((socket) =>
    socket.write('HTTP/1.1 429 No\r\nRetry-After: 3\r\nContent-Length: 99\r\n\r\nx'),
  );
  const end = await tried(`ws://127.0.0.1:${port}/stream`);
  expect(end).toMatchObject({ cause: 'refused', error: { retryAfterMs: 3_000 } });
});

it.each([
  ['nothing', () => undefined],
  [
    'drop by drop',
    (socket: net.Socket) => {
      const timer = setInterval(() => socket.write('H'), 50);
      socket.on('close', () => clearInterval(timer));
    },
  ],
])('a server that answers %s is left in time', async (_name, take) => {
  const port = await listen(take);
  const end = await tried(`ws://127.0.0.1:${port}/stream`);
  expect((end as StreamEnd).cause).toMatch(/timeout|network/);
});

it('what is no WebSocket is refused', async () => {
  const port = await listen((socket) => {
    socket.write(
      'HTTP/1.1 101 Switching\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: x\r\n\r\n',
    );
  });
  expect(await tried(`ws://127.0.0.1:${port}/stream`)).toEqual({
    cause: 'refused',
    message: '/stream: no WebSocket answers (Invalid Sec-WebSocket-Accept header)',
  });
});

it('a connection that cannot be made is said in words', async () => {
  const { port } = exchange;
  await exchange.close();
  expect(await tried(`ws://127.0.0.1:${port}/stream`)).toEqual({
    cause: 'network',
    message: '/stream: no connection (ECONNREFUSED: nothing listens there, or a firewall refuses)',
  });
  exchange = await startStandIn();
});

describe('over TLS', () => {
  const folder = path.resolve('tests/fixtures/tls');
  let port: number;
  beforeEach(async () => {
    const server = https.createServer({
      key: fs.readFileSync(path.join(folder, 'key.pem')),
      cert: fs.readFileSync(path.join(folder, 'certificate.pem')),
    });
    const sockets = new WebSocketServer({ server });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    closers.push(() => {
      for (const socket of sockets.clients) socket.terminate();
      server.close();
    });
    port = (server.address() as AddressInfo).port;
  });

  it('a certificate that is not known is said in words', async () => {
    const end = await tried(`wss://127.0.0.1:${port}/stream`);
    expect(end).toMatchObject({ cause: 'network', message: expect.stringContaining('TLS: its certificate is ') });
  });

  it('the same through a tunnel: the exchange is asked for by its name', async () => {
    const proxy = await startTinyProxy({ targetPort: port });
    closers.push(proxy.close);
    const end = await tried('wss://exchange.test/stream', new URL(`http://${proxy.host}`));
    expect(proxy.asked).toEqual(['CONNECT exchange.test:443']);
    expect(end).toMatchObject({
      cause: 'network',
      message: expect.stringContaining(`through the proxy ${proxy.host}`),
    });
  });
});

describe('through a proxy', () => {
  it('a socket without TLS is tunnelled too', async () => {
    const proxy = await startTinyProxy({ targetPort: exchange.port });
    closers.push(proxy.close);
    expect(await tried('ws://exchange.test/stream', new URL(`http://${proxy.host}`))).toBe('open');
    expect(proxy.asked).toEqual(['CONNECT exchange.test:80']);
  });

  it.each([407, 502])('that answers %i it is the proxy that refuses', async (refuseWith) => {
    const proxy = await startTinyProxy({ targetPort: exchange.port, refuseWith });
    closers.push(proxy.close);
    const end = await tried('ws://exchange.test/stream', new URL(`http://user:secret@${proxy.host}`));
    expect(end).toEqual({
      cause: 'network',
      message: `/stream: no connection through the proxy ${proxy.host} (the proxy answered ${refuseWith})`,
    });
  });

  it('that is silent it is left in time', async () => {
    const proxy = await startTinyProxy({ targetPort: exchange.port, refuseWith: 0 });
    closers.push(proxy.close);
    const end = await tried('ws://exchange.test/stream', new URL(`http://${proxy.host}`));
    expect((end as StreamEnd).message).toContain(proxy.host);
    await eventually(() => proxy.open() === 0);
  });
});
