import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { createHttpServer } from '../../../../api/http/server/server.ts';
import { NoRoom } from '../../../../gateway/callers/callerGate.ts';
import { type ApiFixture, createApiFixture } from '../apiFixture.ts';

/** A caller who is refused and asks on without a pause. */

let api: ApiFixture;
let url: string;
let server: ReturnType<typeof createHttpServer>;

beforeEach(async () => {
  api = await createApiFixture();
  api.callers = () => ({
    fetch: () => Promise.reject(new NoRoom('throttled', 'the weight for callers of this minute is spent', 20_000)),
    symbols: async () => new Set(['BTCUSDT', 'LTCUSDT']),
  });
  server = createHttpServer(api.app);
  server.http.listen(0, '127.0.0.1');
  await once(server.http, 'listening');
  url = `http://127.0.0.1:${(server.http.address() as AddressInfo).port}`;
});
afterEach(async () => {
  await server.stop({ silentMs: 0, mostMs: 500 });
  await api.close();
});

it.each([
  ['unknown symbols', (n: number) => `/api/v3/klines?symbol=NO${n}&interval=1m`, 400, -1121],
  ['what there is no weight for', (n: number) => `/api/v3/klines?symbol=LTCUSDT&interval=1m&endTime=${n}`, 429, -1003],
] as const)('%s: is told so, and has to wait for it, but for nothing else', async (_, pathOf, status, code) => {
  let asked = 0;
  let isOver = false;
  const answers: { status: number; text: string }[] = [];
  const ask = async () => {
    while (!isOver) {
      const response = await fetch(url + pathOf(asked++));
      answers.push({ status: response.status, text: await response.text() });
    }
  };
  const since = performance.now();
  const asking = Promise.all(Array.from({ length: 20 }, ask));
  // Both at once, until the flood has gone on for long enough.
  for (let pings = 0; pings < 10 || answers.length < 80; pings++) {
    expect((await fetch(`${url}/api/v3/ping`)).status).toBe(200);
  }
  isOver = true;
  await asking;
  expect(answers.every((each) => each.status === status && each.text.includes(String(code)))).toBe(true);
  // Without a brake it would be thousands a second.
  expect(answers.length).toBeLessThan(150 + (110 * (performance.now() - since)) / 1_000);
});
