import fc from 'fast-check';
import { textOf } from '../../analysis/decimal.ts';
import { analysedCandles, type Parts, type RowsPart, type ValuePart } from '../../analysis/snapshot.ts';
import { candleColumns, tradeColumns } from './fullParts.ts';

/** Parts of any kind: prices of a hundred-millionth and of millions, books of one side and of none, holes in candles, and what cannot be read. */

/** A value with a moment of its own. */
export interface PartsAt {
  readonly parts: Parts;
  /** Ms. */
  readonly at: number;
}

const places = fc.constantFrom(0, 1, 2, 5, 8, 10);

/** Such as an exchange writes it: with zeros at the end, or without. */
const written = (units: bigint, decimals: number, zeros: number): string => {
  const text = textOf({ units, places: decimals });
  return zeros === 0 ? text : `${text}${text.includes('.') ? '' : '.'}${'0'.repeat(zeros)}`;
};

/** Of up to twenty digits; often 0. */
export const quantity: fc.Arbitrary<string> = fc
  .tuple(fc.oneof(fc.bigInt(0n, 10n ** 6n), fc.bigInt(0n, 10n ** 20n), fc.constant(0n)), places, fc.nat(3))
  .map(([units, decimals, zeros]) => written(units, decimals, zeros));

/** A price: so many ticks of so many decimals. */
const ticks = fc.oneof(fc.bigInt(1n, 200n), fc.bigInt(1n, 10n ** 7n), fc.bigInt(1n, 10n ** 13n));

type Side = readonly (readonly [string, string])[];

export interface Book {
  readonly bids: Side;
  readonly asks: Side;
}

const steps = fc.array(fc.tuple(fc.bigInt(1n, 40n), quantity), { maxLength: 60, size: 'max' });

/** A book whose sides do not overlap; a side may be empty. Its levels stand a tick from each other, or some basis points. */
export const book: fc.Arbitrary<Book> = fc
  .tuple(ticks, places, fc.nat(2), steps, steps, fc.constantFrom(1n, 3n, 100n))
  .map(([middle, decimals, zeros, below, above, tenths]) => {
    const unit = (middle * tenths) / 1_000_000n + 1n;
    const side = (levels: typeof below, sign: bigint): Side => {
      let price = middle;
      return levels.flatMap(([step, qty]) => {
        price += sign * step * unit;
        return price > 0n ? [[written(price, decimals, zeros), qty] as const] : [];
      });
    };
    return { bids: side(below, -1n), asks: side(above, 1n) };
  });

const price = fc.tuple(ticks, places, fc.nat(2)).map(([units, decimals, zeros]) => written(units, decimals, zeros));

const trades: fc.Arbitrary<RowsPart> = fc
  .tuple(
    fc.integer({ min: 1, max: 10 ** 12 }),
    fc.array(fc.tuple(price, quantity, fc.boolean(), fc.nat(5)), { maxLength: 120, size: 'max' }),
  )
  .map(([id, rows]) => ({
    asOf: 1,
    columns: tradeColumns,
    rows: rows.map(([at, qty, isMaker, ms], index) => [id + index, at, qty, id, id, 10 ** 12 + ms + index, isMaker]),
  }));

const MINUTE_MS = 60_000;

/** One of so many candles of a broken series is missing, or not confirmed. */
const fate = fc.oneof({ weight: 30, arbitrary: fc.constant('final') }, fc.constantFrom('missing', 'unconfirmed'));

const candle = fc.record({
  moves: fc.array(fc.bigInt(0n, 50n), { minLength: 4, maxLength: 4 }),
  volume: quantity,
  fate,
});

