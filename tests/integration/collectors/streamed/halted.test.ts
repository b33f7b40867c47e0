import { writeListings } from '../../../../store/market/listing.ts';
import { readStreamReports } from '../../../../store/reports/streamReports.ts';
import { eventually } from '../../../eventually.ts';
import { openOnStreams } from './onStreams.ts';

it('streams of pairs that are halted are left, those of the last one too, and followed again when it is traded', async () => {
  const bench = await openOnStreams(['btcusdt', 'ethusdt']);
  const followed = async () =>
    (await readStreamReports(bench.store)).reduce((sum, { hub }) => sum + hub.streams.asked + hub.streams.heard, 0);
  const say = (code: string, status: string) =>
    writeListings(bench.store, 'spot', new Map([[code, { status, asOf: bench.simulator.now() }]]));
  try {
    const listings = await bench.start(['pair-info']);
    await bench.start(['trades', 'book-ticker']);
    await bench.fresh(['trades', 'book-ticker']);
    // Nobody says otherwise.
    await listings.stop();
    await eventually(async () => (await followed()) === 4, 20_000);
    await say('btcusdt', 'HALT');
    await eventually(async () => (await followed()) === 2, 20_000);
    await say('ethusdt', 'HALT');
    await eventually(async () => (await followed()) === 0, 20_000);
    await say('ethusdt', 'TRADING');
    await bench.heard();
    expect(await followed()).toBe(2);
  } finally {
    await bench.close();
  }
});
