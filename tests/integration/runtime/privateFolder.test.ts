import { chmodSync, chownSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { makePrivateFolder } from '../../../runtime/privateFolder.js';
import { modeOf } from '../../modeOf.ts';

let project: string;
const before = process.umask();

beforeEach(() => {
  project = mkdtempSync(join(tmpdir(), 'private-'));
  process.umask(0);
});

afterEach(() => {
  process.umask(before);
  rmSync(project, { recursive: true, force: true });
});

/** Paths below the project, each a folder when it ends in "/", open to everybody. */
const open = (...paths: string[]): void => {
  for (const path of paths) {
    if (path.endsWith('/')) mkdirSync(join(project, path));
    else writeFileSync(join(project, path), '');
    chmodSync(join(project, path), 0o777);
  }
};
const modes = (...paths: string[]): string[] => paths.map((path) => modeOf(join(project, path)));

test.each([0o022, 0, 0o077])('what is missing is made for us alone, whatever the umask (%d)', (umask) => {
  process.umask(umask);
  makePrivateFolder(join(project, 'a', 'b'), project);
  expect(modes('a', 'a/b')).toEqual(['700', '700']);
});

test.each([
  ['a file that stands in its place', 'file', 'EEXIST'],
  ['a file above it', 'file/a/b', 'ENOTDIR'],
  ['a link above it that leads nowhere', 'link/a', 'EEXIST'],
])('%s is an error of the system', (_what, folder, code) => {
  open('file');
  symlinkSync(join(project, 'nowhere'), join(project, 'link'));
  expect(() => makePrivateFolder(join(project, folder), project)).toThrow(expect.objectContaining({ code }));
});

const onLinux = process.platform === 'linux' ? test : test.skip;

onLinux.each(['/proc/none', '/proc/none/a/b'])('%s, where nobody can make any, is an error at once', (folder) => {
  expect(() => makePrivateFolder(folder, project)).toThrow(expect.objectContaining({ code: 'ENOENT' }));
});

test('a folder somewhere else that is there already stays as it is, with all in it', () => {
  open('shared/', 'shared/file');
  makePrivateFolder(join(project, 'shared', 'new'), project);
  makePrivateFolder(join(project, 'shared'), project);
  expect(modes('shared', 'shared/file', 'shared/new')).toEqual(['777', '777', '700']);
});

test.each(['data', 'logs'])('below %s/ of the project everything that was open is closed', (own) => {
  open(`${own}/`, `${own}/redis/`, `${own}/redis/aof/`, `${own}/redis/aof/1.aof`, `${own}/redis/program`);
  writeFileSync(join(project, own, 'redis', 'plain'), '');
  chmodSync(join(project, own, 'redis', 'plain'), 0o644);
  makePrivateFolder(join(project, own, 'redis'), project);
  expect(modes(own, `${own}/redis`, `${own}/redis/aof`, `${own}/redis/aof/1.aof`, `${own}/redis/plain`)).toEqual([
    '700',
    '700',
    '700',
    '700',
    '600',
  ]);
});

test('a folder whose name only begins like that is not ours', () => {
  open('data-of-others/');
  makePrivateFolder(join(project, 'data-of-others'), project);
  expect(modes('data-of-others')).toEqual(['777']);
});

test('what a link leads to stays as it is', () => {
  open('data/', 'elsewhere/', 'elsewhere/file');
  symlinkSync(join(project, 'elsewhere'), join(project, 'data', 'link'));
  makePrivateFolder(join(project, 'data'), project);
  expect(modes('elsewhere', 'elsewhere/file')).toEqual(['777', '777']);
});

test.each([
  ['below a file', 'file/below/more', 'ENOTDIR'],
  ['that is a file', 'file', 'EEXIST'],
  ['where the system makes none', '/proc/none/more', 'ENOENT'],
])('a folder %s cannot be made, and nobody waits for it', (_where, folder, code) => {
  open('file');
  expect(() => makePrivateFolder(resolve(project, folder), project)).toThrow(expect.objectContaining({ code }));
});

const asRoot = process.getuid?.() === 0 ? test : test.skip; // only root can give files to another user

asRoot('what belongs to another user stays as it is', () => {
  open('data/', 'data/theirs/', 'data/theirs/file', 'data/ours');
  chownSync(join(project, 'data', 'theirs'), 65534, 65534);
  makePrivateFolder(join(project, 'data'), project);
  expect(modes('data', 'data/theirs', 'data/theirs/file', 'data/ours')).toEqual(['700', '777', '777', '700']);
});
