import { openArchiveSource } from '../../../../scripts/archive/openArchiveSource.ts';

/** Reads aggregate trades of btcusdt from a folder of archives, one after the other. Prints how many there were, how many did not follow the one before, and the most
 * bytes that lay in buffers meanwhile. */
async function readAll(folder: string): Promise<void> {
  const source = await openArchiveSource(folder, { market: 'spot', feed: 'trades', code: 'btcusdt' });
  let [last, count, astray, most] = [Number.NaN, 0, 0, 0];
  for await (const part of source.read(0, 9e15)) {
    most = Math.max(most, process.memoryUsage().arrayBuffers);
    for (const { score } of part) {
      if (count > 0 && score !== last + 1) astray++;
      last = score;
      count++;
    }
  }
  console.log(count, astray, most);
}

void readAll(process.argv[2] ?? '');
