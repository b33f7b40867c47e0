import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';
import { createGunzip } from 'node:zlib';
import { recording } from './recordings.ts';

/** The two files of a capture of BTCUSDT's streams: changes of the book, best prices, trades, and one snapshot of a thousand levels. */
export const capturedFiles = ['20240808', '20240809'].map((day) =>
  recording(`streams/hft-spot-btcusdt_${day}.ndjson.gz`),
);

/** One of the same streams of its USD-M contract. */
export const capturedFutures = recording('streams/hft-usdm-btcusdt_20240808.ndjson.gz');

/** The messages of captures, one after the other. */
export async function* capturedFrames(
  paths: readonly string[] = capturedFiles,
): AsyncGenerator<Record<string, unknown>> {
  for (const path of paths) {
    for await (const line of createInterface({ input: createReadStream(path).pipe(createGunzip()) })) {
      yield JSON.parse(line.slice(line.indexOf(' ') + 1));
    }
  }
}
