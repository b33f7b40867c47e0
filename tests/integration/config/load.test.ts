import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { loadConfig } from '../../../config/load.ts';
import { ConfigError } from '../../../runtime/errors.ts';

const pipeMaker = 'mkfifo';

let directory: string;
let file: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'load-'));
  file = join(directory, 'CONFIG.json');
});
afterEach(() => rmSync(directory, { recursive: true, force: true }));

test('a file gives its configuration, its hash and its absolute path', () => {
  const text = '{"pairs": ["BTCUSDT"]}';
  writeFileSync(file, text);
  const loaded = loadConfig({ CONFIG_FILE: relative(process.cwd(), file) });
  expect(loaded.file).toBe(file);
  expect(loaded.hash).toBe(createHash('sha256').update(text).digest('hex').slice(0, 12));
  expect(loaded.config.pairs).toEqual(['btcusdt']);
});

test('without CONFIG_FILE it is CONFIG.json of the working directory', () => {
  expect(loadConfig({}).file).toBe(join(process.cwd(), 'CONFIG.json'));
});

test('a byte order mark is tolerated', () => {
  writeFileSync(file, '\ufeff{"pairs": ["btcusdt"]}');
  expect(loadConfig({ CONFIG_FILE: file }).config.pairs).toEqual(['btcusdt']);
});

const bad: [title: string, make: () => void, fault: string][] = [
  ['a folder', () => mkdirSync(file), 'it is not a regular file'],
  ['a named pipe', () => execFileSync(pipeMaker, [file]), 'it is not a regular file'],
  ['a circle of links', () => symlinkSync('CONFIG.json', file), 'it is a symbolic link that leads in a circle'],
  ['more than 1 MB', () => writeFileSync(file, ' '.repeat(1_000_001)), 'it is larger than 1 MB'],
  ['UTF-16', () => writeFileSync(file, Buffer.from('\ufeff{}', 'utf16le')), 'it is not UTF-8 text; save it as UTF-8'],
  ['an empty file', () => writeFileSync(file, ''), 'it is not valid JSON: the file is empty (half-written?)'],
];

test('a missing file is refused, and it is said whether CONFIG_FILE has chosen it', () => {
  const relativeName = relative(process.cwd(), file);
  expect(() => loadConfig({ CONFIG_FILE: relativeName })).toThrow(
    `${file}: there is no such file (CONFIG_FILE is ${relativeName})`,
  );
  const before = process.cwd();
  process.chdir(directory);
  try {
    expect(() => loadConfig({})).toThrow(`${file}: there is no such file; CONFIG_FILE can name another one`);
  } finally {
    process.chdir(before);
  }
});

test.each(bad)('%s is refused with one clear fault', (_title, make, fault) => {
  make();
  const load = () => loadConfig({ CONFIG_FILE: file });
  expect(load).toThrow(ConfigError);
  expect(load).toThrow(`${file}: ${fault}`);
});
