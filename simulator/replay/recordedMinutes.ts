import { MINUTE } from '../trading/calendar.ts';
import type { Candle, Scale } from '../trading/candle.ts';
import { PLAIN_BELOW } from '../trading/split/plainMinute.ts';
import type { Recording } from './parseRecording.ts';

/** How many trades an order of a recorded minute is filled with, about. */
const TRADES_PER_ORDER = 2.2;

/** The candles of a recording moved in time, made from its rows when asked for. */
export interface RecordedMinutes {
  /** Covers [start, end). */
  readonly start: number;
  readonly end: number;
  /** The candle that opens at `time`; undefined where the exchange was down. */
  at(time: number): Candle | undefined;
}

export function createRecordedMinutes(recording: Recording, shift: number, scale: Scale): RecordedMinutes {
  const { openTimes, lines } = recording;
  const start = (openTimes[0] ?? 0) + shift;
  const end = (openTimes.at(-1) ?? 0) + MINUTE + shift;
  const rows = new Int32Array((end - start) / MINUTE).fill(-1);
  for (const [row, time] of openTimes.entries()) rows[(time + shift - start) / MINUTE] = row;

  return {
    start,
    end,
    at(time) {
      const line = lines[rows[(time - start) / MINUTE] ?? -1];
      return line === undefined ? undefined : candleOf(line.split(','), time, recording, shift, scale);
    },
  };
}

function candleOf(recorded: string[], openTime: number, recording: Recording, shift: number, scale: Scale): Candle {
  const text = (column: number): string => recorded[column] ?? '';
  const price = (column: number) => Number(unitsOf(text(column), scale.priceDecimals));
  const amountDecimals = scale.priceDecimals + scale.quantityDecimals;
  const trades = Number(text(8));
  const closeTime = Number(text(6));
  return {
    openTime,
    closeTime: (recording.inMicroseconds ? Math.floor(closeTime / 1000) : closeTime) + shift,
    open: price(1),
    high: price(2),
    low: price(3),
    close: price(4),
    volume: Number(unitsOf(text(5), scale.quantityDecimals)),
    quote: BigInt(unitsOf(text(7), amountDecimals)),
    takerVolume: Number(unitsOf(text(9), scale.quantityDecimals)),
    takerQuote: BigInt(unitsOf(text(10), amountDecimals)),
    trades,
    orders: trades < PLAIN_BELOW ? trades : Math.max(PLAIN_BELOW, Math.ceil(trades / TRADES_PER_ORDER)),
    recorded,
  };
}

/** A checked decimal as digits of units of 10^-decimals; digits beyond are cut off. */
function unitsOf(text: string, decimals: number): string {
  const point = text.indexOf('.');
  if (point < 0) return text + '0'.repeat(decimals);
  return text.slice(0, point) + text.slice(point + 1, point + 1 + decimals).padEnd(decimals, '0');
}
