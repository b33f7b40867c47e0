import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { openArchiveSource } from '../../../../scripts/archive/openArchiveSource.ts';
import { newFolder, readAll } from './packs.ts';

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
const trades = { market: 'spot', feed: 'trades', code: 'btcusdt' } as const;

test('memory does not depend on how long a file is', async () => {
  const folder = newFolder();
  const start = Date.UTC(2024, 7, 1);
  const path = join(folder, 'BTCUSDT-aggTrades-2024-08.zip');
  expect(spawnSync('python3', ['-c', PACK, path, String(COUNT), String(start)]).status).toBe(0);
  // Once, so that all is compiled and the heap has its size.
  await readAll(folder, trades, start, start + 50_000);
  const source = await openArchiveSource(folder, trades);
  const before = process.memoryUsage.rss();
  let [next, wrong, most] = [3_000_000_000, 0, 0];
  for await (const part of source.read(0, 9e15)) {
    for (const { score } of part) {
      if (score !== next) wrong += 1;
      next = score + 1;
    }
    most = Math.max(most, process.memoryUsage.rss());
  }
  expect([next, wrong]).toEqual([3_000_000_000 + COUNT, 0]);
  expect((most - before) / 1e6).toBeLessThan(150);
}, 900_000);
