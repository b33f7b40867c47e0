import { spawnSync } from 'node:child_process';
import { once } from 'node:events';
import fs from 'node:fs';
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { extname, join } from 'node:path';
import { type Example, runExample } from '../runExample.ts';
import { type ApiFixture, candle, createApiFixture, NOW } from './apiFixture.ts';

const limitMs = 30_000;

let api: ApiFixture;
let server: Server;
let base: string;
let examples: Example[];
beforeEach(async () => {
  examples = [];
  api = await createApiFixture();
  server = createServer(api.app).listen(0, '127.0.0.1');
  await once(server, 'listening');
  base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const candles = Array.from({ length: 30 }, (_, index) => candle(NOW - (29 - index) * 60_000));
  await api.series('klines', candles, { interval: 1 });
  await setPrice('1.5');
});
afterEach(async () => {
  for (const { stop } of examples) await stop();
  await new Promise((resolve) => server.close(resolve).closeAllConnections());
  await api.close();
});

const setPrice = (price: string) => api.latest('price', { symbol: 'BTCUSDT', price });

function run(program: string, file: string, code = 'btcusdt'): Example {
  const example = runExample(program, file, [base, code]);
  examples.push(example);
  return example;
}

const programs = [
  { program: 'python3', file: 'examples/poll.py' },
  { program: 'node', file: 'examples/poll.mjs' },
];
const isInstalled = (program: string): boolean => spawnSync(program, ['--version']).status === 0;

describe.each(programs)('$file', ({ program, file }) => {
  // A machine without Python can run the rest.
  const testIt = isInstalled(program) ? test : test.skip;

  testIt(
    'reads pages by next, sees changes by tag, tells stale prices apart, and waits as long as it is told to',
    async () => {
      const { line } = run(program, file);
      await line(/^25 candles, the newest close at 10\.5, 10\.5, 10\.5$/);
      await line(/^1\.5 new, 0 ms old$/);
      await line(/^1\.5 unchanged, 0 ms old$/);
      await setPrice('1.6');
      await line(/^1\.6 new, 0 ms old$/);
      await line(/^1\.6 unchanged, 0 ms old$/);
      api.now += 60_000;
      await line(/^1\.6 unchanged, too old to act on: 60000 ms$/);
      api.apiStore = null;
      await line(/^waiting 1 s: Redis does not answer$/);
      api.apiStore = api.store;
      await setPrice('1.7');
      await line(/^1\.7 new, 0 ms old$/);
    },
    limitMs * 2,
  );

  testIt('ends with what the API says when the request is wrong', async () => {
    const { child, line } = run(program, file, 'ltcusdt');
    const closed = once(child, 'close');
    await line(/^404 pair-not-configured: /);
    expect((await closed)[0]).toBe(1);
  });
});

/** What a proxy answers where what stands behind it is away. */
const refuseAsProxy: RequestListener = (_request, response) =>
  void response.writeHead(502, { 'Content-Type': 'text/html' }).end('<h1>Bad Gateway</h1>');

test.each(['examples/streams.mjs', 'examples/futures.mjs'])(
  '%s is not ended by an answer that is not the API’s, and connects again',
  async (file) => {
    const proxy = createServer(refuseAsProxy);
    await once(proxy.listen(0, '127.0.0.1'), 'listening');
    const example = runExample('node', file, [`http://127.0.0.1:${(proxy.address() as AddressInfo).port}`, 'btcusdt']);
    examples.push(example);
    for (let time = 0; time < 2; time += 1) await example.line(/^connecting again: 502 Bad Gateway$/);
    proxy.close().closeAllConnections();
  },
);

describe.each([
  { program: 'python3', file: 'examples/events.py' },
  { program: 'node', file: 'examples/events.mjs' },
])('$file', ({ program, file }) => {
  const testIt = isInstalled(program) ? test : test.skip;
  let followed: { close(): void };
  beforeEach(async () => {
    followed = await api.follow(api.cache);
  });
  afterEach(() => followed.close());

  testIt(
    'waits where nothing is stored yet, and is told the first price',
    async () => {
      await api.store.redis.flushdb();
      const { line } = run(program, file);
      await line(/^no price yet$/);
      await setPrice('1.7');
      await line(/^price 1\.7, \d+ ms old$/);
    },
    limitMs * 2,
  );

  testIt('is not ended by an answer that is not the API’s, and connects again', async () => {
    let isOdd = true;
    const between = createServer((request, response) => {
      if (!isOdd) return void api.app(request, response);
      isOdd = false;
      refuseAsProxy(request, response);
    });
    await once(between.listen(0, '127.0.0.1'), 'listening');
    const example = runExample(program, file, [
      `http://127.0.0.1:${(between.address() as AddressInfo).port}`,
      'btcusdt',
    ]);
    examples.push(example);
    await example.line(/502/);
    await example.line(/^connecting again$/);
    await example.line(/^price 1\.5, \d+ ms old$/);
    between.close().closeAllConnections();
  });

  testIt('connects again where nothing comes, and ends where what it does with an event fails', async () => {
    const text = fs.readFileSync(file, 'utf8');
    const hasty = text.replaceAll('30_000', '300').replaceAll('timeout=30', 'timeout=0.3');
    const broken = text.replaceAll('data[0].price', 'data[7].price').replaceAll("['data'][0]", "['data'][7]");
    const folder = fs.mkdtempSync(join(tmpdir(), 'examples-'));
    const silent = createServer((_request, response) => {
      response.writeHead(200, { 'Content-Type': 'text/event-stream' }).flushHeaders();
    });
    try {
      await once(silent.listen(0, '127.0.0.1'), 'listening');
      const other = { hasty: `http://127.0.0.1:${(silent.address() as AddressInfo).port}`, broken: base };
      for (const [name, changed] of Object.entries({ hasty, broken })) {
        expect(changed).not.toBe(text);
        fs.writeFileSync(join(folder, name + extname(file)), changed);
      }
      const run = (name: 'hasty' | 'broken') => {
        const example = runExample(program, join(folder, name + extname(file)), [other[name], 'btcusdt']);
        examples.push(example);
        return example;
      };
      const waiting = run('hasty');
      await waiting.line(/nothing came for 30 s|timed out/);
      await waiting.line(/^connecting again$/);
      const failing = run('broken');
      const closed = once(failing.child, 'close');
      await failing.line(/TypeError|IndexError/);
      expect((await closed)[0]).toBe(1);
    } finally {
      silent.close().closeAllConnections();
      fs.rmSync(folder, { recursive: true });
    }
  });
});

test('what the README shows of an example stands in it', () => {
  const readme = fs.readFileSync('README.md', 'utf8');
  for (const { file } of programs) {
    const language = file.endsWith('.py') ? 'python' : 'js';
    const [, shown = ''] = new RegExp(`\`\`\`${language}\\n(.*?)\`\`\``, 's').exec(readme) ?? [];
    expect([file, readme.includes(file), shown !== '']).toEqual([file, true, true]);
    expect(fs.readFileSync(file, 'utf8')).toContain(shown);
  }
});
