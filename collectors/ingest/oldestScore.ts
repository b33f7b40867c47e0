import { scoreOf } from '../../model/seriesRow.ts';
import type { Store } from '../../store/redis/connect.ts';
import { readRows } from '../../store/values/series.ts';
import { LOOK_BACK } from '../state/lookBack.ts';

/** Score of the oldest of `total` stored rows; null where none of them can be read. */
export async function oldestScore(store: Store, key: string, total: number): Promise<number | null> {
  const { rows } = await readRows(store, key, { offset: Math.max(0, total - LOOK_BACK) }, LOOK_BACK);
  const oldest = rows.at(-1);
  return oldest === undefined ? null : scoreOf(oldest);
}
