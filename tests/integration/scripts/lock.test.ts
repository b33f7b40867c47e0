import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { lock } from '../../../scripts/setup/lock.js';
import { StepError } from '../../../scripts/setup/step.js';
import { modeOf } from '../../modeOf.ts';

/** A program of the system, which the check for dead code would look for among the dependencies. */
const pipeMaker = 'mkfifo';

let directory: string;
let file: string;

beforeEach(() => {
  directory = fs.mkdtempSync(path.join(os.tmpdir(), 'lock-'));
  file = path.join(directory, 'deep', 'lock');
});

afterEach(() => fs.rmSync(directory, { recursive: true, force: true }));

test('a second taker waits for the first, is told who it is, and nothing is left afterwards', async () => {
  const release = await lock(file);
  const told: string[] = [];
  let isSecondIn = false;
  const onWait = (pid: string): void => {
    told.push(pid);
    expect(isSecondIn).toBe(false);
    release();
  };
  const second = lock(file, { onWait }).then((releaseSecond) => {
    isSecondIn = true;
    return releaseSecond;
  });
  (await second)();
  expect(told).toEqual([String(process.pid)]);
  expect(fs.readdirSync(path.dirname(file))).toEqual([]);
});

const here = os.hostname();
test.each([
  { what: 'a process that no longer lives', owner: `999999999 ${here}`, needs: '/' },
  { what: 'a process whose id is now ours', owner: `${process.pid} ${here} 1`, needs: '/proc/self/stat' },
  { what: "a process whose id is now another's", owner: `${process.ppid} ${here} 1`, needs: '/proc/self/stat' },
])('the lock of $what does not count', async ({ owner, needs }) => {
  if (!fs.existsSync(needs)) return;
  fs.mkdirSync(path.dirname(file));
  fs.writeFileSync(file, owner);
  const onWait = jest.fn();
  (await lock(file, { onWait }))();
  expect(onWait).not.toHaveBeenCalled();
  expect(fs.readdirSync(path.dirname(file))).toEqual([]);
});

test.each(['1 elsewhere 1', `${process.ppid} ${here}`])(
  'the lock of a process of which nothing is known (%s) holds',
  async (owner) => {
    fs.mkdirSync(path.dirname(file));
    fs.writeFileSync(file, owner);
    const onWait = jest.fn(() => fs.rmSync(file));
    (await lock(file, { onWait }))();
    expect(onWait).toHaveBeenCalledWith(owner.split(' ')[0]);
  },
);

test('a lock that is held for too long ends the wait with an error that names the file, and stays', async () => {
  const release = await lock(file);
  await expect(lock(file, { limitMs: 60 })).rejects.toThrow(
    new StepError(
      `another set-up (process ${process.pid}) has held ${file} for 0.001 minutes; if none runs, remove that file`,
    ),
  );
  expect(fs.readdirSync(path.dirname(file))).toEqual(['lock']);
  release();
});

describe('what is no lock of ours', () => {
  const text = 'root:secret-hash:1:0:99999:7:::';
  const places: [what: string, make: () => void][] = [
    ['another file', () => fs.writeFileSync(file, text)],
    ['an empty file', () => fs.writeFileSync(file, '')],
    [
      'a link to another file',
      () => {
        fs.writeFileSync(path.join(directory, 'target'), text);
        fs.symlinkSync(path.join(directory, 'target'), file);
      },
    ],
    ['a link to nowhere', () => fs.symlinkSync('/nowhere', file)],
    ['a folder', () => fs.mkdirSync(file)],
    ['a named pipe', () => void execFileSync(pipeMaker, [file])],
  ];

  test.each(places)('%s ends it at once, and nothing of what it holds is said', async (_what, make) => {
    fs.mkdirSync(path.dirname(file));
    make();
    const onWait = jest.fn();
    await expect(lock(file, { onWait })).rejects.toThrow(new StepError(`${file} is no lock of a set-up; remove it`));
    expect(onWait).not.toHaveBeenCalled();
    expect(fs.readdirSync(path.dirname(file))).toEqual(['lock']);
  });
});

test('the lock and its folder are ours alone', async () => {
  const release = await lock(file);
  expect([modeOf(file), modeOf(path.dirname(file))]).toEqual(['600', '700']);
  release();
});
