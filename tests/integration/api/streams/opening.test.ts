import { type ClientRequest, get } from 'node:http';
import type { ApiServer } from '../../../../api/http/server/server.ts';
import { eventually } from '../../../eventually.ts';
import { createStreamsFixture } from './streamsFixture.ts';

/** What a socket waits for before it opens. */

let api: Awaited<ReturnType<typeof createStreamsFixture>>;
beforeEach(async () => {
  api = await createStreamsFixture();
});
afterEach(async () => {
  expect(api.defects).toEqual([]);
  await api.close();
});

it('is not the list of pairs, where nobody tells it: a name is then for the relay to judge', async () => {
  api.symbols = new Promise(() => undefined);
  const open = await api.open('/ws');
  expect(await open.ask('SUBSCRIBE', ['btcusdt@depth@100ms'])).toEqual({ result: null, id: 1 });
  const others = await Promise.all(
    ['/ws/ethusdt@depth@100ms', '/ws/binance/btcusdt/ohlc'].map((path) => api.open(path)),
  );
  await eventually(() => others.every(({ texts }) => texts.length > 0));
  for (const { socket } of [open, ...others]) socket.terminate();
});

it('leaves nothing behind where the caller goes meanwhile, and is not taken for a want of room', async () => {
  const accept = api.link.hold();
  const leaving = handshake('/ws/btcusdt@trade');
  await eventually(() => api.link.followed().length === 1);
  leaving.socket?.resetAndDestroy();
  await eventually(async () => (await connectionsOf(api.server)) === 0);
  accept();
  await eventually(() => api.link.followed().length === 0);
  expect(api.streams.callers.counts.refused).toMatchObject({ gone: 1, full: 0 });
});

function handshake(path: string): ClientRequest {
  const key = { 'Sec-WebSocket-Key': 'dGhlIHNhbXBsZSBub25jZQ==', 'Sec-WebSocket-Version': '13' };
  const headers = { Connection: 'Upgrade', Upgrade: 'websocket', ...key };
  return get({ host: '127.0.0.1', port: api.port, path, headers, agent: false }).on('error', () => undefined);
}

const connectionsOf = ({ http }: ApiServer): Promise<number> =>
  new Promise((resolve, reject) => http.getConnections((error, count) => (error ? reject(error) : resolve(count))));
