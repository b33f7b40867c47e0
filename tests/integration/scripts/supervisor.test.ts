import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { readLines } from '../../../scripts/processes/readLines.ts';
import { eventually } from '../../eventually.ts';
import { isRunning, processes } from './processes.ts';

interface Supervisor {
  process: ChildProcess;
  /** What was printed so far. */
  lines: string[];
  exited: Promise<number | null>;
  /** Waits for a line. */
  line(text: string): Promise<string>;
  /** The process id a part printed with its newest start. */
  pidOf(part: string): number;
}

interface Options {
  stopTimeoutMs?: number;
  signalWindowMs?: number;
}

let started: Supervisor[];

beforeEach(() => {
  started = [];
});

afterEach(async () => {
  for (const supervisor of started) {
    supervisor.process.kill('SIGKILL');
    await supervisor.exited;
  }
});

function supervise(parts: Record<string, string>, options: Options = {}): Supervisor {
  const task = { parts: Object.entries(parts).map(([name, script]) => ({ name, script })), ...options };
  const program = [path.join(__dirname, 'runTypeScript.cjs'), path.join(__dirname, 'programs/supervises.ts')];
  const child = spawn(process.execPath, [...program, JSON.stringify(task)], { stdio: ['ignore', 'pipe', 'inherit'] });
  const lines: string[] = [];
  readLines(child.stdout, (line) => lines.push(line));
  const find = (text: string): string | undefined => lines.findLast((line) => line.includes(text));
  const supervisor: Supervisor = {
    process: child,
    lines,
    exited: once(child, 'close').then(([code]) => code as number | null),
    line: (text) =>
      eventually(() => {
        const line = find(text);
        if (line === undefined) throw new Error(`no line with "${text}" in\n${lines.join('\n')}`);
        return line;
      }),
    pidOf: (part) => Number(/pid (\d+)/.exec(find(`${part}: pid `) ?? '')?.[1]),
  };
  started.push(supervisor);
  return supervisor;
}

const well = `
  console.log('pid', process.pid);
  process.on('SIGTERM', () => { console.log('ends'); process.exit(0); });
  setInterval(() => {}, 1e6);
  process.send('ready');`;
const slowToBeReady = well.replace("process.send('ready')", "setTimeout(() => process.send('ready'), 100)");
const slowToStop = well.replace('process.exit(0)', 'setTimeout(() => process.exit(0), 300)');
const deafToSigterm = well.replace('process.exit(0)', '0');
const withGrandchild = `
  const child = require('child_process').spawn(process.execPath, ['-e', 'setInterval(() => {}, 1e6)'], { stdio: 'ignore' });
  child.on('spawn', () => console.log('grandchild', child.pid));
  ${well}`;

test('parts start one after the other, and two signals at once stop them, the last first', async () => {
  const supervisor = supervise({ one: slowToBeReady, two: well, three: slowToStop });
  await supervisor.line('all ready');
  supervisor.process.kill('SIGINT');
  await supervisor.line('stopping');
  supervisor.process.kill('SIGINT');
  expect(await supervisor.exited).toBe(0);
  const order = supervisor.lines.map((line) => line.replace(/\d+/, 'N'));
  expect(order).toEqual([
    'one: pid N',
    'two: pid N',
    'three: pid N',
    'supervisor: all ready',
    'supervisor: SIGINT: stopping',
    'three: ends',
    'two: ends',
    'one: ends',
  ]);
});

test('a part that is killed is started again, each time after a longer wait, and the others go on', async () => {
  const supervisor = supervise({ one: well, two: well });
  await supervisor.line('all ready');
  const untouched = supervisor.pidOf('one');
  for (const seconds of ['0.02', '0.04', '0.08', '0.08']) {
    const before = supervisor.pidOf('two');
    supervisor.lines.length = 0;
    process.kill(before, 'SIGKILL');
    expect(await supervisor.line('supervisor: two')).toMatch(
      new RegExp(`ended .*SIGKILL.*; starting it again in ${seconds} s$`),
    );
    await supervisor.line('two: pid');
    expect(supervisor.pidOf('two')).not.toBe(before);
  }
  expect(isRunning(untouched)).toBe(true);
});

test('a part that says what is wrong and exits with 1 before it was ready ends all', async () => {
  const failing = `console.error('some warning'); console.error('port 8000 is taken'); process.exitCode = 1; process.disconnect();`;
  const supervisor = supervise({ one: well, two: failing, three: well });
  expect(await supervisor.exited).toBe(1);
  expect(supervisor.lines.slice(1)).toEqual([
    'two: some warning',
    'one: ends',
    'failed: StartError: port 8000 is taken',
  ]);
});

test('a part that crashes before it was ready is tried again', async () => {
  const supervisor = supervise({ one: `console.error('oh'); process.exit(7)` });
  expect(await supervisor.line('starting it again in 0.04 s')).toContain(
    'one: ended before it was ready (exit code 7)',
  );
  expect(supervisor.lines).toContain('one: oh');
  supervisor.process.kill('SIGTERM');
  expect(await supervisor.exited).toBe(0);
});

test('a signal during the start stops what runs and starts no more', async () => {
  const supervisor = supervise({ one: well, two: well.replace("process.send('ready')", ''), three: well });
  await supervisor.line('two: pid');
  supervisor.process.kill('SIGTERM');
  expect(await supervisor.exited).toBe(0);
  expect(supervisor.lines.slice(-3)).toEqual(['supervisor: SIGTERM: stopping', 'two: ends', 'one: ends']);
});

test('a part that does not stop by itself is killed, with all it started', async () => {
  const supervisor = supervise({ one: withGrandchild + deafToSigterm }, { stopTimeoutMs: 300 });
  await supervisor.line('all ready');
  supervisor.process.kill('SIGTERM');
  expect(await supervisor.exited).toBe(0);
  await eventually(() => !isRunning(-supervisor.pidOf('one')));
});

test('a second signal, later than a second, kills at once', async () => {
  const supervisor = supervise({ one: well, two: deafToSigterm }, { stopTimeoutMs: 60_000, signalWindowMs: 50 });
  await supervisor.line('all ready');
  supervisor.process.kill('SIGTERM');
  await supervisor.line('two: ends');
  await new Promise((resolve) => setTimeout(resolve, 60)); // the time itself is what is tested
  supervisor.process.kill('SIGTERM');
  expect(await supervisor.exited).toBe(1);
  await eventually(() => ['one', 'two'].every((part) => !isRunning(-supervisor.pidOf(part))));
});

test('nothing is left when the supervisor itself is killed with kill -9', async () => {
  const supervisor = supervise({ one: withGrandchild, two: deafToSigterm }, { stopTimeoutMs: 300 });
  await supervisor.line('all ready');
  const groups = [supervisor.pidOf('one'), supervisor.pidOf('two')];
  expect(processes().filter(({ group }) => groups.includes(group)).length).toBeGreaterThanOrEqual(5);
  supervisor.process.kill('SIGKILL');
  await eventually(() => groups.every((group) => !isRunning(-group)));
});
