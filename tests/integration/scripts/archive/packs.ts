import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import type { SeriesRow } from '../../../../model/seriesRow.ts';
import type { ArchivedSeries } from '../../../../scripts/archive/archivedOf.ts';
import { openArchiveSource } from '../../../../scripts/archive/openArchiveSource.ts';

/** Archives are packed by another program than reads them. */
const PACK = `
import json, sys, zipfile
job = json.load(sys.stdin)
with zipfile.ZipFile(job['path'], 'w', zipfile.ZIP_STORED if job['stored'] else zipfile.ZIP_DEFLATED) as packed:
    for name, text in job['entries']:
        with packed.open(name, 'w', force_zip64=job['zip64']) as file:
            file.write(text.encode())
`;

export interface Packing {
  readonly stored?: boolean;
  readonly zip64?: boolean;
  /** Names in the file; default: the one that its name promises. */
  readonly names?: readonly string[];
}

export const newFolder = (): string => mkdtempSync(join(tmpdir(), 'archive-'));

/** Packs a text as a ZIP file. */
export function packZip(path: string, text: string, { stored = false, zip64 = false, names }: Packing = {}): string {
  mkdirSync(dirname(path), { recursive: true });
  const entries = (names ?? [`${basename(path, '.zip')}.csv`]).map((name) => [name, text]);
  const input = JSON.stringify({ path, entries, stored, zip64 });
  const { status, stderr } = spawnSync('python3', ['-c', PACK], { input, encoding: 'utf8' });
  if (status !== 0) throw new Error(stderr);
  return path;
}

/** Writes a checksum beside a file, as the archive offers it. */
export function addChecksum(path: string, name = basename(path)): void {
  const sha256 = createHash('sha256').update(readFileSync(path)).digest('hex');
  writeFileSync(`${path}.CHECKSUM`, `${sha256}  ${name}\n`);
}

export const btcusdt = { market: 'spot', feed: 'klines', interval: 1, code: 'btcusdt' } as const;

/** All rows of a folder, and what was told of them. */
export async function readAll(folder: string, series: ArchivedSeries = btcusdt, from = 0, to = 9e15) {
  const source = await openArchiveSource(folder, series);
  const rows: SeriesRow[] = [];
  for await (const part of source.read(from, to)) rows.push(...part);
  return { rows, facts: source.facts() };
}

export const MINUTE = 60_000;

/** Lines of candles from a time on, one a minute, as the archive writes them. */
export function candleLines(from: number, count: number, every = MINUTE): string[] {
  return Array.from({ length: count }, (_, index) => {
    const at = from + index * every;
    const close = `${100 + (index % 50)}.50000000`;
    return `${at},${close},200.00000000,50.00000000,${close},7.${index}000,${at + every - 1},700.5,${index},3.1,300.2,0`;
  });
}

/** What is stored of such a line. */
export function storedOf(line: string): string {
  const fields = line.split(',').map((field, index) => ([0, 6, 8].includes(index) ? Number(field) : field));
  return JSON.stringify([...fields, 2]);
}

export const textOf = (lines: readonly string[], end = '\n'): string => lines.map((line) => line + end).join('');
