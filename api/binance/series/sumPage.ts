import type { Interval } from '../../../markets/markets.js';
import { type CandleShape, parseCandles } from '../../../model/candle.ts';
import { nextOpenTime } from '../../../model/candleTime.ts';
import { sumCandles } from '../../../model/sumCandles.ts';
import type { Store } from '../../../store/redis/connect.ts';
import { readCover } from '../../../store/values/readCover.ts';
import { readSeries } from '../../../store/values/series.ts';
import type { PageKind } from '../../pages/page.ts';
import type { Row } from './rows.ts';

/** A candle that forms and is not collected, of shorter ones that are. */
export interface SumQuery {
  readonly openTime: number;
  /** When it ends, ms. */
  readonly ends: number;
  readonly shape: CandleShape;
  /** The intervals that are collected and divide it, coarsest first. */
  readonly sources: readonly Interval[];
  readonly keyOf: (interval: Interval) => string;
}

export interface SumPage {
  /** Key of the finest candles. */
  readonly finest: string;
  /** Null: they are not stored whole. */
  readonly row: Row | null;
  readonly source: string;
  /** Exchange-clock ms, of the finest ones. */
  asOf: number;
}

export async function readSumPage(store: Store, { openTime, ends, shape, sources, keyOf }: SumQuery): Promise<SumPage> {
  const interval = sources.at(-1) ?? 1;
  const finest = keyOf(interval);
  const { rows, meta } = await readSeries(store, finest, { offset: 0 }, 1);
  const [newest] = parseCandles(shape, rows);
  const page = { finest, row: null, source: meta?.source ?? '', asOf: meta?.asOf ?? 0 };
  if (newest === undefined || newest[0] < openTime || newest[0] >= ends) return page;
  const found = await readCover(store, { shape, sources, keyOf }, openTime, nextOpenTime(interval, newest[0]), []);
  const sum = 'missing' in found ? null : sumCandles(shape, found.candles);
  if (sum === null || sum[0] !== openTime) return page;
  const fields = sum.slice(0, shape.layout.state - 1);
  fields[shape.layout.end - 1] = ends - 1;
  return { ...page, row: { score: openTime, text: JSON.stringify(fields), isFinal: false } };
}

/** Sums are made anew whenever one of their parts has changed: they are few. */
export const sumPages: PageKind<SumPage> = {
  sizeOf: () => 800,
  follow(page, { key, lowest, asOf }) {
    if (lowest !== null) return 'wrong';
    if (key === page.finest) page.asOf = Math.max(page.asOf, asOf);
    return 'right';
  },
};
