import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { lock } from '../../../scripts/lock.js';

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
  const second = lock(file, (owner) => {
    told.push(owner);
    expect(isSecondIn).toBe(false);
    release();
  }).then((releaseSecond) => {
    isSecondIn = true;
    return releaseSecond;
  });
  (await second)();
  expect(told).toEqual([expect.stringMatching(new RegExp(`^${process.pid} ${os.hostname()}`))]);
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
  (await lock(file, onWait))();
  expect(onWait).not.toHaveBeenCalled();
  expect(fs.readdirSync(path.dirname(file))).toEqual([]);
});

test.each(['1 elsewhere 1', `${process.ppid} ${here}`])(
  'the lock of a process of which nothing is known (%s) holds',
  async (owner) => {
    fs.mkdirSync(path.dirname(file));
    fs.writeFileSync(file, owner);
    const onWait = jest.fn(() => fs.rmSync(file));
    (await lock(file, onWait))();
    expect(onWait).toHaveBeenCalledWith(owner);
  },
);
