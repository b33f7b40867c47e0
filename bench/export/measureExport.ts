import { spawn } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { rowOf } from '../../markets/markets.js';
import { rowLayoutOf } from '../../markets/rowLayout.ts';
import { percentile } from '../../rig/figures.ts';
import { tableFormats } from '../../scripts/files/tableWriter.ts';
import type { Store } from '../../store/redis/connect.ts';
import { dataKey } from '../../store/redis/keys.ts';
import { writeSeries } from '../../store/values/series.ts';
import { memoryOf } from '../memory.ts';
import { type Section, short } from '../results.ts';
import { withRedis } from '../withRedis.ts';
import { type Taken, takenOf } from './timer.ts';

const MINUTE = 60_000;
const ROWS = 1_000_000;
const FEW_ROWS = 100_000;
const ROUNDS = 5;
const DB = 2;
/** The newest candle, ms. */
const NEWEST = Date.UTC(2026, 0, 1);
const MEGABYTE = 2 ** 20;

const programs = fileURLToPath(new URL('./program/exports.js', import.meta.url));
const plainDump = fileURLToPath(new URL('../rivals/plainDump.js', import.meta.url));

/** Without the start of Node. */
interface Measured extends Taken {
  /** The most memory that the process has held, bytes. */
  readonly memory: number;
  readonly bytes: number;
}

/** How fast a million candles become a file, and what the process holds of memory meanwhile. */
export function measureExport(log: (line: string) => void): Promise<Section> {
  return withRedis(async ({ port, directory, open }) => {
    const key = dataKey('spot', 'btcusdt', 'klines', 1);
    await fill(await open(), key);
    const config = path.join(directory, 'CONFIG.json');
    fs.writeFileSync(
      config,
      JSON.stringify({ pairs: ['btcusdt'], redis: { url: `redis://127.0.0.1:${port}`, db: DB } }),
    );
    const measured = new Map<string, Measured[]>();
    const note = (name: string, one: Measured): void => {
      measured.set(name, [...(measured.get(name) ?? []), one]);
      log(
        `${name}: ${one.seconds.toFixed(1)} s, processor ${one.cpuSeconds.toFixed(1)} s, ${(one.memory / MEGABYTE).toFixed(0)} MB`,
      );
    };
    const exported = (format: string, rows: number): Promise<Measured> => {
      const file = path.join(directory, `rows.${format}`);
      const range = ['--from', String(NEWEST - (rows - 1) * MINUTE), '--to', String(NEWEST)];
      const what = ['--feed', 'klines', '--interval', '1', '--code', 'btcusdt'];
      return watched([programs, ...what, ...range, '--force', '--out', file], file, { CONFIG_FILE: config });
    };
    for (let round = 0; round < ROUNDS; round += 1) {
      const file = path.join(directory, 'plain.ndjson');
      note('plain dump', await watched([plainDump, String(port), String(DB), key, file], file, {}));
      for (const format of tableFormats) note(format, await exported(format, ROWS));
    }
    note('parquet, a tenth of the rows', await exported('parquet', FEW_ROWS));
    const medianOf = (name: string, what: keyof Taken): number =>
      percentile(
        (measured.get(name) ?? []).map((one) => one[what]),
        0.5,
      );
    const memoryFor = (name: string): number => Math.max(...(measured.get(name) ?? []).map(({ memory }) => memory));
    return {
      title: 'Export',
      how: `${ROWS.toLocaleString('en-US')} candles of a minute from Redis to a file, ${ROUNDS} times in turn with a plain dump by ioredis of the same rows as JSON lines; each in a process of its own. The median counts, of memory the most.`,
      figures: [
        {
          name: 'candles a second to Parquet',
          value: ROWS / medianOf('parquet', 'seconds'),
          target: { atLeast: 25_000 },
        },
        {
          name: 'memory of an export to Parquet',
          value: memoryFor('parquet') / MEGABYTE,
          unit: ' MB',
          target: { atMost: 350 },
        },
        {
          name: 'rows a second of processor time to CSV ÷ a plain dump',
          value: medianOf('plain dump', 'cpuSeconds') / medianOf('csv', 'cpuSeconds'),
          target: { atLeast: 0.5 },
        },
      ],
      tables: [
        {
          head: ['', 'seconds', 'processor, s', 'rows/s', 'memory, MB', 'file, MB'],
          rows: [...measured].map(([name, all]) => {
            const [seconds, cpuSeconds] = [medianOf(name, 'seconds'), medianOf(name, 'cpuSeconds')];
            const rows = name.endsWith('of the rows') ? FEW_ROWS : ROWS;
            return [
              name,
              ...[seconds, cpuSeconds, rows / seconds, memoryFor(name) / MEGABYTE, (all[0]?.bytes ?? 0) / MEGABYTE].map(
                short,
              ),
            ];
          }),
        },
      ],
      leftOut: [],
    };
  });
}

async function fill(store: Store, key: string): Promise<void> {
  const layout = rowLayoutOf(rowOf('spot', 'klines'));
  const context = {
    fence: 1,
    asOf: NEWEST,
    source: 'simulator',
    kind: 'candles',
    layout,
    retention: ROWS,
    confirmsNewest: true,
  };
  for (let from = 0; from < ROWS; from += 5000) {
    const rows = Array.from({ length: 5000 }, (_, index) => candleAt(from + index));
    await writeSeries(store, key, rows, context);
  }
}

/** Of prices and volumes as many digits long as those of BTCUSDT. */
function candleAt(index: number) {
  const score = NEWEST - (ROWS - 1 - index) * MINUTE;
  const price = (shift: number) => `"${(60_000 + ((index * 7919 + shift) % 1_000_000) / 100).toFixed(8)}"`;
  const volume = ((index * 31) % 9_973) / 77;
  const volumes = (part: number) => [`"${(volume * part).toFixed(8)}"`, `"${(volume * part * 60_000).toFixed(8)}"`];
  const [base, quote] = volumes(1);
  const [boughtBase, boughtQuote] = volumes(0.5);
  const prices = [0, 500, 100, 300].map(price).join();
  return {
    score,
    member: `[${score},${prices},${base},${score + MINUTE - 1},${quote},${index % 4000},${boughtBase},${boughtQuote},"0",2]`,
  };
}

/** Runs a program to its end. It says at the end what it has taken. */
async function watched(args: string[], file: string, env: Record<string, string>): Promise<Measured> {
  const child = spawn(process.execPath, args, { env: { ...process.env, ...env }, stdio: ['ignore', 'pipe', 'pipe'] });
  let [text, errors, memory] = ['', '', 0];
  child.stdout.on('data', (part) => {
    text += part;
  });
  child.stderr.on('data', (part) => {
    errors += part;
  });
  const timer = setInterval(() => {
    const { most } = memoryOf(child.pid ?? 0);
    if (most > memory) memory = most;
  }, 20);
  const code = await new Promise<number | null>((resolve) => child.on('close', resolve));
  clearInterval(timer);
  if (code !== 0) throw new Error(`${path.basename(args[0] ?? '')} has ended with ${code}: ${errors}`);
  return { ...takenOf(text), memory, bytes: fs.statSync(file).size };
}
