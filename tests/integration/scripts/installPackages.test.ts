import { spawn } from 'node:child_process';
import { once } from 'node:events';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { readLines } from '../../../scripts/processes/readLines.ts';
import { aptScript, installOptional } from '../../../scripts/setup/installPackages.js';
import { eventually } from '../../eventually.ts';
import { modeOf } from '../../modeOf.ts';

let directory: string;
let policy: string;
let lockFile: string;
const read = (name: string): string => fs.readFileSync(path.join(directory, name), 'utf8');

/** Tools in the place of those that would change this machine; each notes how it was called. */
const fake = (name: string, script: string): void =>
  fs.writeFileSync(path.join(directory, name), `#!/bin/sh\necho "${name} $*" >> calls\n${script}\n`, { mode: 0o755 });

/** Runs the script in a process group of its own. */
const run = (sets = ['redis-server', 'valkey-server'], seconds = 60) => {
  const env = { PATH: `${directory}:${process.env.PATH}` };
  const child = spawn('/bin/sh', ['-c', aptScript, 'sh', lockFile, String(seconds), policy, ...sets], {
    cwd: directory,
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true,
  });
  const said: string[] = [];
  for (const stream of [child.stdout, child.stderr]) readLines(stream, (line) => said.push(line));
  const signal = (name: NodeJS.Signals): void => void process.kill(-(child.pid ?? 0), name);
  return { signal, said, exited: once(child, 'close').then(([code]) => code as number | null) };
};

beforeEach(() => {
  directory = fs.mkdtempSync(path.join(os.tmpdir(), 'install-packages-'));
  policy = path.join(directory, 'policy-rc.d');
  lockFile = path.join(directory, 'lock');
  fake('systemctl', '');
  fs.writeFileSync(path.join(directory, 'dpkg-query'), '#!/bin/sh\nexit 1\n', { mode: 0o755 });
  fake('apt-get', `case "$*" in *install*) ./policy-rc.d; echo "policy says $?" >> calls;; esac`);
});

afterEach(() => fs.rmSync(directory, { recursive: true, force: true }));

const aptGet = 'apt-get -q -o DPkg::Lock::Timeout=300';

test('no service starts while the package is installed, nor at a boot, and the policy goes again', async () => {
  expect(await run().exited).toBe(0);
  expect(read('calls').trim().split('\n')).toEqual([
    `${aptGet} update`,
    `${aptGet} install -y --no-install-recommends redis-server`,
    'policy says 101',
    'systemctl disable redis-server',
  ]);
  expect(fs.readdirSync(directory).sort()).toEqual(['apt-get', 'calls', 'dpkg-query', 'lock', 'systemctl']);
});

test('where there is no redis-server, valkey-server is installed', async () => {
  fake('apt-get', `case "$*" in *redis-server) exit 100;; esac`);
  expect(await run().exited).toBe(0);
  expect(read('calls')).toMatch(
    /install .*redis-server\n.*install .*valkey-server\nsystemctl disable valkey-server\n$/,
  );
});

test('packages of one set are installed together', async () => {
  expect(await run(['wrk webdis']).exited).toBe(0);
  expect(read('calls')).toMatch(
    /install .*recommends wrk webdis\n.*\nsystemctl disable wrk\nsystemctl disable webdis\n$/,
  );
});

test('a service that was there before stays enabled', async () => {
  const script = '#!/bin/sh\ncase "$*" in *webdis) echo install ok installed;; *) exit 1;; esac\n';
  fs.writeFileSync(path.join(directory, 'dpkg-query'), script);
  expect(await run(['wrk webdis']).exited).toBe(0);
  expect(read('calls')).toMatch(/\nsystemctl disable wrk\n$/);
});

test.each([
  { how: 'an installation that succeeds', script: '', code: 0 },
  { how: 'one that fails', script: 'exit 100', code: 1 },
])("the machine's own policy is put back after $how", async ({ script, code }) => {
  fs.writeFileSync(policy, 'own');
  fake('apt-get', script);
  expect(await run().exited).toBe(code);
  expect(read('policy-rc.d')).toBe('own');
  expect(fs.existsSync(`${policy}.saved`)).toBe(false);
});

describe('one at a time installs', () => {
  const holding = async (): Promise<ReturnType<typeof run>> => {
    fake('apt-get', 'while [ ! -e go ]; do sleep 0.05; done');
    const first = run();
    await eventually(() => fs.existsSync(path.join(directory, 'calls')));
    return first;
  };
  const go = (): void => fs.writeFileSync(path.join(directory, 'go'), '');

  test('a second one says so, waits for the first, and then goes on', async () => {
    const first = await holding();
    const second = run();
    await eventually(() => second.said.length > 0);
    expect(second.said).toEqual(['waiting for another set-up that installs packages ...']);
    expect(read('calls').trim().split('\n')).toHaveLength(1);
    go();
    expect(await first.exited).toBe(0);
    expect(await second.exited).toBe(0);
  });

  test('a wait that lasts too long ends with a line that names the lock', async () => {
    const first = await holding();
    const second = run(undefined, 0.1);
    expect(await second.exited).toBe(1);
    expect(second.said.at(-1)).toBe(
      `another set-up has held ${lockFile} for 0.1 s: wait until it has ended, or end it`,
    );
    go();
    await first.exited;
  });

  test('a lock that a kill -9 left does not count', async () => {
    const first = await holding();
    first.signal('SIGKILL');
    await first.exited;
    go();
    expect(await run(undefined, 0.1).exited).toBe(0);
  });

  test('no other user can open the lock, and so hold it', async () => {
    expect(await run().exited).toBe(0);
    expect(modeOf(lockFile)).toBe('600');
  });
});

describe('stopped in the middle', () => {
  const startAndStop = async (signal: NodeJS.Signals): Promise<void> => {
    fs.writeFileSync(policy, 'own');
    fake('apt-get', 'exec sleep 30');
    const running = run();
    await eventually(() => read('calls') !== '');
    running.signal(signal);
    await running.exited;
  };

  test("by SIGTERM, it puts the machine's own policy back", async () => {
    await startAndStop('SIGTERM');
    expect(read('policy-rc.d')).toBe('own');
  });

  test('by kill -9, what it leaves refuses nothing, and the next run clears it away', async () => {
    await startAndStop('SIGKILL');
    const left = spawn('/bin/sh', [policy], { stdio: 'ignore' });
    expect(await once(left, 'exit')).toEqual([0, null]);
    fake('apt-get', '');
    expect(await run().exited).toBe(0);
    expect(read('policy-rc.d')).toBe('own');
    expect(fs.existsSync(`${policy}.saved`)).toBe(false);
  });
});

test('what only some tests want is left out without an error where there is no apt', async () => {
  const { PATH } = process.env;
  process.env.PATH = directory;
  fs.rmSync(path.join(directory, 'apt-get'));
  try {
    await installOptional([{ names: 'a-browser', isInstalled: () => false }], (line) => expect(line).toBe(''));
  } finally {
    process.env.PATH = PATH;
  }
  expect(fs.existsSync(path.join(directory, 'calls'))).toBe(false);
});
