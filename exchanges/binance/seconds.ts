import type { Payload } from '../../model/feed.ts';
import { excerptOf, InvalidPayload } from '../../model/invalidPayload.ts';
import type { CandlesStream, SecondCandle, Seconds, SecondTrade, TradesStream } from '../../model/seconds.ts';
import { createValidator, listOf } from '../../model/validate.ts';
import { aggTradesOf, readAggTrade } from './events/aggTrade.ts';
import { klinesNamed, readKlineNamed } from './events/kline.ts';
import { object } from './fields.ts';
import { aggTradeFields, type RawAggTrade } from './rawAggTrade.ts';
import { faultOfFigures, type RawKline } from './rawKline.ts';

/** Binance's name of candles of a second. */
export const SECONDS = '1s';

const SECOND_MS = 1_000;

/** `<symbol>@kline_1s`: the second that forms, and once more when it is closed. Only spot has it. */
export const secondCandles: CandlesStream = {
  by: 'candles',
  nameOf: (symbol) => klinesNamed(symbol, SECONDS),
  read(event, symbol) {
    const { row, isClosed } = readKlineNamed(event, symbol, SECONDS);
    const { f, L } = (event as { readonly k: { readonly f: number; readonly L: number } }).k;
    const raw = row as RawKline;
    const [firstId, lastId] = raw[8] === 0 ? [null, null] : [f, L];
    return { ...candleOf(raw, event), firstId, lastId, isClosed };
  },
};

/** `<symbol>@aggTrade` */
export const aggTradesStream: TradesStream = {
  by: 'trades',
  nameOf: aggTradesOf,
  read: (event, symbol) => tradeOf(readAggTrade(event, symbol), event),
};

/** What is saved, or answered, as klines of a second. @param row its schema */
export function candleRowsOf(row: object): (payload: Payload) => SecondCandle[] {
  const validate = createValidator<RawKline>(row);
  return ({ data, path }) => listOf(data, path).map((each) => candleOf(validate(each, path), each));
}

/** The same of aggregate trades. */
export const aggTradeRows = ({ data, path }: Payload): SecondTrade[] =>
  listOf(data, path).map((each) => tradeOf(validateAggTrade(each, path), each));

const validateAggTrade = createValidator<RawAggTrade>(object(aggTradeFields));

function candleOf(row: RawKline, told: unknown): SecondCandle {
  const [openTime, , , , close, volume, closeTime] = row;
  const lengthMs = closeTime - openTime + 1;
  if (openTime % SECOND_MS !== 0 || lengthMs > SECOND_MS) {
    throw new InvalidPayload(`a candle of ${lengthMs / SECOND_MS} s, not of one: ${excerptOf(told)}`);
  }
  const fault = faultOfFigures(row) ?? faultOfLength(close, volume);
  if (fault !== null) throw new InvalidPayload(`${fault}: ${excerptOf(told)}`);
  return { openTime, close, volume };
}

function tradeOf({ a, T, p, q }: RawAggTrade, told: unknown): SecondTrade {
  return secondTrade({ id: a, time: T, price: p, quantity: q }, told);
}

/** @throws InvalidPayload where a figure is longer than the exchange has any */
export function secondTrade(trade: SecondTrade, told: unknown): SecondTrade {
  const fault = faultOfLength(trade.price, trade.quantity);
  if (fault === null) return trade;
  throw new InvalidPayload(`${fault}: ${excerptOf(told)}`);
}

/** Twenty digits before the point and eighteen behind it: twice as many as the exchange has. */
const SHORT = /^\d{1,20}(?:\.\d{1,18})?$/;

const faultOfLength = (...figures: readonly string[]): string | null =>
  figures.every((figure) => SHORT.test(figure)) ? null : 'a price or quantity has more digits than there are';

/** Rows that were saved: what both markets can read. */
export const savedSeconds = (row: object): Seconds['saved'] => ({
  candles: candleRowsOf(row),
  trades: aggTradeRows,
});
