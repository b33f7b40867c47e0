import { compare, type Decimal, decimalIn, minus, plus, QUOTIENT_PLACES, quotient, textOf, zero } from './decimal.ts';

/**
 * Closes of single seconds from an exchange's stream set against those from its REST API: one row a second, joined on the time at which the second
 * begins. Pure and exact: prices are of the quote asset, volumes of the base asset, as decimals in text; times are ms since 1970.
 */

/** A second, as one side has it. */
export interface SecondRow {
  /** When it begins, ms: a multiple of 1000. */
  readonly openTime: number;
  /** Price of the last trade at its end. */
  readonly close: string;
  /** Sum of what was traded in it, base asset. */
  readonly volume: string;
  /** Nothing was traded in it, and the close is that of the second before. */
  readonly isCarried?: true;
}

export const sides = ['stream', 'rest'] as const;
export type Side = (typeof sides)[number];

/** What one side says of a second, and its averages there. */
export interface SideOfRow {
  readonly close: string;
  readonly volume: string;
  readonly isCarried: boolean;
  /** Mean of the closes of this row and the 9 or 19 before it; null: there are fewer, or this side lacks one of them. */
  readonly average10: string | null;
  readonly average20: string | null;
}

/** A second that at least one side has. */
export interface CloseRow {
  readonly openTime: number;
  readonly stream: SideOfRow | null;
  readonly rest: SideOfRow | null;
  /** Close of the stream − close of REST, quote asset; null: a side is missing. */
  readonly difference: string | null;
}

export const SECOND_MS = 1_000;

/** Rows that the averages are of. */
export const AVERAGED = { average10: 10, average20: 20 } as const;

/**
 * Joins both sides on the time: a row for each second that at least one side has, oldest first.
 *
 * average10 of row i = (close i + … + close i−9) ÷ 10, of one side; average20 the same of 20: simple moving averages over rows of this table, quote
 * asset, exact. Source: the `rolling(10).mean()` of pandas, by which a row without a value makes the averages that it is in missing.
 *
 * @throws RangeError for a row whose time is no whole second or comes twice on one side, or whose close or volume is no decimal
 */
export function joinCloses(stream: readonly SecondRow[], rest: readonly SecondRow[]): CloseRow[] {
  const [ofStream, ofRest] = [readSide('stream', stream), readSide('rest', rest)];
  const times = [...new Set([...ofStream.keys(), ...ofRest.keys()])].sort((one, other) => one - other);
  const [streamAverages, restAverages] = [createAverages(), createAverages()];
  return times.map((openTime) => {
    const [one, other] = [ofStream.get(openTime), ofRest.get(openTime)];
    return {
      openTime,
      stream: sideOf(one, streamAverages),
      rest: sideOf(other, restAverages),
      difference: one === undefined || other === undefined ? null : textOf(minus(one.close, other.close)),
    };
  });
}

interface ReadRow {
  readonly row: SecondRow;
  readonly close: Decimal;
}

function readSide(side: Side, rows: readonly SecondRow[]): ReadonlyMap<number, ReadRow> {
  const read = new Map<number, ReadRow>();
  for (const row of rows) {
    const { openTime, volume } = row;
    const close = decimalIn(row.close);
    const where = `${side}, ${openTime}`;
    if (!Number.isSafeInteger(openTime) || openTime % SECOND_MS !== 0)
      throw new RangeError(`${where}: no whole second`);
    if (close === null || decimalIn(volume) === null) throw new RangeError(`${where}: close or volume is no decimal`);
    if (read.has(openTime)) throw new RangeError(`${where}: it comes twice`);
    read.set(openTime, { row, close });
  }
  return read;
}

function sideOf(read: ReadRow | undefined, averages: Averages): SideOfRow | null {
  const made = averages.add(read?.close ?? null);
  if (read === undefined) return null;
  const { close, volume, isCarried = false } = read.row;
  return { close, volume, isCarried, ...made };
}

interface Averages {
  /** @param close of the next row; null: it has none */
  add(close: Decimal | null): Pick<SideOfRow, 'average10' | 'average20'>;
}

function createAverages(): Averages {
  const closes: Decimal[] = [];
  const sums = { average10: zero, average20: zero };

  /** The sum goes along with the rows: the newest is added, and the one that is too old taken away. */
  function averageOf(name: keyof typeof sums, close: Decimal): string | null {
    const most = AVERAGED[name];
    const old = closes.at(-1 - most);
    sums[name] = plus(sums[name], close);
    if (old !== undefined) sums[name] = minus(sums[name], old);
    if (closes.length < most) return null;
    // Ten and twenty divide without a remainder in two more places.
    const places = Math.max(QUOTIENT_PLACES, sums[name].places + 2);
    const mean = quotient(sums[name], { units: BigInt(most), places: 0 }, places);
    return mean === null ? null : textOf(mean);
  }

  return {
    add(close) {
      if (close === null) {
        closes.length = 0;
        sums.average10 = zero;
        sums.average20 = zero;
        return { average10: null, average20: null };
      }
      closes.push(close);
      return { average10: averageOf('average10', close), average20: averageOf('average20', close) };
    },
  };
}

/** Whether two decimals are the same number, however they are written. */
export const isSameNumber = (one: string, other: string): boolean => {
  const [first, second] = [decimalIn(one), decimalIn(other)];
  return first !== null && second !== null && compare(first, second) === 0;
};
