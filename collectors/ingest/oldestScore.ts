import { type SeriesRow, scoreOf } from '../../model/seriesRow.ts';
import type { Store } from '../../store/redis/connect.ts';
import { readRows } from '../../store/values/series.ts';
import { LOOK_BACK } from '../state/lookBack.ts';

/** The oldest of `total` stored rows that can be read; null where none of the lowest can. */
export async function oldestRow(store: Store, key: string, total: number): Promise<SeriesRow | null> {
  const { rows } = await readRows(store, key, { offset: Math.max(0, total - LOOK_BACK) }, LOOK_BACK);
  const oldest = rows.at(-1);
  return oldest === undefined ? null : { score: scoreOf(oldest), member: oldest };
}

/** Its score. */
export const oldestScore = async (store: Store, key: string, total: number): Promise<number | null> =>
  (await oldestRow(store, key, total))?.score ?? null;
