import { rowOf } from '../../markets/markets.js';
import { rowLayoutOf } from '../../markets/rowLayout.ts';
import type { SeriesRow } from '../../model/seriesRow.ts';
import type { Store } from '../../store/redis/connect.ts';
import { dataKey } from '../../store/redis/keys.ts';
import { writeSeries } from '../../store/values/series.ts';

/** A series of trades as a collector stores them; ten of them are a page of about 1.5 kB. */
export interface Trades {
  readonly code: string;
  readonly count: number;
}

const AT_ONCE = 1_000;
const FIRST_ID = 7_000_000;

/** Compressed as no real market is, but in the lengths of one. */
function trade(id: number, now: number): SeriesRow {
  const price = (63_000 + (id % 977) / 7).toFixed(2).padEnd(14, '0');
  const qty = ((id % 4_999) / 10_000).toFixed(8);
  return { score: id, member: JSON.stringify([id, price, qty, id + 4_000, id + 4_001, now, id % 2 === 0]) };
}

/** Stores the rows, and adds a row to each series every second, as collectors do, until it is stopped. */
export async function keepTrades(store: Store, series: readonly Trades[]): Promise<{ stop(): Promise<void> }> {
  const newest = new Map(series.map(({ code, count }) => [code, FIRST_ID + count - 1]));
  const write = async ({ code, count }: Trades, rows: readonly SeriesRow[]): Promise<void> => {
    await writeSeries(store, dataKey('spot', code, 'trades'), rows, {
      fence: 1,
      asOf: Date.now(),
      source: 'simulator',
      kind: 'aggTrades',
      layout: rowLayoutOf(rowOf('spot', 'trades')),
      retention: count,
      confirmsNewest: true,
    });
  };
  for (const each of series) {
    const ids = Array.from({ length: each.count }, (_, index) => FIRST_ID + index);
    for (let from = 0; from < ids.length; from += AT_ONCE) {
      const now = Date.now();
      await write(
        each,
        ids.slice(from, from + AT_ONCE).map((id) => trade(id, now)),
      );
    }
  }
  const second = async (): Promise<void> => {
    for (const each of series) {
      const id = (newest.get(each.code) ?? 0) + 1;
      newest.set(each.code, id);
      await write(each, [trade(id, Date.now())]);
    }
  };
  let isOver = false;
  let writing = Promise.resolve();
  const timer = setInterval(() => {
    if (isOver) return;
    writing = writing.then(second);
    writing.catch(() => undefined); // it is awaited at the end
  }, 1_000);
  return {
    async stop() {
      isOver = true;
      clearInterval(timer);
      await writing;
    },
  };
}
