import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { StartError } from '../../../runtime/errors.ts';
import { run } from '../../../scripts/commands/plan.ts';

const original = process.env;
let directory: string;
let said: string[];

beforeEach(() => {
  directory = fs.mkdtempSync(path.join(os.tmpdir(), 'plan-'));
  process.env = { ...original, CONFIG_FILE: path.join(directory, 'CONFIG.json') };
  write({ pairs: ['btcusdt', 'ethusdt', 'etcusdt'] });
  said = [];
  jest.spyOn(console, 'log').mockImplementation((text) => void said.push(...String(text).split('\n')));
});

afterEach(() => {
  jest.restoreAllMocks();
  process.env = original;
  fs.rmSync(directory, { recursive: true, force: true });
});

const write = (config: object) => fs.writeFileSync(path.join(directory, 'CONFIG.json'), JSON.stringify(config));

test('plans for the pairs of CONFIG.json', async () => {
  expect(await run([])).toBe(0);
  expect(said[0]).toBe('3 pairs, 0.9 of 6000 weight/min');
  expect(said).toContain('depth              1 s       900.0  polled');
  expect(said.at(-1)).toBe('level 1: every feed polled at its configured period');
});

test('plans for as many pairs as it is asked for, with what else the file says', async () => {
  write({ pairs: ['btcusdt'], klines: { mode: 'poll', intervals: [1, 60] }, feeds: { depth: { enabled: false } } });
  expect(await run(['--pairs', '7'])).toBe(0);
  expect(said[0]).toBe('7 pairs, 0.9 of 6000 weight/min');
  expect(said).toContain('klines-60          1 s       840.0  polled');
  expect(said.some((line) => line.startsWith('depth') || line.startsWith('klines-5'))).toBe(false);
});

test('plans with another limit, share and foreign weight', async () => {
  expect(await run(['--limit', '4000', '--share', '0.8', '--foreign', '700'])).toBe(0);
  expect(said[0]).toBe('3 pairs, 0.8 of 4000 weight/min');
  expect(said.at(-2)).toMatch(/ of 2500 weight\/min, 700 more set aside for other programs on this address$/);
  expect(said.at(-1)).toBe('level 4: periods stretched to fit');
});

test.each([
  [['--pairs', '0'], '--pairs must be an integer from 1 to 10000 (got "0")'],
  [['--pairs', '2.5'], '--pairs must be an integer'],
  [['--pairs', ''], '--pairs must be an integer'],
  [['--foreign=-1'], '--foreign must be an integer from 0'],
  [['--foreign', '-1'], "'--foreign' argument is ambiguous"],
  [['--limit', 'all'], '--limit must be an integer'],
  [['--share', '1.1'], '--share must be a number above 0 and up to 1 (got "1.1")'],
  [['--share', '0'], '--share must be a number above 0'],
  [['--share', '1e-1'], '--share must be a number'],
  [['--pair', '3'], "Unknown option '--pair'"],
  [['3'], "Unexpected argument '3'"],
])('%j is one clear line that says what is accepted', async (args, message) => {
  const error = await run(args).catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(StartError);
  const { message: line } = error as StartError;
  expect(line).toContain(message);
  expect(line).toMatch(/; usage: npm run plan -- .*--pairs N/);
  expect(line).not.toContain('\n');
  expect(said).toEqual([]);
});

test('a CONFIG.json that cannot be used is named', async () => {
  write({ pairs: ['btcusdt'], klines: { mode: 'guess' } });
  await expect(run([])).rejects.toThrow(/klines\.mode/);
});
