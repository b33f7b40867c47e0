import { formatUnits } from '../decimals.ts';
import type { Candle, Scale } from '../trading/candle.ts';

/** The twelve fields of a kline; those of a closed recorded candle in the recording's own words. */
export function klineRow(candle: Candle, { priceDecimals, quantityDecimals }: Scale): (string | number)[] {
  const { recorded, openTime, closeTime, trades } = candle;
  if (recorded !== undefined) {
    const [, open = '', high = '', low = '', close = '', volume = '', , quote = '', , taker = '', takerQuote = ''] =
      recorded;
    const unused = recorded[11] ?? '0';
    return [openTime, open, high, low, close, volume, closeTime, quote, trades, taker, takerQuote, unused];
  }
  const price = (ticks: number) => formatUnits(ticks, priceDecimals);
  const quantity = (steps: number) => formatUnits(steps, quantityDecimals);
  const amount = (units: bigint) => formatUnits(units, priceDecimals + quantityDecimals);
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
