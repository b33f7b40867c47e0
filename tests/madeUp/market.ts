/**
 * What is traded on the made-up exchange: a trade each half second, all of it following from the time, so that whoever asks twice is told
 * the same. In minutes 3, 8, 13 … of an hour nothing is traded. Times are ms, prices and sizes whole hundredths.
 */

const TRADE_EVERY_MS = 500;
const MINUTE = 60_000;
const QUIET_EACH = 5;
const QUIET_AT = 3;
const IN_A_MINUTE = MINUTE / TRADE_EVERY_MS;

export interface Trade {
  /** Rises, and leaves numbers out. */
  readonly no: number;
  readonly at: number;
  readonly price: number;
  readonly size: number;
  readonly isSale: boolean;
}

/** Without a number of trades: the made-up exchange does not count them. */
export interface Bar {
  readonly start: number;
  readonly open: number;
  readonly high: number;
  readonly low: number;
  readonly close: number;
  /** In ten-thousandths. */
  readonly value: number;
  readonly size: number;
}

/** The number of the trade of a turn; turns are half seconds since 1970. */
const numberOf = (turn: number): number => turn * 3 + ((turn % 3) ** 2 % 3);

const isQuiet = (turn: number): boolean => Math.floor(turn / IN_A_MINUTE) % QUIET_EACH === QUIET_AT;

function tradeOf(turn: number, basePrice: number): Trade {
  const mixed = (Math.imul(turn % 1_000_003, 0x9e3779b1) >>> 0) / 2 ** 32;
  const wave = Math.round(Math.sin(turn / 700) * 200 + mixed * 40);
  const at = turn * TRADE_EVERY_MS;
  return { no: numberOf(turn), at, price: basePrice + wave, size: 1 + Math.floor(mixed * 977), isSale: mixed > 0.5 };
}

export interface MadeUpMarket {
  /** Nothing is older. */
  readonly beganAt: number;
  /** The trades from one time up to another, not included, oldest first. */
  trades(from: number, to: number): Trade[];
  /** The first time a trade with this number or a higher one may have. */
  timeOf(no: number): number;
  /** The bar of so many minutes that begins then, as it is at `now`; undefined before the market began. */
  bar(minutes: number, start: number, now: number): Bar | undefined;
}

/** @param basePrice about what it costs, hundredths @param beganAt nothing is older */
export function createMarket(basePrice: number, beganAt: number): MadeUpMarket {
  const kept = new Map<number, Bar | undefined>();

  function trades(from: number, to: number): Trade[] {
    const found: Trade[] = [];
    for (let turn = Math.ceil(Math.max(from, beganAt) / TRADE_EVERY_MS); turn * TRADE_EVERY_MS < to; turn++) {
      if (!isQuiet(turn)) found.push(tradeOf(turn, basePrice));
    }
    return found;
  }

  /** The price before a time. */
  function priceBefore(time: number): number {
    const [last] = trades(time - 2 * MINUTE, time).slice(-1);
    return last?.price ?? basePrice;
  }

  function minuteBar(start: number, now: number): Bar | undefined {
    if (start + MINUTE <= beganAt || start > now) return undefined;
    if (kept.has(start)) return kept.get(start);
    const bar = barOf(start, trades(start, Math.min(start + MINUTE, now + 1)), priceBefore(start));
    if (start + MINUTE <= now) kept.set(start, bar);
    return bar;
  }

  return {
    beganAt,
    trades,
    timeOf: (no) => Math.floor(no / 3) * TRADE_EVERY_MS,
    bar(minutes, start, now) {
      const parts = Array.from({ length: minutes }, (_, index) => minuteBar(start + index * MINUTE, now));
      const known = parts.filter((part) => part !== undefined);
      const [first] = known;
      if (first === undefined) return undefined;
      const priced = known.filter(({ size }) => size > 0);
      const told = priced.length > 0 ? priced : known;
      return {
        start,
        open: told[0]?.open ?? first.open,
        high: Math.max(...told.map(({ high }) => high)),
        low: Math.min(...told.map(({ low }) => low)),
        close: told.at(-1)?.close ?? first.close,
        size: known.reduce((sum, { size }) => sum + size, 0),
        value: known.reduce((sum, { value }) => sum + value, 0),
      };
    },
  };
}

function barOf(start: number, trades: readonly Trade[], before: number): Bar {
  const prices = trades.length > 0 ? trades.map(({ price }) => price) : [before];
  return {
    start,
    open: prices[0] ?? before,
    high: Math.max(...prices),
    low: Math.min(...prices),
    close: prices.at(-1) ?? before,
    size: trades.reduce((sum, { size }) => sum + size, 0),
    value: trades.reduce((sum, { price, size }) => sum + price * size, 0),
  };
}

/** Hundredths as the exchange writes them. */
export const money = (hundredths: number): string => (hundredths / 100).toFixed(2);
