import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import { join } from 'node:path';
import { newFolder } from './packs.ts';

/** Packs so many aggregate trades of a month, without ever holding them. */
const PACK = `
import sys, zipfile
path, count, start = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
with zipfile.ZipFile(path, 'w', zipfile.ZIP_DEFLATED, compresslevel=1) as packed:
    with packed.open('BTCUSDT-aggTrades-2024-08.csv', 'w', force_zip64=True) as file:
        for first in range(0, count, 10000):
            file.write(''.join(
                f'{3000000000 + i},{60000 + i % 977}.{i % 100:02d}000000,0.{i % 99991:05d}100,{2 * i},{2 * i + 1},{start + i // 2},True,True\\n'
                for i in range(first, first + 10000)).encode())
`;

const COUNT = Number(process.env.ARCHIVE_ROWS ?? 1_000_000);
const program = join(__dirname, '../programs/readsArchive.ts');
const runner = join(__dirname, '../runTypeScript.cjs');

/** Of a million rows, kept, not half would fit in. */
const HEAP_MB = 64;

test('memory does not depend on how long a file is', () => {
  const folder = newFolder();
  const path = join(folder, 'BTCUSDT-aggTrades-2024-08.zip');
  expect(spawnSync('python3', ['-c', PACK, path, String(COUNT), String(Date.UTC(2024, 7, 1))]).status).toBe(0);
  const args = [`--max-old-space-size=${HEAP_MB}`, runner, program, folder];
  const { status, stdout, stderr } = spawnSync(process.execPath, args, { encoding: 'utf8' });
  expect({ status, stderr: status === 0 ? '' : stderr }).toEqual({ status: 0, stderr: '' });
  const [count, astray, buffered = Number.NaN] = stdout.trim().split(' ').map(Number);
  expect([count, astray]).toEqual([COUNT, 0]);
  // Unpacked it is 80 MB.
  expect(buffered / 1e6).toBeLessThan(20);
  fs.rmSync(folder, { recursive: true });
}, 900_000);
