import { decimal, milliseconds, signedDecimal, tradeId } from '../fields.ts';
import { eventOf } from './event.ts';

/** Fields of an event with 24-hour figures, in any market. */
export const dayFields = {
  ...{ p: signedDecimal, P: signedDecimal, w: decimal, c: decimal, Q: decimal, o: decimal, h: decimal, l: decimal },
  // -1 if there was no trade.
  ...{ v: decimal, q: decimal, O: milliseconds, C: milliseconds, F: tradeId, L: tradeId, n: tradeId },
};

/** Those that spot has beside them: the close of the day before, best bid and ask. */
export const spotDayFields = { ...dayFields, x: decimal, b: decimal, B: decimal, a: decimal, A: decimal };

/** The names of fields in an answer, in its order, and in an event. */
const names = [
  ['symbol', 's'],
  ['priceChange', 'p'],
  ['priceChangePercent', 'P'],
  ['weightedAvgPrice', 'w'],
  ['prevClosePrice', 'x'],
  ['lastPrice', 'c'],
  ['lastQty', 'Q'],
  ['bidPrice', 'b'],
  ['bidQty', 'B'],
  ['askPrice', 'a'],
  ['askQty', 'A'],
  ['openPrice', 'o'],
  ['highPrice', 'h'],
  ['lowPrice', 'l'],
  ['volume', 'v'],
  ['quoteVolume', 'q'],
  ['openTime', 'O'],
  ['closeTime', 'C'],
  ['firstId', 'F'],
  ['lastId', 'L'],
  ['count', 'n'],
] as const;

/** 24-hour figures as an answer has them. */
interface DayRow {
  readonly symbol: string;
  readonly closeTime: number;
}

/** Reads 24-hour figures: the event with the names and in the order of an answer. @throws InvalidPayload */
export function dayReader(fields: typeof dayFields): (event: unknown, symbol: string) => DayRow {
  const read = eventOf<DayEvent>('24hrTicker', fields);
  const told = names.filter(([, letter]) => letter === 's' || Object.hasOwn(fields, letter));
  return (event, symbol) => {
    const raw = read(event, symbol);
    return Object.fromEntries(told.map(([name, letter]) => [name, raw[letter]])) as unknown as DayRow;
  };
}

/**
 * https://developers.binance.com/docs/binance-spot-api-docs/web-socket-streams#individual-symbol-ticker-streams
 * `{"e":"24hrTicker","E":1790000000005,"s":"BTCUSDT","p":"0.5", … "h":"11.0","l":"9.8", … "C":1790000000000,"F":1,"L":900,"n":900}`
 */
type DayEvent = Readonly<Record<(typeof names)[number][1], string | number>> & { readonly s: string };
