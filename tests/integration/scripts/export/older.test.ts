import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import { createTruths } from '../../../../rig/truth.ts';
import { createSimulator, type Simulator } from '../../../../simulator/createSimulator.ts';
import { eventually } from '../../../eventually.ts';
import { type ExportWorld, openExportWorld } from './exportWorld.ts';

const SEED = 'older-rows';
const MINUTE = 60_000;

let simulator: Simulator;
let world: ExportWorld;
beforeAll(async () => {
  simulator = await createSimulator({ seed: SEED });
  world = await openExportWorld(
    { pairs: ['btcusdt', 'ethusdt', 'nosuchusdt'] },
    { BINANCE_SPOT_URL: simulator.url, BINANCE_USDM_URL: simulator.url },
  );
});
afterAll(async () => {
  await world.close();
  await simulator.close();
});

/** Candles of the simulated exchange, as they are stored. */
function candles(from: number, to: number): string[] {
  const query = { symbol: 'BTCUSDT', interval: '1m', startTime: from, endTime: to, limit: 1000 };
  const answer = createTruths(SEED).spot.answer({ path: '/api/v3/klines', params: query }, Date.now());
  return (answer as unknown[][]).map((fields) => JSON.stringify([...fields, 2]));
}

const idOf = (line: string): string | undefined => line.split(',')[1];

test('what lies before the stored rows is asked of the exchange, and the archive is read beside both', async () => {
  const newest = Math.floor(Date.now() / MINUTE) * MINUTE - 10 * MINUTE;
  const from = newest - 2999 * MINUTE;
  // A hole among the stored rows, which the archive fills.
  const stored = candles(newest - 499 * MINUTE, newest).filter((_, index) => index < 100 || index >= 110);
  await world.fill('spot', 'klines', 1, 'btcusdt', stored);
  const range = ['--from', String(from), '--to', String(newest), '--code', 'btcusdt'];
  const args = ['--feed', 'klines', '--interval', '1', ...range];

  const alone = await world.run([...args, '--out', world.at('alone.csv')]);
  expect(alone).toMatchObject({ code: 0 });
  expect(alone.stdout).toContain('from: 490 stored, 2,500 by REST');
  expect(alone.stdout).toContain('gaps: 1, 10 rows missing');
  const lines = fs.readFileSync(world.at('alone.csv'), 'utf8').trimEnd().split('\n').slice(1);
  expect(lines.length).toBe(2990);
  expect([idOf(lines[0] ?? ''), idOf(lines.at(-1) ?? '')]).toEqual([String(from), String(newest)]);
  const sample = candles(from, from + 999 * MINUTE).map((member) => JSON.parse(member).slice(0, 11).join());
  expect(lines.slice(0, 1000)).toEqual(sample.map((fields) => `btcusdt,${fields},true`));

  const folder = world.at('archive');
  fs.mkdirSync(folder);
  const days = [...new Set([newest - 500 * MINUTE, newest].map((time) => new Date(time).toISOString().slice(0, 10)))];
  for (const day of days) {
    const begin = Date.parse(`${day}T00:00:00Z`);
    const rows = [begin, begin + 720 * MINUTE].flatMap((half) => candles(half, half + 720 * MINUTE - 1));
    const csv = rows.map((member) => JSON.parse(member).slice(0, 12).join()).join('\n');
    fs.writeFileSync(`${folder}/BTCUSDT-1m-${day}.csv`, `${csv}\n`);
    const made = spawnSync('python3', ['-c', ZIP, folder, `BTCUSDT-1m-${day}`], { encoding: 'utf8' });
    expect(made.stderr).toBe('');
    fs.rmSync(`${folder}/BTCUSDT-1m-${day}.csv`);
  }
  const both = await world.run([...args, '--archive', folder, '--out', world.at('both.csv')]);
  expect(both).toMatchObject({ code: 0 });
  expect(both.stdout).toContain('gaps: none');
  expect(both.stdout).toMatch(/from: 490 stored, 2,500 by REST, 10 from the archive/);
  expect(fs.readFileSync(world.at('both.csv'), 'utf8').trimEnd().split('\n').length).toBe(3001);
});

const ZIP = `import sys, zipfile
folder, name = sys.argv[1:]
zipfile.ZipFile(f'{folder}/{name}.zip', 'w', zipfile.ZIP_DEFLATED).write(f'{folder}/{name}.csv', f'{name}.csv')`;

test('a ban in the middle of what the exchange is asked for is sat out, and nothing is left out', async () => {
  const to = Math.floor(Date.now() / MINUTE) * MINUTE - 60 * MINUTE;
  const from = to - 3999 * MINUTE;
  // The second page is refused: the first one is written down already.
  simulator.inject({ kind: 'delay', delayMs: 700, path: 'klines' });
  const { ended } = world.start([
    ...['--feed', 'klines', '--interval', '1', '--code', 'ethusdt', '--from', String(from), '--to', String(to)],
    ...['--out', world.at('banned.csv')],
  ]);
  const { byPath } = simulator.stats();
  const asked = byPath['/api/v3/klines'] ?? 0;
  await eventually(() => (simulator.stats().byPath['/api/v3/klines'] ?? 0) > asked, 20_000);
  simulator.clearFaults();
  simulator.inject({ kind: 'status', status: 418, retryAfter: 4, path: 'klines', times: 1 });
  const { code, stdout, stderr } = await ended;
  expect(code).toBe(0);
  expect(stderr).toMatch(/418/);
  expect(stdout).toContain('gaps: none');
  expect(simulator.stats()).toMatchObject({ byStatus: { 418: 1 }, insisted: 0 });
  const times = fs.readFileSync(world.at('banned.csv'), 'utf8').trimEnd().split('\n').slice(1).map(idOf).map(Number);
  expect(times).toEqual(Array.from({ length: 4000 }, (_, index) => from + index * MINUTE));
}, 60_000);

test('what the exchange does not have is told, and is no gap', async () => {
  const ended = await world.run([
    ...['--market', 'usdm', '--feed', 'liquidations', '--code', 'btcusdt', '--last', '1 hour'],
    ...['--out', world.at('liquidations.parquet')],
  ]);
  expect(ended).toMatchObject({ code: 0 });
  expect(ended.stdout).toContain('nothing older can be asked for');
  expect(ended.stdout).toContain('no rows in this range');
});

test('a pair that the exchange does not know ends it with one line', async () => {
  const ended = await world.run([
    ...['--feed', 'klines', '--interval', '1', '--code', 'nosuchusdt', '--last', '1 hour'],
    ...['--out', world.at('unknown.csv')],
  ]);
  expect(ended.code).toBe(1);
  expect(ended.stderr).toMatch(/^spot nosuchusdt: .*symbol.*\n$/i);
});
