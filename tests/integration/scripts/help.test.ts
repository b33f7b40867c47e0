import { execFile } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';

const root = path.resolve(__dirname, '../../..');
const { scripts } = JSON.parse(fs.readFileSync(path.join(root, 'package.json'), 'utf8')) as {
  scripts: Record<string, string>;
};
const tasks = Object.values(scripts).flatMap(
  (command) => /^exec node scripts\/run\.js (\w+)$/.exec(command)?.[1] ?? [],
);
let copy: string;

/** Plain JavaScript alone, as it is before anything is installed or built. */
beforeAll(() => {
  copy = fs.mkdtempSync(path.join(os.tmpdir(), 'help-'));
  for (const folder of ['scripts', 'runtime', 'markets', 'simulator']) {
    const files = fs.readdirSync(path.join(root, folder), { recursive: true, encoding: 'utf8' });
    for (const file of files.filter((name) => name.endsWith('.js'))) {
      fs.mkdirSync(path.dirname(path.join(copy, folder, file)), { recursive: true });
      fs.copyFileSync(path.join(root, folder, file), path.join(copy, folder, file));
    }
  }
  fs.writeFileSync(path.join(copy, 'package.json'), '{ "type": "module" }');
});
afterAll(() => fs.rmSync(copy, { recursive: true, force: true }));

const node = (cwd: string, ...args: string[]) =>
  new Promise<{ status: unknown; stdout: string; stderr: string }>((resolve) => {
    execFile(process.execPath, args, { cwd, timeout: 60_000 }, (error, stdout, stderr) =>
      resolve({ status: error === null ? 0 : (error.code ?? error.signal), stdout, stderr }),
    );
  });

test('every npm script but the one of the formatter is a task', () => {
  expect(tasks.sort()).toEqual(
    Object.keys(scripts)
      .filter((name) => name !== 'format')
      .sort(),
  );
});

test.concurrent.each(tasks)('npm run %s -- --help says how it is called, before anything is set up', async (task) => {
  const call = ['start', 'test'].includes(task) ? `npm ${task}` : `npm run ${task}`;
  for (const option of ['--help', '-h']) {
    const { status, stdout, stderr } = await node(copy, 'scripts/run.js', task, option);
    expect([status, stderr]).toEqual([0, '']);
    expect(stdout).toMatch(new RegExp(`^usage: ${call}(?: -- .*)?\n\n`));
    // Each option of the first line has one that says what it means.
    const [first = '', ...rest] = stdout.split('\n');
    for (const [named] of first.matchAll(/--[a-z-]+/g)) expect(rest.join('\n')).toContain(named);
  }
  expect(fs.readdirSync(copy).sort()).toEqual(['markets', 'package.json', 'runtime', 'scripts', 'simulator']);
});

test.concurrent('without a task --help names all of them', async () => {
  const { status, stdout } = await node(copy, 'scripts/run.js', '--help');
  expect(status).toBe(0);
  for (const task of tasks) expect(stdout).toMatch(new RegExp(` ${task}[ ,]`));
});

test.concurrent.each(['collectors', 'api', 'simulator'])(
  'the program %s says how it is called, and starts nothing',
  async (program) => {
    for (const option of ['--help', '-h']) {
      const script = path.join(__dirname, 'runTypeScript.cjs');
      const { status, stdout, stderr } = await node(root, script, `${program}/main.ts`, option);
      expect([status, stderr]).toEqual([0, '']);
      expect(stdout).toMatch(/^usage: .*\n\n/);
    }
  },
);
