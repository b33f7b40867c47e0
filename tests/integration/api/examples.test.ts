import { spawnSync } from 'node:child_process';
import { once } from 'node:events';
import fs from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
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

test('what the README shows of an example stands in it', () => {
  const readme = fs.readFileSync('README.md', 'utf8');
  for (const { file } of programs) {
    const language = file.endsWith('.py') ? 'python' : 'js';
    const [, shown = ''] = new RegExp(`\`\`\`${language}\\n(.*?)\`\`\``, 's').exec(readme) ?? [];
    expect([file, readme.includes(file), shown !== '']).toEqual([file, true, true]);
    expect(fs.readFileSync(file, 'utf8')).toContain(shown);
  }
});
