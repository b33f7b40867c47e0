import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import fc from 'fast-check';
import { type ApiServer, createHttpServer } from '../../../api/http/server/server.ts';
import { answersIn, call } from './rawCaller.ts';

const LONG = 'x'.repeat(100_000);

let server: ApiServer;
let port: number;
let inFlight = 0;
let most = 0;
beforeAll(async () => {
  server = createHttpServer((request, response) => {
    const { url = '' } = request;
    const send = () => response.end(JSON.stringify(url.startsWith('/long') ? url + LONG : url));
    most = Math.max(most, ++inFlight);
    response.once('close', () => {
      inFlight -= 1;
    });
    if (url.startsWith('/later')) setImmediate(send);
    else send();
  });
  await once(server.http.listen(0, '127.0.0.1'), 'listening');
  port = (server.http.address() as AddressInfo).port;
});
afterAll(() => server.stop({ silentMs: 0, mostMs: 0 }));

const bodies = ['', 'abc', '\r\n\r\n', 'GET /x HTTP/1.1\r\n\r\n'];
const sent = fc.record({
  kind: fc.constantFrom('/now', '/later', '/long'),
  body: fc.constantFrom(undefined, undefined, ...bodies),
  isChunked: fc.boolean(),
});
const conversations = fc.record({
  requests: fc.array(sent, { minLength: 1, maxLength: 12 }),
  /** Lengths of the pieces that the bytes are torn into, again and again. */
  pieces: fc.array(fc.integer({ min: 1, max: 90 }), { minLength: 1, maxLength: 6 }),
  isTogether: fc.boolean(),
});

function bytesOf(
  { kind, body, isChunked }: { kind: string; body?: string | undefined; isChunked: boolean },
  index: number,
) {
  const head = `GET ${kind}${index} HTTP/1.1\r\nHost: localhost\r\n`;
  if (body === undefined) return `${head}\r\n`;
  if (!isChunked) return `${head}Content-Length: ${body.length}\r\n\r\n${body}`;
  const chunk = body === '' ? '' : `${body.length.toString(16)}\r\n${body}\r\n`;
  return `${head}Transfer-Encoding: chunked\r\n\r\n${chunk}0\r\n\r\n`;
}

it('however requests are torn and put together, each gets its answer, in their order, one at a time', async () => {
  await fc.assert(
    fc.asyncProperty(conversations, async ({ requests, pieces, isTogether }) => {
      const bytes = `${requests.map(bytesOf).join('')}GET /last HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n`;
      const { socket, text, ended } = await call(port);
      socket.setNoDelay(true);
      for (let at = 0, turn = 0; at < bytes.length; turn += 1) {
        const next = isTogether ? bytes.length : at + (pieces[turn % pieces.length] ?? 1);
        await new Promise<void>((resolve) => socket.write(bytes.slice(at, next), () => resolve()));
        at = next;
      }
      await ended;
      const names = answersIn(text()).map(({ body }) => String(body).replace(LONG, ''));
      expect(names).toEqual([...requests.map(({ kind }, index) => `${kind}${index}`), '/last']);
      socket.destroy();
    }),
    { numRuns: 150 },
  );
  expect(most).toBeLessThanOrEqual(2);
});
