import type { Candle, Scale } from '../trading/candle.ts';
import { writeAmount, writePrice, writeQuantity } from '../written.ts';

/** The twelve fields of a kline; those of a closed recorded candle in the recording's own words. */
export function klineRow(candle: Candle, scale: Scale): (string | number)[] {
  const { recorded, openTime, closeTime, trades } = candle;
  if (recorded !== undefined) {
    const [, open = '', high = '', low = '', close = '', volume = '', , quote = '', , taker = '', takerQuote = ''] =
      recorded;
    const unused = recorded[11] ?? '0';
    return [openTime, open, high, low, close, volume, closeTime, quote, trades, taker, takerQuote, unused];
  }
  const price = (ticks: number) => writePrice(scale, ticks);
  const quantity = (steps: number) => writeQuantity(scale, steps);
  const amount = (units: bigint) => writeAmount(scale, units);
  return [
    openTime,
    price(candle.open),
    price(candle.high),
    price(candle.low),
    price(candle.close),
    quantity(candle.volume),
    closeTime,
    amount(candle.quote),
    trades,
    quantity(candle.takerVolume),
    amount(candle.takerQuote),
    '0',
  ];
}
