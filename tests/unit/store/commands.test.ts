import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { loadCommands, readCommand } from '../../../store/redis/commands.ts';

let folder: string;
beforeEach(() => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), 'commands-'));
  fs.mkdirSync(path.join(folder, 'include'));
});
afterEach(() => fs.rmSync(folder, { recursive: true }));

const put = (files: Record<string, string>): void => {
  for (const [name, text] of Object.entries(files)) fs.writeFileSync(path.join(folder, `${name}.lua`), text);
};

it('puts before a command the parts that it names and these need, each once, and what is used before what uses it', () => {
  put({
    'go-1': '-- include: third, second\ngo()',
    'include/first': 'first',
    'include/second': '-- include: first\nsecond',
    'include/third': '-- include: second, first\nthird',
    'include/other': 'other',
  });
  const lines = readCommand(folder, 'go-1').split('\n');
  expect(lines.filter((line) => !line.startsWith('--'))).toEqual(['first', 'second', 'third', 'go()']);
});

it.each([
  ['an unknown part', { 'go-1': '-- include: frist' }, /there is no include\/frist\.lua: go-1 includes include\/frist/],
  ['nothing named', { 'go-1': '-- include: ' }, /there is no include\/\.lua/],
  [
    'an unknown part of a part',
    { 'go-1': '-- include: a', 'include/a': '-- include: b' },
    /go-1 includes include\/a includes include\/b/,
  ],
  [
    'a circle',
    { 'go-1': '-- include: a', 'include/a': '-- include: b', 'include/b': '-- include: a' },
    /a circle: go-1 includes include\/a includes include\/b includes include\/a/,
  ],
])('refuses %s', (_name, files, message) => {
  put(files);
  expect(() => readCommand(folder, 'go-1')).toThrow(message);
});

it('every command is found, with no part of another file than it names', () => {
  const commands = loadCommands();
  const files = fs.readdirSync('store/commands').filter((file) => file.endsWith('.lua'));
  expect(Object.entries(commands).map(([name, { numberOfKeys = 'n' }]) => `${name}-${numberOfKeys}.lua`)).toEqual(
    expect.arrayContaining(files),
  );
  expect(commands.lease?.lua).toContain('local function isFenced');
  expect(commands.lease?.lua).not.toContain('local function announce');
});
