import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { spawnGuarded } from '../../../scripts/processes/spawnGuarded.ts';
import { eventually } from '../../eventually.ts';

let directory: string;
const closers: (() => unknown)[] = [];
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'process-'));
});
afterEach(() => {
  for (const close of closers.splice(0)) close();
  rmSync(directory, { recursive: true, force: true });
});

/** Runs a process whose `start` is this JavaScript; `say` prints a line. */
function run(start: string) {
  const file = join(directory, 'program.cjs');
  writeFileSync(
    file,
    `const { runProcess } = require(${JSON.stringify(resolve('runtime/runProcess.ts'))});
    const { StartError } = require(${JSON.stringify(resolve('runtime/errors.ts'))});
    const say = (line) => process.stdout.write(line + '\\n');
    const finish = new Promise((done) => process.once('message', done));
    process.on('SIGINT', () => say('SIGINT'));
    runProcess('program', 'usage: program', ${start});`,
  );
  const script = resolve('tests/integration/scripts/runTypeScript.cjs');
  const child = spawnGuarded(process.execPath, [script, file], { ipc: true });
  closers.push(() => child.kill('SIGKILL'));
  const output = { stdout: '', stderr: '' };
  child.stdout?.on('data', (chunk) => {
    output.stdout += chunk;
  });
  child.stderr?.on('data', (chunk) => {
    output.stderr += chunk;
  });
  const closed = once(child, 'close');
  return {
    child,
    output,
    /** Exit code and signal. */
    closed,
    ready: once(child, 'message'),
    said: (lines: string) => eventually(() => output.stdout === lines),
  };
}

const stops = `async () => ({ stop: async () => { say('stopping'); await finish; say('stopped'); } })`;

test('a process that runs says ready', async () => {
  const { ready } = run(stops);
  expect(await ready).toEqual(['ready', undefined]);
});

test.each(['SIGINT', 'SIGTERM', 'SIGHUP'] as const)('%s stops it in order, with exit code 0', async (signal) => {
  const { child, closed, output, ready } = run(stops);
  await ready;
  child.kill(signal);
  await eventually(() => output.stdout.includes('stopping\n'));
  child.send('finish');
  expect(await closed).toEqual([0, null]);
  expect(output.stdout).toMatch(/stopped\n$/);
  expect(output.stderr).toBe('');
});

test('a Ctrl-C that arrives twice counts as one', async () => {
  // It sends the second one itself: it is to come within a second, however busy the machine is.
  const { child, closed, output, ready, said } = run(
    `async () => ({ stop: async () => { say('stopping'); process.kill(process.pid, 'SIGINT'); await finish; say('stopped'); } })`,
  );
  await ready;
  child.kill('SIGINT');
  await said('SIGINT\nstopping\nSIGINT\n');
  child.send('finish');
  expect(await closed).toEqual([0, null]);
  expect(output.stdout).toBe('SIGINT\nstopping\nSIGINT\nstopped\n');
});

test('a signal more than a second after the first ends a stop that hangs, with exit code 1', async () => {
  const { child, closed, output, ready, said } = run(stops);
  await ready;
  const startedAt = performance.now();
  child.kill('SIGINT');
  await said('SIGINT\nstopping\n');
  const impatience = setInterval(() => child.kill('SIGINT'), 50);
  closers.push(() => clearInterval(impatience));
  expect(await closed).toEqual([1, null]);
  expect(performance.now() - startedAt).toBeGreaterThan(1000);
  expect(output.stdout).not.toContain('stopped');
});

test('a signal before it runs ends it at once, with exit code 0', async () => {
  const { child, closed, said } = run(
    `async () => { say('starting'); await new Promise(() => setInterval(say, 1e6, '')); }`,
  );
  await said('starting\n');
  child.kill('SIGINT');
  expect(await closed).toEqual([0, null]);
});

test.each([
  ['a StartError', `async () => { throw new StartError('the port is in use'); }`, /^program: the port is in use\n$/],
  [
    'a StartError long after the start',
    `async (die) => { setImmediate(() => die(new StartError('Redis refuses us'))); return { stop() {} }; }`,
    /^program: Redis refuses us\n$/,
  ],
  ['a defect', `async () => { null.x; }`, /^program: TypeError: .+\n {4}at .*program\.cjs/],
  [
    'a stop that fails',
    `async () => { process.kill(process.pid, 'SIGINT'); return { stop: async () => null.x }; }`,
    /^program: TypeError: .+\n {4}at /,
  ],
])('%s ends it with exit code 1 and says why', async (_title, start, stderr) => {
  const { closed, output } = run(start);
  expect(await closed).toEqual([1, null]);
  expect(output.stderr).toMatch(stderr);
});

test.each([
  ['thrown later', "setImmediate(() => { throw Object.assign(new TypeError('x is none'), { request: 'a-key' }); })"],
  ['rejected later', "Promise.reject(Object.assign(new TypeError('x is none'), { request: 'a-key' }))"],
])('what is %s and caught by nobody ends it, with its stack on stderr and in the log', async (_, defect) => {
  const log = `{ error: (line) => say('log: ' + line.split('\\n', 2).join('')) }`;
  const { closed, output } = run(
    `async () => { setTimeout(() => { ${defect}; }, 50); return { stop: async () => {}, log: ${log} }; }`,
  );
  expect(await closed).toEqual([1, null]);
  expect(output.stderr).toMatch(/^program: TypeError: x is none\n +at .*program\.cjs/);
  expect(output.stderr).not.toContain('a-key');
  expect(output.stdout).toMatch(
    /^log: ended by a defect of ours, please report it: TypeError: x is none +at .*program\.cjs/,
  );
});
