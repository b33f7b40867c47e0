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
  expect(said.slice(-4)).toEqual([
    'callers                       52.5  at most, for what callers ask: 0.2 of what live polls leave',
    'level 1: every feed polled at its configured period',
    'Redis: about 19 MB',
    'from an empty Redis: all fresh within a minute, all history after about 2 minutes',
  ]);
});

test('plans for as many pairs as it is asked for, with what else the file says', async () => {
  const feeds = { depth: { enabled: false } };
  write({ pairs: ['btcusdt'], transport: 'poll', klines: { mode: 'poll', intervals: [1, 60] }, feeds });
  expect(await run(['--pairs', '7'])).toBe(0);
  expect(said[0]).toBe('7 pairs, 0.9 of 6000 weight/min');
  expect(said).toContain('klines-60          1 s       840.0  polled');
  expect(said.some((line) => line.startsWith('depth') || line.startsWith('klines-5'))).toBe(false);
});

test('plans with another limit, share and foreign weight', async () => {
  expect(await run(['--limit', '4000', '--share', '0.8', '--foreign', '700'])).toBe(0);
  expect(said[0]).toBe('3 pairs, 0.8 of 4000 weight/min');
  const total = said.find((line) => line.startsWith('total'));
  expect(total).toMatch(/ of 2500 weight\/min, 700 more set aside for other programs on this address$/);
  expect(said).toContain('level 3: by streams what has any, the rest polled');
  write({ pairs: ['btcusdt', 'ethusdt', 'etcusdt'], transport: 'poll' });
  await run(['--limit', '4000', '--share', '0.8', '--foreign', '700']);
  expect(said).toContain('level 4: periods stretched to fit');
});

test('says what streams serve, what REST does then, and what all of it takes', async () => {
  await run(['--pairs', '300']);
  expect(said).toContain('trades             1 s         0.0  by stream; while that is down polled every 92 s');
  expect(said).toContain('klines-60          1 s         0.0  by stream; while that is down polled every 93 s');
  expect(said.slice(-12)).toEqual([
    'listings          60 s        60.0  what the exchange says of the pairs',
    'exchangeInfo    3600 s         0.3  what it says of all that it lists, for callers',
    'news              15 s       168.0  whether a silent stream has missed something',
    'audit                       1080.0  at most; what came by streams is compared with REST',
    'total                       1310.3  of 5400 weight/min',
    'left                        4089.7  for snapshots of books and for history',
    'callers                     1067.5  at most, for what callers ask: 0.2 of what live polls leave',
    'level 3: by streams what has any, the rest polled',
    'streams: 3,900 on 20 sockets',
    'Redis: about 676 MB',
    'from an empty Redis: all fresh after about 3 minutes, all history after about 4 minutes',
    'under PM2 set PROCESSES=market: one process for all collectors of a market takes far less memory',
  ]);
});

test('counts what is kept, and what is left for history', async () => {
  write({ pairs: ['btcusdt'], retention: { trades: 20_000 } });
  await run(['--pairs', '300']);
  // As measured: 5.7 MB a pair, and 2.3 MB with the 2,000 trades that are the default with so many pairs.
  expect(said).toContain('Redis: about 1,718 MB');
  write({ pairs: ['btcusdt'], transport: 'poll' });
  await run(['--pairs', '300', '--foreign', '5390']);
  expect(said.at(-2)).toBe(
    'from an empty Redis: all fresh after about 822 minutes, all history never, as no weight is left for it',
  );
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

test('shows what callers may have of each market, and what is set aside for them', async () => {
  write({
    pairs: ['btcusdt', 'ethusdt', 'etcusdt'],
    usdm: { pairs: ['btcusdt'] },
    callers: { share: 0.5, reserve: 600 },
  });
  expect(await run([])).toBe(0);
  expect(said.filter((line) => line.startsWith('callers'))).toEqual([
    expect.stringMatching(
      /^callers {16,}\d+\.\d {2}at most, for what callers ask: 0\.5 of what live polls leave, and 600 set aside for them$/,
    ),
    expect.stringMatching(/^callers .* 600 set aside for them$/),
  ]);
  expect(said.join()).toContain('of 4800 weight/min');
  expect(said).toContain('level 2: longer candles rolled up from the shortest');

  said = [];
  write({ pairs: ['btcusdt'], callers: { share: 0, reserve: 600 } });
  expect(await run([])).toBe(0);
  expect(said.join()).not.toMatch(/callers|of 4800/);
});
