import { parseConfig } from '../../config/parseConfig.ts';
import { percentile } from '../../rig/figures.ts';
import type { Section } from '../results.ts';
import { withRedis } from '../withRedis.ts';
import { race } from './race.ts';

const READS = 1_000_000;

/** A million reads of a page that is written all the time. */
export function measureRace(): Promise<Section> {
  return withRedis(async ({ open }) => {
    const [store, writer] = [await open(), await open()];
    const config = parseConfig(JSON.stringify({ pairs: ['btcusdt'] }), 'CONFIG.json', {});
    const log = { warn: (message: string) => console.error(message) };
    const enough = { reads: READS, changes: 10_000, fromMemory: 10_000 };
    const { olderThanAnnounced, stale, lags, ...seen } = await race({ store, writer, config, log, ...enough });
    const count = (number: number): string => number.toLocaleString('en-US');
    return {
      title: 'Readers racing a writer',
      how: `The pages in memory of the API alone, without HTTP, readers and writer in one process: sixteen readers of one page, ${count(seen.reads)} reads, while its newest row was written ${count(seen.changes)} times, as fast as Redis takes it. ${count(seen.fromMemory)} reads were answered from memory.`,
      figures: [
        {
          name: 'answers older than an announcement already received',
          value: olderThanAnnounced.length,
          target: { atMost: 0 },
        },
        { name: 'pages still stale 50 ms after the acknowledgement', value: stale.length, target: { atMost: 0 } },
        {
          name: 'from an acknowledgement to the first fresh answer, p99',
          value: percentile(lags, 0.99),
          unit: ' ms',
          target: { atMost: 5 },
        },
      ],
      tables: [],
      leftOut: [],
    };
  });
}
