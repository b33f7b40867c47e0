import { FINAL } from '../../../model/candle.ts';
import type { Row } from './rows.ts';

/** Makes a row of an answer of a stored member; null where that is none. */
export type RowOf = (member: string) => Row | null;

const DECIMAL = String.raw`"\d+(?:\.\d+)?"`;
const SIGNED = String.raw`"-?\d+(?:\.\d+)?"`;
const WHOLE = String.raw`(?:0|[1-9]\d{0,14})`;

/** What was traded: twelve fields as they were sent. The last one means nothing any more. */
export const TRADED_FIELDS = `${WHOLE}(?:,${DECIMAL}){5},${WHOLE},${DECIMAL},${WHOLE}(?:,${DECIMAL}){3}`;

/** These, and the state. */
const TRADED = new RegExp(String.raw`^\[${TRADED_FIELDS},[012]\]$`);

/** A price that nothing is traded at: open time, prices, close time and state. */
const PRICED = new RegExp(String.raw`^\[(${WHOLE}(?:,${SIGNED}){4}),(${WHOLE}),[012]\]$`);

const scoreIn = (member: string): number => Number(member.slice(1, member.indexOf(',')));

const FINAL_DIGIT = String(FINAL);
const isFinal = (member: string): boolean => member.at(-2) === FINAL_DIGIT;

/** Candles of what was traded: cut off at the state. */
export const tradedRow: RowOf = (member) =>
  TRADED.test(member) ? { score: scoreIn(member), text: `${member.slice(0, -3)}]`, isFinal: isFinal(member) } : null;

/**
 * Candles of other prices. What Binance sends beside prices and times means nothing by its documents, and is not stored: it gets what
 * Binance sends where there is nothing, of the same types.
 */
export const pricedRow: RowOf = (member) => {
  const [whole, prices, closeTime] = PRICED.exec(member) ?? [];
  if (whole === undefined) return null;
  return {
    score: scoreIn(member),
    text: `[${prices},"0",${closeTime},"0",0,"0","0","0"]`,
    isFinal: isFinal(member),
  };
};
