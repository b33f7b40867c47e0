import type { Interval } from '../../markets/markets.js';
import { FINAL } from '../../model/candle.ts';
import type { Store } from '../../store/redis/connect.ts';
import { dataKey } from '../../store/redis/keys.ts';
import { readSeries } from '../../store/values/series.ts';
import { money } from './market.ts';
import type { MadeUpServer } from './server.ts';
import { MADE_UP } from './table.ts';

/** Key of what is stored of a pair. */
export const keyOf = (code: string, feed: string, interval?: Interval): string =>
  dataKey(MADE_UP, code, feed as Parameters<typeof dataKey>[2], interval);

/** All rows of a series that are stored, oldest first. */
export async function storedRows(store: Store, key: string): Promise<unknown[][]> {
  const { rows } = await readSeries(store, key, { offset: 0 }, 10_000);
  return rows.map((member) => JSON.parse(member) as unknown[]).toReversed();
}

/** The final bars among them. */
export const finalOf = (rows: readonly unknown[][]): unknown[][] => rows.filter((row) => row[5] === FINAL);

/** How the exchange's own bar is stored once it is over. */
export function finalBar(server: MadeUpServer, symbol: string, minutes: Interval, start: number): unknown[] {
  const end = start + minutes * 60_000;
  const bar = server.markets.get(symbol)?.bar(minutes, start, end);
  if (bar === undefined) return [];
  const { open, high, low, close, size, value } = bar;
  return [
    ...[start, money(open), money(high), money(low), money(close), FINAL, money(size), (value / 10_000).toFixed(4)],
    end - 1,
  ];
}

/** How the exchange's trades from one number to another, both included, are stored. */
export function fillsBetween(server: MadeUpServer, symbol: string, from: number, to: number): unknown[][] {
  const market = server.markets.get(symbol);
  if (market === undefined) return [];
  return market
    .trades(market.timeOf(from), market.timeOf(to) + 1)
    .filter(({ no }) => no >= from && no <= to)
    .map(({ no, at, price, size, isSale }) => [no, money(price), money(size), at, isSale]);
}
