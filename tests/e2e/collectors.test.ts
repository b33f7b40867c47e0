import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { spawnGuarded } from '../../scripts/processes/spawnGuarded.ts';
import { eventually } from '../eventually.ts';
import { type Bench, openBench } from '../integration/collectors/collecting.ts';

const main = fileURLToPath(new URL('../../dist/collectors/main.js', import.meta.url));
const key = 'spot:{btcusdt}:price:meta';
let bench: Bench;
const children: ChildProcess[] = [];
beforeEach(async () => {
  bench = await openBench({ pairs: ['btcusdt'] }, { isRealTime: true });
});
afterEach(async () => {
  for (const child of children.splice(0)) {
    if (child.exitCode !== null || child.signalCode !== null) continue;
    child.kill('SIGKILL');
    await once(child, 'exit');
  }
  await bench.close();
});

interface Running {
  readonly child: ChildProcess;
  readonly output: string[];
  /** Resolves to the exit code. */
  readonly ended: Promise<number | null>;
}

/** The built program, as PM2 and systemd start it. */
function start(...args: string[]): Running {
  const child = spawnGuarded(process.execPath, [main, ...args], { env: { ...process.env, ...bench.env }, ipc: true });
  children.push(child);
  const output: string[] = [];
  for (const stream of [child.stdout, child.stderr]) {
    stream?.on('data', (chunk) => output.push(...String(chunk).trimEnd().split('\n')));
  }
  return { child, output, ended: once(child, 'exit').then(([code]) => code as number | null) };
}

const isFresh = () =>
  eventually(async () => bench.simulator.now() - Number(await bench.store.redis.hget(key, 'asOf')) < 1_500);
const lease = async () => (await bench.store.redis.hget('collector:lease:price', 'holder')) ?? '';
const fence = async () => Number(await bench.store.redis.hget(key, 'fence'));

it('says ready, collects, and on SIGTERM gives its lease back, quietly and with exit code 0', async () => {
  start('--feed', 'pair-info');
  const price = start('--feed', 'price');
  await once(price.child, 'message');
  await isFresh();
  expect(await lease()).toContain(`|${price.child.pid}|`);
  price.child.kill('SIGTERM');
  expect(await price.ended).toBe(0);
  expect(await lease()).toBe('');
  expect(price.output.filter((line) => / (warn|error) /.test(line))).toEqual([]);
});

it('a successor takes over at once from a process that was killed', async () => {
  start('--feed', 'pair-info');
  const killed = start('--feed', 'price');
  await isFresh();
  const before = await fence();
  const standby = start('--feed', 'price');
  await once(standby.child, 'message');
  killed.child.kill('SIGKILL');
  await eventually(async () => {
    // As if it had just been renewed: who waits for it to run out never gets it.
    await bench.store.redis.hset('collector:lease:price', 'until', Date.now() + 2_000);
    return (await fence()) > before;
  });
});

it('ends before it is ready, with exit code 1, where the stored data comes from another exchange', async () => {
  await bench.store.redis.hset('collector:source', 'spot', 'binance');
  const { child, output, ended } = start('--feed', 'all');
  const messages: unknown[] = [];
  child.on('message', (message) => messages.push(message));
  expect(await ended).toBe(1);
  expect(messages).toEqual([]);
  expect(output.at(-1)).toMatch(
    /^collectors: the spot data in Redis db 2 comes from binance, but .* answers as simulator/,
  );
  expect(await bench.store.redis.keys('spot:*')).toEqual([]);
});

it.each([
  ['an unknown feed', ['--feed', 'nope'], /no collector for --feed nope: use --feed all/],
  ['an unknown interval', ['--feed', 'klines', '--interval', '7'], /no collector for --feed klines --interval 7/],
  ['an unknown option', ['--fed', 'price'], /Unknown option '--fed'.*: use --feed all/],
])('%s is one clear line and exit code 1', async (_name, args, message) => {
  const { ended, output } = start(...args);
  expect(await ended).toBe(1);
  expect(output).toHaveLength(1);
  expect(output[0]).toMatch(message);
});
