import { DAY, MINUTE, unitAt, unitStart } from '../calendar.ts';
import type { Candle } from '../candle.ts';
import { createRandom, drawNormal, hashNumbers } from '../random.ts';
import type { SymbolSpec } from '../symbols.ts';

/** When the trend that begins at the listing price has reached the symbol's level; from then on the price swings around that level. */
const TREND_END = Date.UTC(2026, 8, 1);
/** Quote amounts above the low must stay exact in a double. */
const MOST_EXCESS = 8e15;
const LEAST_RANGE = 60;
const LEAST_PRICE = 30;

/** The chain of a symbol's months, each opening at the close before it; made once, from the listing on, as far as asked for. */
export function createMonths(spec: SymbolSpec, seed: number): (index: number) => Candle | undefined {
  const first = unitAt('month', spec.listedAt);
  const months: Candle[] = [];
  let swing = 0;

  const make = (index: number): Candle => {
    const random = createRandom(hashNumbers(seed, index, 1));
    const start = Math.max(unitStart('month', index), spec.listedAt);
    const end = unitStart('month', index + 1);
    swing = swing * 0.85 + 0.11 * drawNormal(random);
    const open = months.at(-1)?.close ?? Math.max(LEAST_PRICE, Math.round(spec.firstPrice * 10 ** spec.priceDecimals));
    const close = Math.max(LEAST_PRICE, Math.round(trendAt(spec, end) * Math.exp(swing) * 10 ** spec.priceDecimals));
    const [upper, lower] = [Math.max(open, close), Math.min(open, close)];
    const high = Math.ceil(upper * (1 + 0.02 + 0.1 * random())) + LEAST_RANGE;
    const low = Math.max(1, Math.floor(lower * (1 - 0.02 - 0.1 * random())) - Math.min(LEAST_RANGE, LEAST_PRICE - 1));
    const minutes = (end - start) / MINUTE;
    const orders = Math.round(minutes * spec.ordersPerMinute * (0.7 + 0.6 * random()));
    const trades = orders + Math.round(orders * (0.45 + 0.3 * random()));
    const volume = Math.min(
      Math.round(orders * spec.stepsPerOrder * (0.8 + 0.4 * random())),
      Math.floor(MOST_EXCESS / (high - low)),
    );
    const takerVolume = Math.round(volume * (0.48 + 0.04 * random()));
    const quoteOf = (steps: number): bigint => {
      const place = 0.46 + 0.08 * random();
      return BigInt(low) * BigInt(steps) + BigInt(Math.round(place * (high - low) * steps));
    };
    const takerQuote = quoteOf(takerVolume);
    const quote = takerQuote + quoteOf(volume - takerVolume);
    const openTime = unitStart('month', index);
    return {
      openTime,
      closeTime: end - 1,
      open,
      high,
      low,
      close,
      volume,
      quote,
      takerVolume,
      takerQuote,
      orders,
      trades,
    };
  };

  return (index) => {
    while (first + months.length <= index) months.push(make(first + months.length));
    return months[index - first];
  };
}

/** The price the symbol swings around: from its first price to its level in equal factors a day. */
function trendAt(spec: SymbolSpec, time: number): number {
  const share = Math.min(1, (time - spec.listedAt) / Math.max(DAY, TREND_END - spec.listedAt));
  return spec.firstPrice * (spec.level / spec.firstPrice) ** share;
}