/** Candles up to the one that holds `at`, to one before it, or to the one after it: prices rise, fall or stay around the same. */
const candles = (minutes: 60 | 1440, at: number): fc.Arbitrary<RowsPart> =>
  fc
    .record({
      all: fc.oneof(
        fc.array(candle, { maxLength: analysedCandles[minutes], size: 'max' }),
        fc.array(candle, { minLength: analysedCandles[minutes], maxLength: analysedCandles[minutes] }),
      ),
      base: fc.tuple(ticks, places),
      drift: fc.constantFrom(-1n, 0n, 0n, 1n, 60n),
      behind: fc.constantFrom(0, 0, 0, 1, 2, -1),
      isBroken: fc.boolean(),
    })
    .map(({ all, base: [units, decimals], drift, behind, isBroken }) => {
      const lengthMs = minutes * MINUTE_MS;
      const last = at - (at % lengthMs) - behind * lengthMs;
      const rows = all.flatMap(({ moves, volume, fate: drawn }, index) => {
        const before = all.length - 1 - index;
        const openTime = last - before * lengthMs;
        // What falls has to stay above 0.
        const level = units + drift * BigInt(drift < 0n ? -20 * before : index);
        const [low = 0n, open = 0n, close = 0n, high = 0n] = [...moves].sort((one, other) => Number(one - other));
        const [opened, closed] = index % 3 === 0 ? [close, open] : [open, close];
        const drawnPrices = [opened, high, low, closed].map((more) => written(level + more, decimals, 0));
        const fateOf = isBroken ? drawn : 'final';
        const isFinal = fateOf === 'final' && openTime + lengthMs <= at;
        return fateOf === 'missing' ? [] : [[openTime, ...drawnPrices, volume, openTime + lengthMs - 1, isFinal]];
      });
      return { asOf: 1, columns: candleColumns, rows };
    });

const value = (fields: fc.Arbitrary<Record<string, unknown>>): fc.Arbitrary<ValuePart> =>
  fields.map((told) => ({ asOf: 1, value: told }));

const signed = fc.tuple(fc.boolean(), price).map(([isBelow, text]) => (isBelow ? `-${text}` : text));
/** Of an empty side the exchange says zero. */
const side = fc.oneof({ weight: 6, arbitrary: price }, fc.constant('0.00000000'));
const maybe = <Value>(part: fc.Arbitrary<Value>): fc.Arbitrary<Value | null> => fc.option(part, { freq: 12 });

const day = fc.record({
  ...{ openPrice: price, highPrice: price, lowPrice: price, priceChange: signed, priceChangePercent: signed },
  ...{ volume: quantity, quoteVolume: quantity, count: fc.nat() },
});

const partsAt = (at: number): fc.Arbitrary<Parts> =>
  fc.record({
    price: maybe(value(fc.record({ price }))),
    'book-ticker': maybe(value(fc.record({ bidPrice: side, askPrice: side }))),
    depth: maybe(value(book.map((sides) => ({ lastUpdateId: 1, ...sides })))),
    trades: maybe(trades),
    'high-low': maybe(value(day)),
    'avg-price': maybe(value(fc.record({ mins: fc.nat(60), price }))),
    klines: fc.record({ 60: maybe(candles(60, at)), 1440: maybe(candles(1440, at)) }),
  });

export const anyParts: fc.Arbitrary<PartsAt> = fc
  .integer({ min: Date.UTC(2018, 0), max: Date.UTC(2030, 0) })
  .chain((at) => partsAt(at).map((parts) => ({ parts, at })));

/** What is no decimal, no number and no list where one is wanted. */
const rubbish = fc.constantFrom<unknown>(null, true, 1.5, -1, '', 'NaN', '1e5', '.5', '1.', '٣', {}, []);

/** The same with one field of one part spoilt, or taken away. */
export const spoiltParts: fc.Arbitrary<PartsAt> = fc
  .tuple(anyParts, fc.nat(), fc.option(rubbish, { nil: undefined }))
  .map(([{ parts, at }, place, put]) => {
    const copy = structuredClone(parts);
    const fields: { readonly of: Record<string, unknown> | unknown[]; readonly name: string }[] = [];
    const collect = (of: unknown): void => {
      if (typeof of !== 'object' || of === null) return;
      for (const name of Object.keys(of)) {
        const within = (of as Record<string, unknown>)[name];
        if (typeof within === 'object' && within !== null) collect(within);
        else if (within !== null) fields.push({ of: of as Record<string, unknown>, name });
      }
    };
    collect(
      Object.values(copy).map((part) =>
        part && 'value' in part ? part.value : part && 'rows' in part ? part.rows : part,
      ),
    );
    const field = fields[place % Math.max(1, fields.length)];
    if (field !== undefined) (field.of as Record<string, unknown>)[field.name] = put;
    return { parts: copy, at };
  });
