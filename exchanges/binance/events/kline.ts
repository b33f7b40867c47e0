import type { Interval } from '../../../markets/markets.js';
import { openTimeOf } from '../../../model/candleTime.ts';
import { excerptOf, InvalidPayload } from '../../../model/invalidPayload.ts';
import type { StreamedCandle } from '../../../model/streamed.ts';
import { count, decimal, milliseconds, object, positiveDecimal, tradeId } from '../fields.ts';
import { intervalName } from '../intervals.ts';
import { faultOfFigures, type RawKline } from '../rawKline.ts';
import { eventOf, streamOf, text } from './event.ts';

/** The stream of the forming candle: each second or two as long as there are trades, and once when it is closed. */
export const klinesOf = (symbol: string, interval: Interval): string => klinesNamed(symbol, intervalName(interval));

/** The same by Binance's name of the interval, of which it has more than are collected. */
export const klinesNamed = (symbol: string, interval: string): string => streamOf(symbol, `@kline_${interval}`);

/** Fields of a candle in an event, beside the symbol that some have. */
export const candleFields = {
  ...{ t: milliseconds, T: milliseconds, i: text, f: tradeId, L: tradeId },
  ...{ o: positiveDecimal, c: positiveDecimal, h: positiveDecimal, l: positiveDecimal },
  ...{ v: decimal, n: count, x: { type: 'boolean' }, q: decimal, V: decimal, Q: decimal },
};

/** What an event of the stream of candles of an interval says. @throws InvalidPayload */
export function klineReader(interval: Interval): ReadCandle {
  const known = readers.get(interval) ?? makeReader(interval);
  readers.set(interval, known);
  return known;
}

export type ReadCandle = (event: unknown, symbol: string) => StreamedCandle;

/** Each compiles a schema: one for each interval is enough, however often feeds are made. */
const readers = new Map<Interval, ReadCandle>();

function makeReader(interval: Interval): ReadCandle {
  const read = eventOf<KlineEvent>('kline', candleSchema, ({ E, k }, symbol) =>
    k.s === symbol ? faultOfCandle(interval, E, k) : 'its candle is of another pair',
  );
  return (event, symbol) => candleOf(read(event, symbol).k);
}

const candleSchema = { k: object({ s: text, ...candleFields }) };

/** Reads an event of the stream of candles of any interval: when it told, and the candle. @param interval Binance's name @throws InvalidPayload */
export function readKlineNamed(event: unknown, symbol: string, interval: string) {
  const { E, k } = readAny(event, symbol);
  if (k.i === interval) return { E, ...candleOf(k) };
  throw new InvalidPayload(`an event of kline of ${symbol} is impossible: ${OTHER_INTERVAL}: ${excerptOf(event)}`);
}

const readAny = eventOf<KlineEvent>('kline', candleSchema, ({ E, k }, symbol) =>
  k.s === symbol ? faultOfTold(E, k) : 'its candle is of another pair',
);

/** What makes a candle impossible in an event of that time; null: nothing. */
export function faultOfCandle(interval: Interval, E: number, k: ToldCandle): string | null {
  if (k.i !== intervalName(interval)) return OTHER_INTERVAL;
  if (openTimeOf(interval, k.t) !== k.t) return 'its candle opens between two candles';
  return faultOfTold(E, k);
}

const OTHER_INTERVAL = 'its candle is of another interval';

/** The same, whatever the interval. */
function faultOfTold(E: number, k: ToldCandle): string | null {
  if (k.t > E) return 'its candle opens later';
  if (k.n > 0 && (k.f < 0 || k.L < k.f)) return 'its candle has trades without numbers';
  return faultOfFigures(rowOf(k));
}

/** The candle as an answer has it. */
export const candleOf = (k: ToldCandle): StreamedCandle => ({
  row: rowOf(k),
  isClosed: k.x,
  lastId: k.n === 0 ? null : k.L,
});

const rowOf = (k: ToldCandle): RawKline => [k.t, k.o, k.h, k.l, k.c, k.v, k.T, k.q, k.n, k.V, k.Q, UNUSED];

/** Answers always have this in a row's last place; what the event has there is to be ignored. */
const UNUSED = '0';

/**
 * https://developers.binance.com/docs/binance-spot-api-docs/web-socket-streams#klinecandlestick-streams-for-utc
 * `{"e":"kline","E":1790000041000,"s":"BTCUSDT","k":{"t":1790000040000,"T":1790000099999,"s":"BTCUSDT","i":"1m","f":900,"L":905,"o":"10.1",
 *   "c":"10.2","h":"10.3","l":"10.0","v":"5","n":6,"x":false,"q":"51","V":"2","Q":"20","B":"0"}}`
 */
interface KlineEvent {
  readonly E: number;
  readonly s: string;
  readonly k: ToldCandle & { readonly s: string };
}

/** Open and close time, interval, first and last trade, prices, volume, trades, is closed, quote volume, taker base and quote volume. */
export interface ToldCandle {
  readonly t: number;
  readonly T: number;
  readonly i: string;
  readonly f: number;
  readonly L: number;
  readonly o: string;
  readonly c: string;
  readonly h: string;
  readonly l: string;
  readonly v: string;
  readonly n: number;
  readonly x: boolean;
  readonly q: string;
  readonly V: string;
  readonly Q: string;
}
