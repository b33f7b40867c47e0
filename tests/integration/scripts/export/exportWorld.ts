import { type ChildProcess, spawn } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { gunzipSync } from 'node:zlib';
import { collectors, type FeedName, type Interval, type Market, rowOf } from '../../../../markets/markets.js';
import { rowLayoutOf } from '../../../../markets/rowLayout.ts';
import { type SeriesRow, scoreOf } from '../../../../model/seriesRow.ts';
import { collectorKey, knownPairsKey } from '../../../../store/redis/keys.ts';
import { writeSeries } from '../../../../store/values/series.ts';
import { recording } from '../../../recordings.ts';
import { openTestStore, type TestStore } from '../../../testStore.ts';

export interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface Running {
  readonly child: ChildProcess;
  readonly ended: Promise<Ended>;
}

/** A Redis of its own, a CONFIG.json, a folder for files, and the real command. */
export interface ExportWorld {
  readonly db: TestStore;
  /** In the folder of the files. */
  readonly at: (name: string) => string;
  readonly names: () => string[];
  start(args: readonly string[]): Running;
  run(args: readonly string[]): Promise<Ended>;
  /** Stores rows as a collector does. */
  fill(
    market: Market,
    feed: FeedName,
    interval: Interval | undefined,
    code: string,
    members: readonly string[],
  ): Promise<void>;
  close(): Promise<void>;
}

const program = path.join(__dirname, '../programs/exports.ts');
const runner = path.join(__dirname, '../runTypeScript.cjs');

export async function openExportWorld(config: object = {}, env: Record<string, string> = {}): Promise<ExportWorld> {
  const db = await openTestStore();
  const folder = path.join(db.directory, 'files');
  fs.mkdirSync(folder);
  const file = path.join(db.directory, 'CONFIG.json');
  fs.writeFileSync(file, JSON.stringify({ pairs: ['btcusdt', 'ethusdt'], usdm: { pairs: ['btcusdt'] }, ...config }));
  const started: ChildProcess[] = [];
  const start = (args: readonly string[]): Running => {
    const child = spawn(process.execPath, [runner, program, ...args], {
      env: { ...process.env, CONFIG_FILE: file, REDIS_URL: db.server.url, ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    started.push(child);
    const read = { stdout: '', stderr: '' };
    child.stdout?.on('data', (text) => (read.stdout += text));
    child.stderr?.on('data', (text) => (read.stderr += text));
    const ended = new Promise<Ended>((resolve) => child.on('close', (code) => resolve({ code, ...read })));
    return { child, ended };
  };
  return {
    db,
    at: (name) => path.join(folder, name),
    names: () => fs.readdirSync(folder).sort(),
    start,
    run: (args) => start(args).ended,
    async fill(market, feed, interval, code, members) {
      const collector = collectors.find(
        (one) => one.market === market && one.feed === feed && one.interval === interval,
      );
      if (collector === undefined) throw new Error(`${market} has no ${feed} ${interval}`);
      const row = rowOf(market, feed);
      const kind = row.shape === 'series' ? (row.kinds[0] ?? '') : '';
      const rows: SeriesRow[] = members.map((member) => ({ score: scoreOf(member), member }));
      for (let from = 0; from < rows.length; from += 5000) {
        await writeSeries(db.store, collectorKey(collector, code), rows.slice(from, from + 5000), {
          ...{ fence: 1, asOf: Date.now(), source: 'binance', kind, retention: 1_000_000, confirmsNewest: true },
          layout: rowLayoutOf(row),
        });
      }
      await db.store.redis.sadd(knownPairsKey(collector.name), code);
    },
    async close() {
      for (const child of started) child.kill('SIGKILL');
      await db.close();
    },
  };
}

/** Candles of a recording, as they are stored. */
export function recordedCandles(name: string): string[] {
  const lines = gunzipSync(fs.readFileSync(recording(`replay/${name}`)))
    .toString()
    .trim()
    .split('\n');
  return lines.flatMap((line) => {
    const fields = line.split(',');
    if (!/^\d+$/.test(fields[0] ?? '')) return [];
    const [open, o, h, l, c, v, end, q, n, tb, tq, ignored] = fields;
    const texts = (...all: (string | undefined)[]) => all.map((text) => `"${text}"`).join(',');
    return [`[${open},${texts(o, h, l, c, v)},${end},${texts(q)},${n},${texts(tb, tq, ignored ?? '0')},2]`];
  });
}

/** Made-up candles of a minute each. */
export function madeCandles(count: number, first = 1_700_000_040_000): string[] {
  return Array.from({ length: count }, (_, index) => {
    const open = first + index * 60_000;
    const price = (30_000 + ((index * 7919) % 100_000) / 100).toFixed(8);
    return `[${open},"${price}","${price}","${price}","${price}","${((index % 977) / 13).toFixed(8)}",${open + 59_999},"1234567.${String(index % 1e8).padStart(8, '0')}",${index % 500},"0.10000000","3000.00000000","0",2]`;
  });
}
