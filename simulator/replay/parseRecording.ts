import { decimalsOf } from '../decimals.ts';
import { SimulatorError } from '../simulatorError.ts';
import { MINUTE } from '../trading/calendar.ts';

/** Recorded 1-minute candles of one symbol, rows rising in time; an outage is where minutes are missing. */
export interface Recording {
  readonly symbol: string;
  readonly file: string;
  /** The fields of each row as recorded, joined by commas: data.binance.vision's twelve columns. */
  readonly lines: readonly string[];
  /** The open time of each row in ms. */
  readonly openTimes: readonly number[];
  /** Recorded times are in microseconds. */
  readonly inMicroseconds: boolean;
  /** Decimals in use. */
  readonly priceDecimals: number;
  readonly quantityDecimals: number;
}

/** Times from here on can only be microseconds. */
const FIRST_MICROSECONDS = 1e14;
const DECIMAL = '\\d+(?:\\.\\d+)?';
const ROW = new RegExp(`^\\d{10,17}(?:,${DECIMAL}){5},\\d{10,17},${DECIMAL},\\d+,${DECIMAL},${DECIMAL}(?:,[^,]*)?$`);
const PRICES = [1, 2, 3, 4];
const QUANTITIES = [5, 9];

/**
 * Reads a CSV of 1-minute candles in the public data.binance.vision layout, with or without a header line.
 * @throws SimulatorError naming file and line
 */
export function parseRecording(symbol: string, file: string, text: string): Recording {
  const lines: string[] = [];
  const openTimes: number[] = [];
  let inMicroseconds = false;
  let [priceDecimals, quantityDecimals] = [0, 0];
  let number = 0;
  const fail = (reason: string) => new SimulatorError(`${file}, line ${number}: ${reason}`);

  for (const raw of text.split('\n')) {
    number += 1;
    const line = raw.trim();
    if (line === '' || (number === 1 && /^open/i.test(line))) continue;
    if (!ROW.test(line)) throw fail('not a candle of twelve comma-separated columns');
    const fields = line.split(',');
    const time = Number(fields[0]);
    if (lines.length === 0) inMicroseconds = time >= FIRST_MICROSECONDS;
    if (inMicroseconds !== time >= FIRST_MICROSECONDS) throw fail('milliseconds and microseconds are mixed');
    const openTime = inMicroseconds ? time / 1000 : time;
    if (openTime % MINUTE !== 0) throw fail('the open time is not a whole minute');
    if (openTime <= (openTimes.at(-1) ?? 0)) throw fail('the open time does not rise');
    const [open, high, low, close] = PRICES.map((column) => Number(fields[column]));
    if (Math.max(open ?? 0, close ?? 0) > (high ?? 0) || Math.min(open ?? 0, close ?? 0) < (low ?? 0)) {
      throw fail('open or close lies outside high and low');
    }
    for (const column of PRICES) priceDecimals = Math.max(priceDecimals, decimalsOf(fields[column] ?? ''));
    for (const column of QUANTITIES) quantityDecimals = Math.max(quantityDecimals, decimalsOf(fields[column] ?? ''));
    lines.push(line);
    openTimes.push(openTime);
  }
  if (lines.length === 0) throw new SimulatorError(`${file}: no candle in it`);
  if (priceDecimals + quantityDecimals > 12) throw new SimulatorError(`${file}: more decimals than Binance has`);
  return { symbol, file, lines, openTimes, inMicroseconds, priceDecimals, quantityDecimals };
}
