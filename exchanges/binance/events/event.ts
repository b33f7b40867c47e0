import type { AnySchema } from 'ajv';
import { excerptOf, InvalidPayload } from '../../../model/invalidPayload.ts';
import { createValidator } from '../../../model/validate.ts';
import { milliseconds, object } from '../fields.ts';

/** What every event of a pair's stream has. */
interface RawEvent {
  /** The pair's symbol. */
  readonly s: string;
}

/** Checks an event of a pair's stream, and hands it on with its type. @throws InvalidPayload */
export type ReadEvent<Raw> = (event: unknown, symbol: string) => Raw;

/** Why an event that fits its schema is impossible all the same; null if it is possible. */
type FaultOf<Raw> = (event: Raw, symbol: string) => string | null;

/** Checks events of one type. @param fields those that come beside type, time and symbol */
export const eventOf = <Raw extends RawEvent>(
  type: string,
  fields: Readonly<Record<string, object>>,
  faultOf?: FaultOf<Raw>,
): ReadEvent<Raw> =>
  untypedEventOf<Raw>(type, object({ e: { const: type }, E: milliseconds, s: text, ...fields }), faultOf);

/** Checks events that name neither type nor time. @param name names them in messages */
export function untypedEventOf<Raw extends RawEvent>(
  name: string,
  schema: AnySchema,
  faultOf: FaultOf<Raw> = () => null,
): ReadEvent<Raw> {
  const validate = createValidator<Raw>(schema);
  const what = `an event of ${name}`;
  /** Many feeds read the same event, one after another: it is checked once. */
  let right: { readonly raw: Raw; readonly symbol: string } | null = null;
  return (event, symbol) => {
    if (right !== null && right.raw === event && right.symbol === symbol) return right.raw;
    const raw = validate(event, what);
    const fault = raw.s === symbol ? faultOf(raw, symbol) : 'it is of another pair';
    if (fault === null) {
      right = { raw, symbol };
      return raw;
    }
    throw new InvalidPayload(`an event of ${name} of ${symbol} is impossible: ${fault}: ${excerptOf(event)}`);
  };
}

export const text = { type: 'string' } as const;

/** An event in the form in which an answer has its row. @param order tells the newer of two */
export const asAnswered = <Row extends { readonly symbol: string }>(row: Row, order: number) => ({
  symbol: row.symbol,
  row,
  text: JSON.stringify(row),
  order,
});

/** The name of a pair's stream: Binance wants the symbol in lower case. @param suffix what follows it, such as `@trade` */
export const streamOf = (symbol: string, suffix: string): string => `${symbol.toLowerCase()}${suffix}`;
