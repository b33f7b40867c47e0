import { SECOND_MS, type SecondRow } from './closes.ts';
import { decimalIn, plus, textOf, zero } from './decimal.ts';

/**
 * Rows of seconds from what was told. Numbers of trades follow each other without a hole, so two neighbours without one prove that nothing was
 * traded between them: quiet seconds then carry the close on. Where there is a hole nothing is made up: those seconds are missing.
 */

/** A trade, or what one order has traded at one price, with its number among its like. */
export interface ToldTrade {
  readonly id: number;
  /** ms */
  readonly time: number;
  readonly price: string;
  /** Base asset. */
  readonly quantity: string;
  /** It is numbered, but is none of the market's trades. */
  readonly isLeftOut?: boolean;
}

/** A second, as the exchange makes candles of it. */
export interface ToldCandle extends Omit<SecondRow, 'isCarried'> {
  /** Numbers of its first and last trade; null: nothing was traded. */
  readonly firstId: number | null;
  readonly lastId: number | null;
  /** False: it was told to form, and its close was not told. It is no row; its first trade shows whether others were missed before it. */
  readonly isClosed?: boolean;
}

/** Longer silence is missing, not carried: a market is not quiet for so long, and what says so is a wrong time, ms. */
const MOST_QUIET_MS = 3_600_000;

const secondOf = (time: number): number => Math.floor(time / SECOND_MS) * SECOND_MS;

/**
 * Closed candles with the quiet seconds between them, of which nothing is told: close = that of the candle before, volume = 0. Behind one that was
 * told to form, and not to close, nothing is carried on.
 *
 * @param candles in any order; of those of one second the last one counts
 * @param coveredTo all that had happened before has been told, ms
 */
export function secondsOfCandles(candles: readonly ToldCandle[], coveredTo: number): SecondRow[] {
  const bySecond = new Map(candles.map((candle) => [candle.openTime, candle]));
  const sorted = [...bySecond.values()].sort((one, other) => one.openTime - other.openTime);
  const rows: SecondRow[] = [];
  let lastId: number | null = null;
  for (const [index, candle] of sorted.entries()) {
    const { openTime, close, volume, isClosed = true } = candle;
    if (!isClosed) {
      // Which trades it had at its end is not known.
      lastId = null;
      continue;
    }
    rows.push({ openTime, close, volume });
    lastId = candle.lastId ?? lastId;
    const [next, traded] = [sorted[index + 1], nextTraded(sorted, index)];
    // What follows the last one is known as far as all has been told.
    const isUnbroken = next === undefined || (lastId !== null && traded?.firstId === lastId + 1);
    if (isUnbroken) carry(rows, openTime, close, next?.openTime ?? secondOf(coveredTo));
  }
  return rows;
}

/** The first one after it in which something was traded. */
function nextTraded(candles: readonly ToldCandle[], index: number): ToldCandle | undefined {
  for (let next = index + 1; next < candles.length; next += 1)
    if (candles[next]?.firstId !== null) return candles[next];
  return undefined;
}

/**
 * Seconds made of trades: close = price of the trade with the highest number, volume = sum of the quantities, exact. The second with the first
 * trade after a hole is left out, as others before it may be missing.
 *
 * @param trades in any order; of those of one number the first one counts
 * @param coveredTo all that had happened before has been told, ms
 */
export function secondsOfTrades(trades: readonly ToldTrade[], coveredTo: number): SecondRow[] {
  const sorted = [...trades].sort((one, other) => one.id - other.id);
  const rows = new Map<number, SecondRow>();
  const broken = new Set<number>();
  let run: ToldTrade[] = [];
  for (const [index, trade] of sorted.entries()) {
    if (trade.id === sorted[index - 1]?.id) continue;
    const before = run.at(-1);
    const isNext =
      before !== undefined && trade.id === before.id + 1 && Math.abs(trade.time - before.time) <= MOST_QUIET_MS;
    if (before !== undefined && !isNext) {
      takeRun(run, null, rows, broken);
      run = [];
    }
    run.push(trade);
  }
  if (run.length > 0) takeRun(run, coveredTo, rows, broken);
  return [...rows.values()].filter(({ openTime }) => !broken.has(openTime)).sort((a, b) => a.openTime - b.openTime);
}

/** @param coveredTo null: trades are missing after it */
function takeRun(
  run: readonly ToldTrade[],
  coveredTo: number | null,
  rows: Map<number, SecondRow>,
  broken: Set<number>,
): void {
  const bySecond = new Map<number, ToldTrade[]>();
  for (const trade of run) {
    const openTime = secondOf(trade.time);
    const own = bySecond.get(openTime) ?? [];
    if (own.length === 0) bySecond.set(openTime, own);
    own.push(trade);
  }
  const seconds = [...bySecond.keys()].sort((one, other) => one - other);
  const [first = 0, last = 0] = [seconds[0], seconds.at(-1)];
  // Others of it may have come before the first, and after the last.
  broken.add(first);
  const end = coveredTo === null ? last : secondOf(coveredTo);
  if (end <= last) broken.add(last);
  let close: string | null = null;
  for (const [index, openTime] of seconds.entries()) {
    const counted = (bySecond.get(openTime) ?? []).filter(({ isLeftOut }) => isLeftOut !== true);
    const newest: string | null = counted.at(-1)?.price ?? close;
    if (newest !== null) {
      const volume = counted.reduce((sum, { quantity }) => plus(sum, decimalIn(quantity) ?? zero), zero);
      rows.set(openTime, { openTime, close: newest, volume: textOf(volume), ...(counted.length === 0 && CARRIED) });
      const made: SecondRow[] = [];
      carry(made, openTime, newest, seconds[index + 1] ?? end);
      for (const row of made) rows.set(row.openTime, row);
    }
    close = newest;
  }
}

const CARRIED = { isCarried: true } as const;

/** The quiet seconds after one, up to another one. */
function carry(rows: SecondRow[], openTime: number, close: string, to: number): void {
  if (to - openTime > MOST_QUIET_MS) return;
  for (let at = openTime + SECOND_MS; at < to; at += SECOND_MS)
    rows.push({ openTime: at, close, volume: '0', ...CARRIED });
}
