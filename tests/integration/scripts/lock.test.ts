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
  expect(told).toEqual([`${process.pid} ${os.hostname()}`]);
  expect(fs.readdirSync(path.dirname(file))).toEqual([]);
});

test('the lock of a process that no longer lives does not count', async () => {
  fs.mkdirSync(path.dirname(file));
  fs.writeFileSync(file, `999999999 ${os.hostname()}`);
  const onWait = jest.fn();
  (await lock(file, onWait))();
  expect(onWait).not.toHaveBeenCalled();
  expect(fs.readdirSync(path.dirname(file))).toEqual([]);
});
