import { rowOf } from '../../markets/markets.js';
import { rowLayoutOf } from '../../markets/rowLayout.ts';
import type { SeriesRow } from '../../model/seriesRow.ts';
import type { Store } from '../../store/redis/connect.ts';
import { dataKey } from '../../store/redis/keys.ts';
import { writeSeries } from '../../store/values/series.ts';

const MINUTE = 60_000;
const ROWS = 1_000;

/** Shorter than a request waits at the end of a candle. */
const EVERY_MS = 250;

/** In the lengths of a real market. `changes` of the one that forms. */
function candle(openTime: number, isFinal: boolean, changes = 0): SeriesRow {
  const n = openTime / MINUTE;
  const price = (offset: number) => (63_000 + ((n + offset) % 977) / 7).toFixed(2).padEnd(14, '0');
  const amount = (10 + (n % 977) / 9 + changes).toFixed(8);
  const quote = (630_000 + (n % 977) / 9 + changes).toFixed(8);
  const fields = [openTime, price(1), price(5), price(0), price(3), amount, openTime + MINUTE - 1, quote];
  return { score: openTime, member: JSON.stringify([...fields, 1_000 + changes, amount, quote, '0', isFinal ? 2 : 1]) };
}

/** Stores minutes of a pair as a collector does, the one that forms anew four times a second, until it is stopped. @param now ms */
export async function keepCandles(store: Store, code: string, now = Date.now): Promise<{ stop(): Promise<void> }> {
  const write = async (rows: readonly SeriesRow[]): Promise<void> => {
    await writeSeries(store, dataKey('spot', code, 'klines', 1), rows, {
      fence: 1,
      asOf: now(),
      source: 'simulator',
      kind: 'candles',
      layout: rowLayoutOf(rowOf('spot', 'klines')),
      retention: ROWS,
      confirmsNewest: true,
    });
  };
  const newest = (): number => Math.floor(now() / MINUTE) * MINUTE;
  const first = newest();
  await write(
    Array.from({ length: ROWS }, (_, index) => candle(first - (ROWS - 1 - index) * MINUTE, index < ROWS - 1)),
  );
  let [forming, changes, before] = [first, 0, 0];
  const change = async (): Promise<void> => {
    const open = newest();
    // A final candle with fewer trades than the forming one had would be refused for a minute, as an older state of it.
    if (open !== forming) [forming, before] = [open, changes];
    changes += 1;
    await write([candle(open - MINUTE, true, before), candle(open, false, changes)]);
  };
  let isOver = false;
  let writing = Promise.resolve();
  const timer = setInterval(() => {
    if (isOver) return;
    writing = writing.then(change);
    writing.catch(() => undefined); // it is awaited at the end
  }, EVERY_MS);
  return {
    async stop() {
      isOver = true;
      clearInterval(timer);
      await writing;
    },
  };
}
