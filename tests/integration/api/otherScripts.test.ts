import { once } from 'node:events';
import { type AddressInfo, connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { createHttpServer } from '../../../api/http/server/server.ts';
import { dataKey } from '../../../store/redis/keys.ts';
import { writeLatest } from '../../../store/values/latest.ts';
import { type ApiFixture, createApiFixture, NOW } from './apiFixture.ts';

const code = '币安人生usdt';
let api: ApiFixture;
let port: number;
let close: () => unknown;

beforeAll(async () => {
  api = await createApiFixture({ pairs: [code, 'btcusdt'] });
  const context = { fence: 1, asOf: NOW, source: 'simulator' };
  await writeLatest(api.store, dataKey('spot', code, 'price'), `{"symbol":"${code}","price":"1.50"}`, context);
  const server = createHttpServer(api.app).http.listen(0, '127.0.0.1');
  await once(server, 'listening');
  close = () => server.close();
  port = (server.address() as AddressInfo).port;
});
afterAll(async () => {
  close();
  await api.close();
});

/** Sends a request line as these bytes. */
async function ask(target: string | Buffer) {
  const socket = connect(port, '127.0.0.1');
  const end = ' HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n';
  socket.write(Buffer.concat([Buffer.from('GET '), Buffer.from(target), Buffer.from(end)]));
  const [head = '', body = ''] = (await text(socket)).split('\r\n\r\n');
  return { status: Number(head.split(' ')[1]), body: JSON.parse(body) };
}

it.each([code, '币安人生UsDt'])('%s is found where its UTF-8 is percent-encoded', async (spelling) => {
  for (const front of ['', `http://localhost:${port}`]) {
    const { status, body } = await ask(`${front}/GetData?type=price&code=${encodeURIComponent(spelling)}`);
    expect([status, body.code, body.data]).toEqual([200, code, [{ symbol: code, price: '1.50' }]]);
  }
});

it.each([
  ['in UTF-8', Buffer.from(`/GetData?type=price&code=${code}`)],
  ['in another encoding', Buffer.from('/GetData?type=price&code=\xe9usdt', 'latin1')],
  ['in the path', Buffer.from('/币')],
])('characters sent as they are, %s, are refused with what to do', async (_, target) => {
  const { status, body } = await ask(target);
  expect([status, body.error]).toEqual([400, 'malformed-request']);
  expect(body.detail).toMatch(/percent-encoded UTF-8, as in code=%E5%B8%81usdt/);
});

it.each(['%E9%E8usdt', '%E5%B8'])('percent-encoded bytes that are no UTF-8, %s, are no pair', async (bytes) => {
  const { status, body } = await ask(`/GetData?type=price&code=${bytes}`);
  expect([status, body.error, body.parameter]).toEqual([400, 'invalid-parameter', 'code']);
});
